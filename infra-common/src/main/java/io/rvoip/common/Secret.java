package io.rvoip.common;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A password, key or token that is never printed by accident: {@link #toString()} masks it, equality takes constant
 * time, and {@link #destroy()} wipes it. Text is kept as UTF-8. Thread-safe; the copies it gives are the caller's to
 * wipe.
 */
public final class Secret implements AutoCloseable {
    private static final String MASK = "********";

    private final byte[] value;
    private boolean destroyed;

    private Secret(byte[] value) {
        this.value = value;
    }

    /** A secret that was typed or read as text. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A secret from characters; the array is copied, not wiped. */
    public static Secret of(char[] characters) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return new Secret(bytes);
    }

    /** A secret from octets; the array is copied, not wiped. */
    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    /** A copy of the octets. */
    public synchronized byte[] bytes() {
        requireAlive();
        return value.clone();
    }

    /** A copy of the characters. */
    public char[] chars() {
        return with(octets -> {
            CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
            char[] characters = new char[decoded.remaining()];
            decoded.get(characters);
            Arrays.fill(decoded.array(), '\0');
            return characters;
        });
    }

    /** The text itself, for interfaces that take nothing else; a {@code String} cannot be wiped. */
    public String reveal() {
        return with(octets -> new String(octets, StandardCharsets.UTF_8));
    }

    /** Lends a copy of the octets to {@code use} and wipes it afterwards. */
    public <T> T with(Function<byte[], T> use) {
        byte[] lent = bytes();
        try {
            return use.apply(lent);
        } finally {
            Arrays.fill(lent, (byte) 0);
        }
    }

    /** How many octets. */
    public synchronized int length() {
        requireAlive();
        return value.length;
    }

    /** Wipes the value; what asks for it afterwards gets an {@link IllegalStateException}. Idempotent. */
    public synchronized void destroy() {
        Arrays.fill(value, (byte) 0);
        destroyed = true;
    }

    /** Same as {@link #destroy()}. */
    @Override
    public void close() {
        destroy();
    }

    /** Whether the value has been wiped. */
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    /** Equal when the octets are, compared in constant time; a destroyed secret equals only itself. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Secret that) || isDestroyed() || that.isDestroyed()) {
            return false;
        }
        return with(mine -> that.with(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    /** The same for every secret: a hash of the value would be a way to guess it. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }

    private void requireAlive() {
        if (destroyed) {
            throw new IllegalStateException("the secret has been destroyed");
        }
    }
}
