package io.rvoip.rtp.srtp;

import io.rvoip.common.IdSource;
import io.rvoip.common.Secret;
import java.util.Arrays;

/**
 * A master key with its salt and what it is for. Prints without the key; {@link #close()} wipes it. Immutable else.
 *
 * @param suite that it is for
 * @param keyAndSalt the octets of the key, then those of the salt
 * @param mki its identifier in packets (RFC 3711 section 3.1), or {@link Mki#NONE}
 * @param lifetime how many RTP and how many RTCP packets it may protect, 1 to 2^48
 */
public record SrtpMasterKey(SrtpSuite suite, Secret keyAndSalt, Mki mki, long lifetime) implements AutoCloseable {
    /** The longest life of a key (RFC 3711 section 9.2). */
    public static final long LONGEST_LIFE = 1L << 48;

    /** Checks the length. */
    public SrtpMasterKey {
        int expected = suite.keyBytes() + suite.saltBytes();
        if (keyAndSalt.length() != expected) {
            throw new IllegalArgumentException(
                    "keyAndSalt: " + keyAndSalt.length() + " octets (expected: " + expected + " for " + suite + ")");
        }
        if (lifetime < 1 || lifetime > LONGEST_LIFE) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " packets (expected: 1 to 2^48)");
        }
    }

    /** A key for its whole life, without identifier. */
    public static SrtpMasterKey of(SrtpSuite suite, Secret keyAndSalt) {
        return new SrtpMasterKey(suite, keyAndSalt, Mki.NONE, LONGEST_LIFE);
    }

    /** A new key. */
    public static SrtpMasterKey random(SrtpSuite suite, IdSource random) {
        byte[] octets = new byte[suite.keyBytes() + suite.saltBytes()];
        random.nextBytes(octets);
        SrtpMasterKey key = of(suite, Secret.of(octets));
        Arrays.fill(octets, (byte) 0);
        return key;
    }

    /** The octets of the key alone; the caller's to wipe. */
    byte[] key() {
        return keyAndSalt.with(octets -> Arrays.copyOf(octets, suite.keyBytes()));
    }

    /** The octets of the salt alone. */
    byte[] salt() {
        return keyAndSalt.with(octets -> Arrays.copyOfRange(octets, suite.keyBytes(), octets.length));
    }

    @Override
    public void close() {
        keyAndSalt.destroy();
    }
}
