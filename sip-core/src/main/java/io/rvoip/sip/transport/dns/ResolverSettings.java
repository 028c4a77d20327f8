package io.rvoip.sip.transport.dns;

import io.rvoip.sip.transport.TransportProtocol;
import java.util.List;
import java.util.Set;

/**
 * How URIs become targets.
 *
 * @param transports those this side can use, in the order in which they are taken where the domain has no preference;
 *     each at most once
 * @param families which addresses, and which first
 */
public record ResolverSettings(List<TransportProtocol> transports, AddressFamilies families) {
    /** UDP, TCP, TLS, and WebSockets where NAPTR names them; IPv4 before IPv6. */
    public static final ResolverSettings DEFAULT = new ResolverSettings(
            List.of(TransportProtocol.UDP, TransportProtocol.TCP, TransportProtocol.TLS, TransportProtocol.WS, TransportProtocol.WSS),
            AddressFamilies.IPV4_FIRST);

    public ResolverSettings {
        transports = List.copyOf(transports);
        if (transports.isEmpty() || Set.copyOf(transports).size() < transports.size()) {
            throw new IllegalArgumentException("transports: " + transports + " (expected: at least one, each once)");
        }
    }

    /** The same with other transports. */
    public ResolverSettings withTransports(List<TransportProtocol> inOrder) {
        return new ResolverSettings(inOrder, families);
    }

    /** The same with other addresses. */
    public ResolverSettings withFamilies(AddressFamilies choice) {
        return new ResolverSettings(transports, choice);
    }
}
