package io.rvoip.common.crypto;

import io.rvoip.common.IdSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Unguessable ids. Random bytes are drawn in batches, because one large request costs the generator hardly more than
 * a small one; bytes handed out are wiped from the batch. Thread-safe; give each loop its own to avoid contention.
 */
public final class SecureIds implements IdSource {
    private static final byte[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".getBytes(StandardCharsets.US_ASCII);
    private static final int BITS_PER_CHARACTER = 5;
    private static final int TOKEN_LENGTH = 20; // 100 bits
    private static final int HALF = TOKEN_LENGTH / 2;
    private static final int BATCH = 2048;

    private final SecureRandom random;
    private final ByteBuffer batch = ByteBuffer.allocate(BATCH);

    /** Ids from the randomness of this JDK. */
    public SecureIds() {
        this(CryptoProvider.jdk());
    }

    /** Ids from the randomness of {@code crypto}. */
    public SecureIds(CryptoProvider crypto) {
        random = crypto.random();
        batch.position(BATCH);
    }

    @Override
    public synchronized long nextLong() {
        if (batch.remaining() < Long.BYTES) {
            random.nextBytes(batch.array());
            batch.clear();
        }
        int at = batch.position();
        long value = batch.getLong();
        batch.putLong(at, 0);
        return value;
    }

    @Override
    public synchronized void nextBytes(byte[] bytes) {
        if (bytes.length > BATCH / 2) {
            random.nextBytes(bytes);
            return;
        }
        if (batch.remaining() < bytes.length) {
            random.nextBytes(batch.array());
            batch.clear();
        }
        int from = batch.position();
        batch.get(bytes);
        Arrays.fill(batch.array(), from, batch.position(), (byte) 0);
    }

    /** 20 characters of [a-z2-7]: 100 random bits. */
    @Override
    public String token() {
        byte[] characters = new byte[TOKEN_LENGTH];
        fill(characters, 0, nextLong());
        fill(characters, HALF, nextLong());
        return new String(characters, StandardCharsets.ISO_8859_1);
    }

    private static void fill(byte[] characters, int from, long bits) {
        long rest = bits;
        for (int i = from; i < from + HALF; i++) {
            characters[i] = ALPHABET[(int) rest & ALPHABET.length - 1];
            rest >>>= BITS_PER_CHARACTER;
        }
    }
}
