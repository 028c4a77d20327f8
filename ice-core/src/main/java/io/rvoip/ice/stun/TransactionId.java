package io.rvoip.ice.stun;

import io.rvoip.common.IdSource;

/**
 * The 96 random bits that tie a response to its request (RFC 8489 §5).
 *
 * @param high the first 32 bits
 * @param low the other 64 bits
 */
public record TransactionId(int high, long low) {
    /** A fresh one; {@code ids} must be unguessable. */
    public static TransactionId random(IdSource ids) {
        return new TransactionId((int) ids.nextLong(), ids.nextLong());
    }

    /** 24 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%08x%016x", high, low);
    }
}
