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
    private static final int TAG_AND_IV_AT = OpenSslMemory.LISTS_AT;
    private static final int IV_AT = TAG_AND_IV_AT + PARAM_BYTES;
    private static final int TAG_AT = IV_AT + 2 * PARAM_BYTES;
    private static final int NAME_OF_TAG_AT = TAG_AT + 2 * PARAM_BYTES;
    private static final int NAME_OF_IV_AT = NAME_OF_TAG_AT + 8;
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
        super(key, OpenSsl.Calls.AES_GCM);
    }

    /** Writes the lists, all but where a tag is. */
    static void layOut(OpenSslMemory memory) {
        memory.octets.put(NAME_OF_TAG_AT, "tag".getBytes(US_ASCII));
        memory.octets.put(NAME_OF_IV_AT, "tlsivfixed".getBytes(US_ASCII));
        parameter(memory, TAG_AND_IV_AT, NAME_OF_TAG_AT, 0, TAG_BYTES);
        parameter(memory, IV_AT, NAME_OF_IV_AT, memory.at + OpenSslMemory.IV_AT, ALL_OF_IT);
        parameter(memory, TAG_AT, NAME_OF_TAG_AT, 0, TAG_BYTES);
    }

    private static void parameter(OpenSslMemory memory, int place, int nameAt, long value, long size) {
        OpenSslMemory.LONG.set(memory.octets, place, memory.at + nameAt);
        OpenSslMemory.INT.set(memory.octets, place + TYPE_AT, OCTET_STRING);
        OpenSslMemory.LONG.set(memory.octets, place + VALUE_AT, value);
        OpenSslMemory.LONG.set(memory.octets, place + SIZE_AT, size);
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
        OpenSslMemory with = OpenSslMemory.ofThread();
        int length = end - body;
        int head = load(with, data, start, body, word, length + TAG_BYTES);
        with.room.put(head, data, body, length);
        seal(Octets.getLong(iv, 0), Octets.getInt(iv, 8), with.roomAt, head, with.roomAt + head, length);
        with.room.get(head, data, body, length + TAG_BYTES);
    }

    @Override
    public boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        OpenSslMemory with = OpenSslMemory.ofThread();
        int length = end - body;
        int head = load(with, data, start, body, word, length + TAG_BYTES);
        with.room.put(head, data, body, length + TAG_BYTES);
        boolean genuine = open(Octets.getLong(iv, 0), Octets.getInt(iv, 8), with.roomAt, head, with.roomAt + head, length);
        if (genuine) {
            with.room.get(head, data, body, length);
        }
        return genuine;
    }

    /** What is authenticated only, in memory of our own; behind it is room for the rest. */
    private static int load(OpenSslMemory with, byte[] data, int start, int body, byte[] word, int more) {
        int head = body - start + word.length;
        with.room(head + more);
        with.room.put(0, data, start, body - start);
        with.room.put(body - start, word);
        return head;
    }

    /**
     * Encrypts memory that the caller vouches for, in place.
     *
     * @param ivHead the first eight octets of the IV, {@code ivTail} the others
     * @param head where {@code headLength} octets are that are authenticated only
     * @param body where {@code length} octets are to encrypt, with room for {@value #TAG_BYTES} more behind them
     */
    void seal(long ivHead, int ivTail, long head, int headLength, long body, int length) throws GeneralSecurityException {
        OpenSslMemory with = memory(ivHead, ivTail);
        try {
            crypt(with, ENCRYPT, IV_AT, head, headLength, body, length);
            OpenSsl.require(finished() ? 1 : 0);
            OpenSslMemory.LONG.set(with.octets, TAG_AT + VALUE_AT, body + length);
            OpenSsl.require((int) OpenSsl.Calls.ASK.invokeExact(context(), with.at + TAG_AT));
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
    boolean open(long ivHead, int ivTail, long head, int headLength, long body, int length) throws GeneralSecurityException {
        OpenSslMemory with = memory(ivHead, ivTail);
        OpenSslMemory.LONG.set(with.octets, TAG_AND_IV_AT + VALUE_AT, body + length);
        try {
            crypt(with, DECRYPT, TAG_AND_IV_AT, head, headLength, body, length);
            return finished();
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static OpenSslMemory memory(long ivHead, int ivTail) {
        OpenSslMemory memory = OpenSslMemory.ofThread();
        memory.putLong(OpenSslMemory.IV_AT, ivHead);
        memory.putInt(OpenSslMemory.IV_AT + 8, ivTail);
        return memory;
    }

    private void crypt(OpenSslMemory with, int towards, int told, long head, int headLength, long body, int length) throws Throwable {
        if (way != towards) {
            OpenSsl.require((int) OpenSsl.Calls.BEGIN.invokeExact(context(), 0L, 0L, 0L, with.at + OpenSslMemory.IV_AT, towards));
            way = towards;
        }
        OpenSsl.require((int) OpenSsl.Calls.TELL.invokeExact(context(), with.at + told));
        made((int) OpenSsl.Calls.CIPHER.invokeExact(context(), 0L, head, headLength), headLength);
        made((int) OpenSsl.Calls.CIPHER.invokeExact(context(), body, body, length), length);
    }

    private boolean finished() throws Throwable {
        return (int) OpenSsl.Calls.CIPHER.invokeExact(context(), 0L, 0L, 0) == 0;
    }
}
