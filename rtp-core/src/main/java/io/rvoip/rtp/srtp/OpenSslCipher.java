package io.rvoip.rtp.srtp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * A cipher of OpenSSL with one key. It works on memory outside of the heap: that of direct buffers where it is, arrays by way of
 * memory of its own. What OpenSSL holds is wiped and freed by {@link #close}, or with the object that nobody closed. Nothing is
 * allocated for a packet. Confined to one thread at a time.
 */
abstract class OpenSslCipher {
    static final int ENCRYPT = 1;
    static final int DECRYPT = 0;
    static final VarHandle NATIVE_INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle NATIVE_LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** In memory of our own: IV or key, and what is the heirs'. */
    static final int HEIRS_AT = 32;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final Cleaner FORGOTTEN = Cleaner.create();

    final ByteBuffer memory;
    final long at;
    /** Where arrays are copied to; empty before the first. */
    ByteBuffer room = ByteBuffer.allocate(0);
    long roomAt;
    private final Cleaner.Cleanable freed;
    /** Where the {@code EVP_CIPHER_CTX} is; 0: there is none any more. */
    private long context;

    /**
     * Takes the key over, and wipes it here: OpenSSL has a copy of its own.
     *
     * @param key of 16, 24 or 32 octets
     * @param ciphers what tells the one for each of these lengths
     * @param heirs octets of memory behind {@value #HEIRS_AT}
     */
    OpenSslCipher(SessionKey key, MethodHandle[] ciphers, int heirs) throws GeneralSecurityException {
        memory = ByteBuffer.allocateDirect(HEIRS_AT + heirs);
        at = OpenSsl.Calls.CRYPTO.addressOf(memory);
        long made = create();
        context = made;
        freed = FORGOTTEN.register(this, () -> free(made));
        byte[] octets = key.getEncoded();
        key.destroy();
        memory.put(0, octets);
        try {
            long cipher = (long) ciphers[octets.length / 8 - 2].invokeExact();
            OpenSsl.require((int) OpenSsl.Calls.KEY.invokeExact(made, cipher, 0L, at, 0L, ENCRYPT));
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Arrays.fill(octets, (byte) 0);
            memory.put(0, octets);
        }
    }

    private static long create() throws GeneralSecurityException {
        try {
            long made = (long) OpenSsl.Calls.NEW.invokeExact();
            OpenSsl.require(made == 0 ? 0 : 1);
            return made;
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        }
    }

    private static void free(long context) {
        try {
            OpenSsl.Calls.FREE.invokeExact(context);
        } catch (Throwable failed) {
            throw OpenSsl.raised(failed);
        }
    }

    /** The context, for calls that the heirs make before the object can be forgotten. */
    final long context() throws GeneralSecurityException {
        if (context == 0) {
            throw new GeneralSecurityException("closed");
        }
        return context;
    }

    /** @param iv 12 or 16 octets */
    final void begin(int way, byte[] iv) throws Throwable {
        long of = context();
        take(iv);
        OpenSsl.require((int) OpenSsl.Calls.BEGIN.invokeExact(of, 0L, 0L, 0L, at, way));
    }

    /** Lays it where OpenSSL is told that it is: at {@link #at}. */
    final void take(byte[] iv) {
        LONG.set(memory, 0, Octets.getLong(iv, 0));
        INT.set(memory, 8, Octets.getInt(iv, 8));
        if (iv.length > 12) {
            INT.set(memory, 12, Octets.getInt(iv, 12));
        }
    }

    static void made(int octets, int expected) throws GeneralSecurityException {
        if (octets != expected) {
            throw new GeneralSecurityException("OpenSSL made " + octets + " octets (expected: " + expected + ")");
        }
    }

    /** Makes {@link #room} for so many. */
    final void room(int octets) {
        if (room.capacity() < octets) {
            room = ByteBuffer.allocateDirect(2 * octets);
            roomAt = OpenSsl.Calls.CRYPTO.addressOf(room);
        }
    }

    /** Wipes the key. Idempotent. */
    public void close() {
        context = 0;
        freed.clean();
        memory.put(0, new byte[memory.capacity()]);
        room.put(0, new byte[room.capacity()]);
    }
}
