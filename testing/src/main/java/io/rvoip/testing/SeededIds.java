package io.rvoip.testing;

import io.rvoip.common.IdSource;

/** Randomness that repeats: the same seed gives the same ids. Guessable by design, for tests only. */
public final class SeededIds implements IdSource {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int TOKEN_LENGTH = 20;

    private long state;

    public SeededIds(long seed) {
        state = seed;
    }

    /** The next number of the SplitMix64 sequence. */
    @Override
    public long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        long bits = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (i % Long.BYTES == 0) {
                bits = nextLong();
            }
            bytes[i] = (byte) bits;
            bits >>>= Byte.SIZE;
        }
    }

    @Override
    public String token() {
        char[] token = new char[TOKEN_LENGTH];
        long bits = 0;
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            if (i % 10 == 0) {
                bits = nextLong();
            }
            token[i] = ALPHABET.charAt((int) (bits & 31));
            bits >>>= 5;
        }
        return new String(token);
    }

    /** A number in [0, 1), for chances. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
