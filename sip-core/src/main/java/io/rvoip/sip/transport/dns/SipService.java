package io.rvoip.sip.transport.dns;

import io.rvoip.sip.transport.TransportProtocol;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A SIP service of a domain: a transport, and the name under which its servers are listed. */
record SipService(TransportProtocol transport, String name) {
    /** The service under the name that RFC 3263 §4.1 gives it; empty for WebSockets, which have none (RFC 7118). */
    static Optional<SipService> of(TransportProtocol transport, String domain) {
        String prefix = switch (transport) {
            case UDP -> "_sip._udp.";
            case TCP -> "_sip._tcp.";
            case TLS -> "_sips._tcp.";
            case WS, WSS -> "";
        };
        return prefix.isEmpty() ? Optional.empty()
                : DnsName.of(prefix + domain).map(name -> new SipService(transport, name));
    }

    /**
     * The services a domain names that we can use, the one it likes best first (RFC 3263 §4.1): rules of the lowest
     * order that has any, by preference.
     */
    static List<SipService> of(List<NaptrRecord> rules, List<TransportProtocol> transports, boolean secureOnly) {
        List<NaptrRecord> usable = rules.stream()
                .filter(rule -> rule.flags().equalsIgnoreCase("s") && rule.regexp().isEmpty())
                .filter(rule -> DnsName.of(rule.replacement()).isPresent())
                .filter(rule -> transport(rule.service())
                        .filter(t -> transports.contains(t) && (t.secure() || !secureOnly)).isPresent())
                .sorted(Comparator.comparingInt(NaptrRecord::order).thenComparingInt(NaptrRecord::preference))
                .toList();
        return usable.stream()
                .filter(rule -> rule.order() == usable.get(0).order())
                .map(rule -> new SipService(transport(rule.service()).orElseThrow(), rule.replacement()))
                .distinct()
                .toList();
    }

    /** The transport of a service field of RFC 3263 §4.1 or RFC 7118 §10.2. */
    private static Optional<TransportProtocol> transport(String service) {
        return Optional.ofNullable(switch (service.toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> TransportProtocol.UDP;
            case "SIP+D2T" -> TransportProtocol.TCP;
            case "SIPS+D2T" -> TransportProtocol.TLS;
            case "SIP+D2W" -> TransportProtocol.WS;
            case "SIPS+D2W" -> TransportProtocol.WSS;
            default -> null;
        });
    }
}
