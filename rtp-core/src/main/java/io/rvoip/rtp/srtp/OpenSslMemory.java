package io.rvoip.rtp.srtp;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside of the heap in which OpenSSL is told something, and tells it: one for each thread, as {@link Scratch} is. No key
 * stays in it.
 */
final class OpenSslMemory {
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** The IV of a packet, up to 16 octets. */
    static final int IV_AT = 0;
    /** What a hash function makes. */
    static final int DIGEST_AT = 16;
    /** For what nobody reads. */
    static final int SPARE_AT = 48;
    /** A {@code SHA_CTX}, 96 octets. */
    static final int STATE_AT = 64;
    /** A block of SHA-1, or a key, while a context is made of it. */
    static final int KEY_AT = 192;
    /** Lists of parameters of {@link OpenSslGcm}. */
    static final int LISTS_AT = 256;

    private static final int BYTES = 512;
    private static final VarHandle NETWORK_LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NETWORK_INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final FastThreadLocal<OpenSslMemory> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected OpenSslMemory initialValue() {
            return new OpenSslMemory();
        }
    };

    final ByteBuffer octets = ByteBuffer.allocateDirect(BYTES);
    final long at = OpenSsl.Calls.CRYPTO.addressOf(octets);
    /** Where arrays are copied to; empty before the first. */
    ByteBuffer room = ByteBuffer.allocate(0);
    long roomAt;

    private OpenSslMemory() {
        OpenSslGcm.layOut(this);
    }

    /** That of the thread that asks. */
    static OpenSslMemory ofThread() {
        return OF_THREAD.get();
    }

    void putLong(int place, long value) {
        NETWORK_LONG.set(octets, place, value);
    }

    void putInt(int place, int value) {
        NETWORK_INT.set(octets, place, value);
    }

    long getLong(int place) {
        return (long) NETWORK_LONG.get(octets, place);
    }

    int getInt(int place) {
        return (int) NETWORK_INT.get(octets, place);
    }

    /** Makes {@link #room} for so many. */
    void room(int length) {
        if (room.capacity() < length) {
            room = ByteBuffer.allocateDirect(2 * length);
            roomAt = OpenSsl.Calls.CRYPTO.addressOf(room);
        }
    }

    /** Overwrites what lies there. */
    void wipe(int place, int length) {
        octets.put(place, new byte[length]);
    }
}
