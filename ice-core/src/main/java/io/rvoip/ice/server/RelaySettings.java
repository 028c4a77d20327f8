package io.rvoip.ice.server;

import io.rvoip.common.Expect;
import java.util.List;

/**
 * What a {@link RelayServer} is told.
 *
 * @param relays where relays are: one address of each family at most, at least one
 * @param firstPort first port of relays, 1024–65535; RFC 8656 §7.2 wants 49152 and above
 * @param lastPort their last port
 * @param peers whom data may go to and come from
 * @param quotas what users may take
 * @param lifetimeSeconds of an allocation that is not refreshed, 30–3600; 600 by RFC 8656 §3.2
 * @param maxLifetimeSeconds the most a client may ask for, not below that, at most 3600 (§7.2)
 * @param nonceSeconds how long a nonce is good, 10–3600
 * @param md5 whether passwords may be keyed by MD5, as all browsers do; without it only SHA-256 (RFC 8489 §18.5)
 */
public record RelaySettings(List<RelayAddress> relays, int firstPort, int lastPort, PeerRules peers, RelayQuotas quotas,
        int lifetimeSeconds, int maxLifetimeSeconds, int nonceSeconds, boolean md5) {
    /** The families as STUN numbers them. */
    static final int IPV4 = 1;

    static final int IPV6 = 2;

    private static final int FIRST_DYNAMIC_PORT = 49_152;
    private static final int LAST_PORT = 65_535;
    private static final int HOUR = 3_600;

    /** Checks the values. */
    public RelaySettings {
        relays = List.copyOf(relays);
        if (relays.isEmpty() || relays.stream().map(RelayAddress::family).distinct().count() != relays.size()) {
            throw new IllegalArgumentException("relays: " + relays + " (expected: one address of each family at most)");
        }
        Expect.inRange("firstPort", firstPort, 1_024, LAST_PORT);
        Expect.inRange("lastPort", lastPort, firstPort, LAST_PORT);
        Expect.inRange("lifetimeSeconds", lifetimeSeconds, 30, HOUR);
        Expect.inRange("maxLifetimeSeconds", maxLifetimeSeconds, lifetimeSeconds, HOUR);
        Expect.inRange("nonceSeconds", nonceSeconds, 10, HOUR);
    }

    /** Relays there, on ports 49152–65535, to public addresses, with the standard quotas. */
    public static RelaySettings on(RelayAddress... relays) {
        return new RelaySettings(List.of(relays), FIRST_DYNAMIC_PORT, LAST_PORT, PeerRules.PUBLIC, RelayQuotas.DEFAULT, 600,
                HOUR, 600, true);
    }

    /** On other ports. */
    public RelaySettings withPorts(int first, int last) {
        return new RelaySettings(relays, first, last, peers, quotas, lifetimeSeconds, maxLifetimeSeconds, nonceSeconds, md5);
    }

    /** To other peers. */
    public RelaySettings withPeers(PeerRules rules) {
        return new RelaySettings(relays, firstPort, lastPort, rules, quotas, lifetimeSeconds, maxLifetimeSeconds, nonceSeconds,
                md5);
    }

    /** With other quotas. */
    public RelaySettings withQuotas(RelayQuotas most) {
        return new RelaySettings(relays, firstPort, lastPort, peers, most, lifetimeSeconds, maxLifetimeSeconds, nonceSeconds,
                md5);
    }

    /** With other lives of allocations, in seconds. */
    public RelaySettings withLifetimes(int usual, int most) {
        return new RelaySettings(relays, firstPort, lastPort, peers, quotas, usual, most, nonceSeconds, md5);
    }

    /** With another life of nonces, in seconds. */
    public RelaySettings withNonceLife(int seconds) {
        return new RelaySettings(relays, firstPort, lastPort, peers, quotas, lifetimeSeconds, maxLifetimeSeconds, seconds, md5);
    }

    /** With or without keys by MD5. */
    public RelaySettings withMd5(boolean allowed) {
        return new RelaySettings(relays, firstPort, lastPort, peers, quotas, lifetimeSeconds, maxLifetimeSeconds, nonceSeconds,
                allowed);
    }

    /** What a wish for a lifetime comes to (RFC 8656 §7.2, §8.2). */
    long lifetime(long wished) {
        return Math.max(lifetimeSeconds, Math.min(wished, maxLifetimeSeconds));
    }
}
