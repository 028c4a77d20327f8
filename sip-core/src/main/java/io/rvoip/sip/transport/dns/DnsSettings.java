package io.rvoip.sip.transport.dns;

import io.rvoip.common.Loop;
import java.time.Duration;
import java.util.Objects;

/**
 * How host names are followed: whom to ask, within which bounds, for which addresses.
 *
 * @param servers whom to ask, and how patiently
 * @param limits what answers may cost
 * @param families which addresses, and which first
 */
public record DnsSettings(DnsServers servers, DnsLimits limits, AddressFamilies families) {
    /** The name servers of this machine, the usual bounds, IPv4 before IPv6. */
    public static final DnsSettings DEFAULT =
            new DnsSettings(DnsServers.SYSTEM, DnsLimits.DEFAULT, AddressFamilies.IPV4_FIRST);

    public DnsSettings {
        Objects.requireNonNull(servers, "servers");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(families, "families");
    }

    /** The same with other name servers. */
    public DnsSettings withServers(DnsServers others) {
        return new DnsSettings(others, limits, families);
    }

    /** The same with other bounds. */
    public DnsSettings withLimits(DnsLimits others) {
        return new DnsSettings(servers, others, families);
    }

    /** The same for other addresses. */
    public DnsSettings withFamilies(AddressFamilies choice) {
        return new DnsSettings(servers, limits, choice);
    }

    /**
     * A resolver with these settings that asks by that client.
     *
     * @param loop of the client; the resolver is confined to it
     */
    public SipResolver resolver(DnsClient client, Loop loop) {
        Duration perQuestion = servers.timeout().multipliedBy(servers.attempts() + 1L);
        Duration patience = perQuestion.compareTo(limits.patience()) > 0 ? perQuestion : limits.patience();
        Duration longest = Duration.ofMinutes(1);
        DnsLimits patient = limits.withPatience(patience.compareTo(longest) < 0 ? patience : longest);
        return new SipResolver(
                new DnsLookup(client, loop, patient), ResolverSettings.DEFAULT.withFamilies(families));
    }
}
