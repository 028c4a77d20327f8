package io.rvoip.ice.stun;

/**
 * Bounds of what is parsed.
 *
 * @param maxBytes largest datagram, 20 to 65,535
 * @param maxAttributes most attributes in a message, 1 to 1,000
 */
public record StunLimits(int maxBytes, int maxAttributes) {
    /** 2,048 bytes and 32 attributes: more than any ICE check or TURN request needs. */
    public static final StunLimits DEFAULT = new StunLimits(2_048, 32);

    public StunLimits {
        if (maxBytes < 20 || maxBytes > 65_535) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: 20-65535)");
        }
        if (maxAttributes < 1 || maxAttributes > 1_000) {
            throw new IllegalArgumentException("maxAttributes: " + maxAttributes + " (expected: 1-1000)");
        }
    }
}
