package io.rvoip.rtp.srtp;

import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * A cipher of OpenSSL with one key. It works on memory outside of the heap: that of direct buffers where it is, arrays by way of
 * {@link OpenSslMemory#room}. What OpenSSL holds is wiped and freed by {@link #close}, or with the object that nobody closed. Nothing
 * is allocated for a packet. Confined to one thread at a time.
 */
abstract class OpenSslCipher {
    static final int ENCRYPT = 1;
    static final int DECRYPT = 0;
    private static final Cleaner FORGOTTEN = Cleaner.create();

    private final Cleaner.Cleanable freed;
    /** Where the {@code EVP_CIPHER_CTX} is; 0: there is none any more. */
    private long context;

    /**
     * Takes the key over, and wipes it here: OpenSSL has a copy of its own.
     *
     * @param key of 16, 24 or 32 octets
     * @param ciphers what tells the one for each of these lengths
     */
    OpenSslCipher(SessionKey key, MethodHandle[] ciphers) throws GeneralSecurityException {
        long made = create();
        context = made;
        freed = FORGOTTEN.register(this, () -> free(made));
        byte[] octets = key.getEncoded();
        key.destroy();
        OpenSslMemory memory = OpenSslMemory.ofThread();
        memory.octets.put(OpenSslMemory.KEY_AT, octets);
        try {
            long cipher = (long) ciphers[octets.length / 8 - 2].invokeExact();
            OpenSsl.require((int) OpenSsl.Calls.KEY.invokeExact(made, cipher, 0L, memory.at + OpenSslMemory.KEY_AT, 0L, ENCRYPT));
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Arrays.fill(octets, (byte) 0);
            memory.wipe(OpenSslMemory.KEY_AT, octets.length);
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

    static void made(int octets, int expected) throws GeneralSecurityException {
        if (octets != expected) {
            throw new GeneralSecurityException("OpenSSL made " + octets + " octets (expected: " + expected + ")");
        }
    }

    /** Wipes the key. Idempotent. */
    public void close() {
        context = 0;
        freed.clean();
    }
}
