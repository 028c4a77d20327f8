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
    private static final int SEAL = 1;
    private static final int OPEN = 0;
    /**
     * In memory of our own: IV or key; what OpenSSL says the length of its output is; and how it is asked for the tag, or told
     * it: an {@code OSSL_PARAM} (name, type, value, its size, the size used), its name, and one of zeros that ends the list.
     */
    private static final int LENGTH_AT = 32;
    private static final int NAME_AT = 40;
    private static final int PARAM_AT = 48;
    private static final int TYPE_AT = PARAM_AT + 8;
    private static final int VALUE_AT = PARAM_AT + 16;
    private static final int SIZE_AT = PARAM_AT + 24;
    private static final int OWN_BYTES = PARAM_AT + 80;
    private static final byte[] NAME = {'t', 'a', 'g', 0};
    private static final int OCTET_STRING = 5;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE_INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle NATIVE_LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final Optional<String> FAULT = look();

    private final Cleaner.Cleanable freed;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(OWN_BYTES);
    private final long at = Calls.CRYPTO.addressOf(memory);
    /** Where arrays are copied to; empty before the first. */
    private ByteBuffer room = ByteBuffer.allocate(0);
    private long roomAt;
    /** Where the {@code EVP_CIPHER_CTX} is; 0: there is none any more. */
    private long context;

    /** What of it is called, and who frees what nobody closed: only where there is the library. */
    private static final class Calls {
        static final ForeignLibrary CRYPTO = ForeignLibrary.load(LIBRARY);
        static final Cleaner FORGOTTEN = Cleaner.create();
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
        static final MethodHandle ASK = CRYPTO.briefFunction("EVP_CIPHER_CTX_get_params", int.class, long.class, long.class);
        static final MethodHandle TELL = CRYPTO.briefFunction("EVP_CIPHER_CTX_set_params", int.class, long.class, long.class);
    }

    /**
     * Takes the key over, and wipes it here: OpenSSL has a copy of its own.
     *
     * @param key of 16 or 32 octets
     */
    OpenSslGcm(SessionKey key) throws GeneralSecurityException {
        long made = create();
        context = made;
        freed = Calls.FORGOTTEN.register(this, () -> free(made));
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
        memory.put(NAME_AT, NAME);
        NATIVE_LONG.set(memory, PARAM_AT, at + NAME_AT);
        NATIVE_INT.set(memory, TYPE_AT, OCTET_STRING);
        NATIVE_LONG.set(memory, SIZE_AT, (long) TAG_BYTES);
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
        room.put(head, data, body, length);
        seal(iv, roomAt, head, roomAt + head, length);
        room.get(head, data, body, length + TAG_BYTES);
    }

    @Override
    public boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        int length = end - body;
        int head = load(data, start, body - start, word, length + TAG_BYTES);
        room.put(head, data, body, length + TAG_BYTES);
        boolean genuine = open(iv, roomAt, head, roomAt + head, length);
        if (genuine) {
            room.get(head, data, body, length);
        }
        return genuine;
    }

    /** What is authenticated only, in memory of our own; behind it is room for the rest. */
    private int load(byte[] data, int from, int length, byte[] word, int more) {
        int head = length + word.length;
        if (room.capacity() < head + more) {
            room = ByteBuffer.allocateDirect(2 * (head + more));
            roomAt = Calls.CRYPTO.addressOf(room);
        }
        room.put(0, data, from, length);
        room.put(length, word);
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
            NATIVE_LONG.set(memory, VALUE_AT, body + length);
            require((int) Calls.ASK.invokeExact(context, at + PARAM_AT));
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
            NATIVE_LONG.set(memory, VALUE_AT, body + length);
            require((int) Calls.TELL.invokeExact(context, at + PARAM_AT));
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
        if ((int) NATIVE_INT.get(memory, LENGTH_AT) != length) {
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
        room.put(0, new byte[room.capacity()]);
    }
}
