package io.rvoip.rtp.srtp;

import java.lang.ref.Reference;
import java.security.GeneralSecurityException;

/** AES-GCM of OpenSSL. */
final class OpenSslGcm extends OpenSslCipher implements AesGcm {
    /**
     * How it is asked for the tag, or told it: an {@code OSSL_PARAM} (name, type, value, its size, the size used), its name, and
     * one of zeros that ends the list.
     */
    private static final int NAME_AT = HEIRS_AT;
    private static final int PARAM_AT = HEIRS_AT + 8;
    private static final int TYPE_AT = PARAM_AT + 8;
    private static final int VALUE_AT = PARAM_AT + 16;
    private static final int SIZE_AT = PARAM_AT + 24;
    private static final int BYTES = 88;
    private static final byte[] NAME = {'t', 'a', 'g', 0};
    private static final int OCTET_STRING = 5;

    /**
     * Takes the key over, and wipes it here.
     *
     * @param key of 16, 24 or 32 octets
     */
    OpenSslGcm(SessionKey key) throws GeneralSecurityException {
        super(key, OpenSsl.Calls.AES_GCM, BYTES);
        memory.put(NAME_AT, NAME);
        NATIVE_LONG.set(memory, PARAM_AT, at + NAME_AT);
        NATIVE_INT.set(memory, TYPE_AT, OCTET_STRING);
        NATIVE_LONG.set(memory, SIZE_AT, (long) TAG_BYTES);
    }

    @Override
    public void seal(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        int length = end - body;
        int head = load(data, start, body, word, length + TAG_BYTES);
        room.put(head, data, body, length);
        seal(iv, roomAt, head, roomAt + head, length);
        room.get(head, data, body, length + TAG_BYTES);
    }

    @Override
    public boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        int length = end - body;
        int head = load(data, start, body, word, length + TAG_BYTES);
        room.put(head, data, body, length + TAG_BYTES);
        boolean genuine = open(iv, roomAt, head, roomAt + head, length);
        if (genuine) {
            room.get(head, data, body, length);
        }
        return genuine;
    }

    /** What is authenticated only, in memory of our own; behind it is room for the rest. */
    private int load(byte[] data, int start, int body, byte[] word, int more) {
        int head = body - start + word.length;
        room(head + more);
        room.put(0, data, start, body - start);
        room.put(body - start, word);
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
            crypt(ENCRYPT, iv, head, headLength, body, length);
            OpenSsl.require((int) OpenSsl.Calls.FINAL.invokeExact(context(), body + length, at + LENGTH_AT));
            NATIVE_LONG.set(memory, VALUE_AT, body + length);
            OpenSsl.require((int) OpenSsl.Calls.ASK.invokeExact(context(), at + PARAM_AT));
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
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
            crypt(DECRYPT, iv, head, headLength, body, length);
            NATIVE_LONG.set(memory, VALUE_AT, body + length);
            OpenSsl.require((int) OpenSsl.Calls.TELL.invokeExact(context(), at + PARAM_AT));
            return (int) OpenSsl.Calls.FINAL.invokeExact(context(), body + length, at + LENGTH_AT) > 0;
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void crypt(int way, byte[] iv, long head, int headLength, long body, int length) throws Throwable {
        begin(way, iv);
        OpenSsl.require((int) OpenSsl.Calls.UPDATE.invokeExact(context(), 0L, at + LENGTH_AT, head, headLength));
        update(body, length);
    }
}
