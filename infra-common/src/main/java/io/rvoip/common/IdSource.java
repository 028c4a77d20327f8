package io.rvoip.common;

/**
 * Randomness for cores: unguessable at the edge, seeded in tests. Not thread-safe unless the implementation says so.
 */
public interface IdSource {
    /** 64 random bits. */
    long nextLong();

    /** Fills {@code bytes} with random bytes. */
    void nextBytes(byte[] bytes);

    /** A token of at least 96 random bits in [a-z0-9], fit for tags, branches, Call-IDs and ids. */
    String token();

    /** A number in [0, bound), for jitter and phases. */
    default int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }
}
