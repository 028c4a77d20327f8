package io.rvoip.rtp.srtp;

import java.util.Set;

/**
 * What SRTP hides of the heads of RTP packets beside their payload, as two sides agreed on it. Immutable. A packet that goes by
 * cryptex has nothing left for the other way.
 *
 * @param cryptex whether CSRCs and header extensions are encrypted as a whole (RFC 9335)
 * @param elements identifiers of the elements of header extensions whose contents are encrypted one by one (RFC 6904), 1 to 255
 */
public record HeaderProtection(Cryptex cryptex, Set<Integer> elements) {
    /** The heads are readable by anyone, as RFC 3711 leaves them. */
    public static final HeaderProtection NONE = new HeaderProtection(Cryptex.OFF, Set.of());

    private static final int MOST = 255;

    /** Checks the identifiers. */
    public HeaderProtection {
        elements = Set.copyOf(elements);
        for (int id : elements) {
            if (id < 1 || id > MOST) {
                throw new IllegalArgumentException("elements: " + id + " (expected: 1-" + MOST + ")");
            }
        }
    }

    /** Whether heads are encrypted as a whole. */
    public enum Cryptex {
        /** Packets that are are not understood. */
        OFF,
        /** Ours are, and others may be. */
        USED,
        /** All have to be: a packet with CSRCs or header extensions in clear is neither sent nor taken. */
        REQUIRED
    }

    /** Cryptex, and nothing else. */
    public static HeaderProtection of(Cryptex cryptex) {
        return new HeaderProtection(cryptex, Set.of());
    }

    /** These elements, one by one. */
    public static HeaderProtection elements(Integer... ids) {
        return new HeaderProtection(Cryptex.OFF, Set.of(ids));
    }
}
