package io.rvoip.rtp.srtp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * AES-GCM of the system's OpenSSL, where there is OpenSSL 3 and a Java that can call it. It works on memory outside of the
 * heap: that of direct buffers where it is, arrays by way of memory of its own. What OpenSSL holds is wiped and freed by
 * {@link #close}, or with the object that nobody closed. Nothing is allocated for a packet.
 */
final class OpenSslGcm implements AesGcm {
    /** As Linux names it; that of other systems was not tried. */
    private static final String LIBRARY = "libcrypto.so.3";
    private static final int GET_TAG = 0x10;
    private static final int SET_TAG = 0x11;
    private static final int SEAL = 1;
    private static final int OPEN = 0;
    /** In memory of our own: IV or key, what OpenSSL says the length of its output is, and then what is copied. */
    private static final int LENGTH_AT = 32;
    private static final int ROOM_AT = 64;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LENGTH = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final Cleaner FORGOTTEN = Cleaner.create();
    private static final Optional<String> FAULT = look();

    private final Cleaner.Cleanable freed;
    private ByteBuffer memory = ByteBuffer.allocateDirect(ROOM_AT);
    private long at = Calls.CRYPTO.addressOf(memory);
    /** Where the {@code EVP_CIPHER_CTX} is; 0: there is none any more. */
    private long context;

    /** What of it is called. */
    private static final class Calls {
        static final ForeignLibrary CRYPTO = ForeignLibrary.load(LIBRARY);
        static final MethodHandle MAJOR = CRYPTO.function("OPENSSL_version_major", int.class);
        static final MethodHandle MINOR = CRYPTO.function("OPENSSL_version_minor", int.class);
        static final MethodHandle PATCH = CRYPTO.function("OPENSSL_version_patch", int.class);
        static final MethodHandle AES_128 = CRYPTO.function("EVP_aes_128_gcm", long.class);
        static final MethodHandle AES_256 = CRYPTO.function("EVP_aes_256_gcm", long.class);
        static final MethodHandle NEW = CRYPTO.function("EVP_CIPHER_CTX_new", long.class);
        static final MethodHandle FREE = CRYPTO.function("EVP_CIPHER_CTX_free", void.class, long.class);
        static final MethodHandle KEY =
                CRYPTO.function("EVP_CipherInit_ex", int.class, long.class, long.class, long.class, long.class, long.class, int.class);
        static final MethodHandle BEGIN =
                CRYPTO.briefFunction("EVP_CipherInit_ex", int.class, long.class, long.class, long.class, long.class, long.class, int.class);
        static final MethodHandle UPDATE =
                CRYPTO.briefFunction("EVP_CipherUpdate", int.class, long.class, long.class, long.class, long.class, int.class);
        static final MethodHandle FINAL = CRYPTO.briefFunction("EVP_CipherFinal_ex", int.class, long.class, long.class, long.class);
        static final MethodHandle TAG =
                CRYPTO.briefFunction("EVP_CIPHER_CTX_ctrl", int.class, long.class, int.class, int.class, long.class);
    }

    /**
     * Takes the key over, and wipes it here: OpenSSL has a copy of its own.
     *
     * @param key of 16 or 32 octets
     */
    OpenSslGcm(SessionKey key) throws GeneralSecurityException {
        long made = create();
        context = made;
        freed = FORGOTTEN.register(this, () -> free(made));
        byte[] octets = key.getEncoded();
        key.destroy();
        memory.put(0, octets);
        try {
            long cipher = octets.length == 16 ? (long) Calls.AES_128.invokeExact() : (long) Calls.AES_256.invokeExact();
            require((int) Calls.KEY.invokeExact(made, cipher, 0L, at, 0L, SEAL));
        } catch (Throwable failed) {
            throw declared(failed);
        } finally {
            Arrays.fill(octets, (byte) 0);
            memory.put(0, octets);
        }
    }

    /** Why it cannot be used here; empty: it can. */
    static Optional<String> fault() {
        return FAULT;
    }

    private static Optional<String> look() {
        try {
            version();
            return Optional.empty();
        } catch (ExceptionInInitializerError missing) {
            return Optional.of(LIBRARY + ": " + missing.getCause().getMessage());
        }
    }

    /** Which one it is: {@code OpenSSL 3.0.19}. */
    static String version() {
        try {
            return "OpenSSL " + (int) Calls.MAJOR.invokeExact() + "." + (int) Calls.MINOR.invokeExact() + "." + (int) Calls.PATCH.invokeExact();
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    private static long create() throws GeneralSecurityException {
        try {
            long made = (long) Calls.NEW.invokeExact();
            require(made == 0 ? 0 : 1);
            return made;
        } catch (Throwable failed) {
            throw declared(failed);
        }
    }

    private static void free(long context) {
        try {
            Calls.FREE.invokeExact(context);
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    @Override
    public void seal(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        int length = end - body;
        int head = load(data, start, body - start, word, length + TAG_BYTES);
        memory.put(ROOM_AT + head, data, body, length);
        seal(iv, at + ROOM_AT, head, at + ROOM_AT + head, length);
        memory.get(ROOM_AT + head, data, body, length + TAG_BYTES);
    }

    @Override
    public boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        int length = end - body;
        int head = load(data, start, body - start, word, length + TAG_BYTES);
        memory.put(ROOM_AT + head, data, body, length + TAG_BYTES);
        boolean genuine = open(iv, at + ROOM_AT, head, at + ROOM_AT + head, length);
        if (genuine) {
            memory.get(ROOM_AT + head, data, body, length);
        }
        return genuine;
    }

    /** What is authenticated only, in memory of our own; behind it is room for the rest. */
    private int load(byte[] data, int from, int length, byte[] word, int more) {
        int head = length + word.length;
        if (memory.capacity() < ROOM_AT + head + more) {
            memory = ByteBuffer.allocateDirect(2 * (ROOM_AT + head + more));
            at = Calls.CRYPTO.addressOf(memory);
        }
        memory.put(ROOM_AT, data, from, length);
        memory.put(ROOM_AT + length, word);
        return head;
    }

    /**
     * Encrypts memory that the caller vouches for, in place.
     *
     * @param head where {@code headLength} octets are that are authenticated only
     * @param body where {@code length} octets are to encrypt, with room for {@value #TAG_BYTES} more behind them
     */
    void seal(byte[] iv, long head, int headLength, long body, int length) throws GeneralSecurityException {
        try {
            crypt(SEAL, iv, head, headLength, body, length);
            require((int) Calls.FINAL.invokeExact(context, body + length, at + LENGTH_AT));
            require((int) Calls.TAG.invokeExact(context, GET_TAG, TAG_BYTES, body + length));
        } catch (Throwable failed) {
            throw declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Decrypts memory that the caller vouches for, in place, and looks whether it was genuine only then.
     *
     * @param body where {@code length} octets are to decrypt, and their tag behind them
     * @return false when it is not; what lies there must not be read then, and be overwritten
     */
    boolean open(byte[] iv, long head, int headLength, long body, int length) throws GeneralSecurityException {
        try {
            crypt(OPEN, iv, head, headLength, body, length);
            require((int) Calls.TAG.invokeExact(context, SET_TAG, TAG_BYTES, body + length));
            return (int) Calls.FINAL.invokeExact(context, body + length, at + LENGTH_AT) > 0;
        } catch (Throwable failed) {
            throw declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void crypt(int way, byte[] iv, long head, int headLength, long body, int length) throws Throwable {
        long of = context;
        if (of == 0) {
            throw new GeneralSecurityException("closed");
        }
        LONG.set(memory, 0, Octets.getLong(iv, 0));
        INT.set(memory, 8, Octets.getInt(iv, 8));
        require((int) Calls.BEGIN.invokeExact(of, 0L, 0L, 0L, at, way));
        require((int) Calls.UPDATE.invokeExact(of, 0L, at + LENGTH_AT, head, headLength));
        require((int) Calls.UPDATE.invokeExact(of, body, at + LENGTH_AT, body, length));
        if ((int) LENGTH.get(memory, LENGTH_AT) != length) {
            throw new GeneralSecurityException("OpenSSL made less of it");
        }
    }

    private static void require(int outcome) throws GeneralSecurityException {
        if (outcome <= 0) {
            throw new GeneralSecurityException("OpenSSL refused");
        }
    }

    /** Handles do not declare what they throw. */
    private static GeneralSecurityException declared(Throwable failed) {
        if (failed instanceof GeneralSecurityException known) {
            return known;
        }
        throw raised(failed);
    }

    private static RuntimeException raised(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException defect ? defect : new IllegalStateException(failed);
    }

    @Override
    public void close() {
        context = 0;
        freed.clean();
        memory.put(0, new byte[memory.capacity()]);
    }
}
