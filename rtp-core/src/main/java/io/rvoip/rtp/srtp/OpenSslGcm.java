package io.rvoip.rtp.srtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rvoip.common.crypto.Bytes;
import java.lang.ref.Reference;
import java.security.GeneralSecurityException;

/** AES-GCM of OpenSSL. */
final class OpenSslGcm extends OpenSslCipher implements AesGcm {
    /**
     * What OpenSSL is told and asked for each packet, as lists of {@code OSSL_PARAM} (name, type, value, its size, the size used)
     * that end with one of zeros: the tag that came and the IV, the IV alone, and the tag that was made.
     */
    private static final int PARAM_BYTES = 40;
    private static final int TAG_AND_IV_AT = HEIRS_AT;
    private static final int IV_AT = TAG_AND_IV_AT + PARAM_BYTES;
    private static final int TAG_AT = IV_AT + 2 * PARAM_BYTES;
    private static final int NAME_OF_TAG_AT = TAG_AT + 2 * PARAM_BYTES;
    private static final int NAME_OF_IV_AT = NAME_OF_TAG_AT + 8;
    private static final int BYTES = NAME_OF_IV_AT + 16 - HEIRS_AT;
    private static final int TYPE_AT = 8;
    private static final int VALUE_AT = 16;
    private static final int SIZE_AT = 24;
    private static final int OCTET_STRING = 5;
    /** With the fixed part of an IV: that it is the whole one. The other way, by EVP_CipherInit_ex, costs twice as much. */
    private static final long ALL_OF_IT = -1;

    private int way = ENCRYPT;

    /**
     * Takes the key over, and wipes it here.
     *
     * @param key of 16, 24 or 32 octets
     */
    OpenSslGcm(SessionKey key) throws GeneralSecurityException {
        super(key, OpenSsl.Calls.AES_GCM, BYTES);
        memory.put(NAME_OF_TAG_AT, "tag".getBytes(US_ASCII));
        memory.put(NAME_OF_IV_AT, "tlsivfixed".getBytes(US_ASCII));
        parameter(TAG_AND_IV_AT, NAME_OF_TAG_AT, 0, TAG_BYTES);
        parameter(IV_AT, NAME_OF_IV_AT, at, ALL_OF_IT);
        parameter(TAG_AT, NAME_OF_TAG_AT, 0, TAG_BYTES);
    }

    private void parameter(int place, int nameAt, long value, long size) {
        NATIVE_LONG.set(memory, place, at + nameAt);
        NATIVE_INT.set(memory, place + TYPE_AT, OCTET_STRING);
        NATIVE_LONG.set(memory, place + VALUE_AT, value);
        NATIVE_LONG.set(memory, place + SIZE_AT, size);
    }

    /**
     * Whether this OpenSSL takes an IV as it is told here, which no manual promises: case 2 of the test vectors of GCM's authors,
     * after a packet with another IV.
     */
    static boolean works() throws GeneralSecurityException {
        OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[16]));
        try {
            byte[] data = new byte[32];
            gcm.seal(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, new byte[32], 0, 0, 16, new byte[0]);
            gcm.seal(new byte[12], data, 0, 0, 16, new byte[0]);
            boolean sealed = Bytes.hex(data).equals("0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
            return sealed && gcm.open(new byte[12], data, 0, 0, 16, new byte[0]) && data[0] == 0;
        } finally {
            gcm.close();
        }
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
            crypt(ENCRYPT, IV_AT, iv, head, headLength, body, length);
            OpenSsl.require(finished() ? 1 : 0);
            NATIVE_LONG.set(memory, TAG_AT + VALUE_AT, body + length);
            OpenSsl.require((int) OpenSsl.Calls.ASK.invokeExact(context(), at + TAG_AT));
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
            NATIVE_LONG.set(memory, TAG_AND_IV_AT + VALUE_AT, body + length);
            crypt(DECRYPT, TAG_AND_IV_AT, iv, head, headLength, body, length);
            return finished();
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void crypt(int towards, int told, byte[] iv, long head, int headLength, long body, int length) throws Throwable {
        if (way == towards) {
            take(iv);
        } else {
            begin(towards, iv);
            way = towards;
        }
        OpenSsl.require((int) OpenSsl.Calls.TELL.invokeExact(context(), at + told));
        made((int) OpenSsl.Calls.CIPHER.invokeExact(context(), 0L, head, headLength), headLength);
        made((int) OpenSsl.Calls.CIPHER.invokeExact(context(), body, body, length), length);
    }

    private boolean finished() throws Throwable {
        return (int) OpenSsl.Calls.CIPHER.invokeExact(context(), 0L, 0L, 0) == 0;
    }
}
