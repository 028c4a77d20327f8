package io.rvoip.rtp.srtp;

import java.lang.ref.Reference;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * AES in counter mode and HMAC-SHA1 of OpenSSL. HMAC begins with a block that is made of the key alone, within and without (RFC 2104
 * section 2): the two states of SHA-1 after it are kept, and copied for each packet.
 */
final class OpenSslCm extends OpenSslCipher implements AesCm {
    private static final int BLOCK = 64;
    /** Longer than a {@code SHA_CTX} is: 96 octets. */
    private static final int STATE = 128;
    private static final int WORD_AT = HEIRS_AT;
    private static final int MAC_AT = WORD_AT + 8;
    private static final int BLOCK_AT = MAC_AT + 24;
    private static final int STATE_AT = BLOCK_AT + BLOCK;
    private static final int WITHIN_AT = STATE_AT + STATE;
    private static final int WITHOUT_AT = WITHIN_AT + STATE;
    private static final int BYTES = WITHOUT_AT + STATE - HEIRS_AT;
    private static final byte WITHIN = 0x36;
    private static final byte WITHOUT = 0x5c;

    /** Takes the keys over, and wipes them here. */
    OpenSslCm(SessionKey encryption, SessionKey authentication) throws GeneralSecurityException {
        super(encryption, OpenSsl.Calls.AES_CTR, BYTES);
        byte[] key = authentication.getEncoded();
        authentication.destroy();
        try {
            begin(key, WITHIN, WITHIN_AT);
            begin(key, WITHOUT, WITHOUT_AT);
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private void begin(byte[] key, byte filling, int stateAt) throws Throwable {
        for (int i = 0; i < BLOCK; i++) {
            memory.put(BLOCK_AT + i, (byte) (filling ^ (i < key.length ? key[i] : 0)));
        }
        OpenSsl.require((int) OpenSsl.Calls.SHA1_BEGIN.invokeExact(at + stateAt));
        OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(at + stateAt, at + BLOCK_AT, (long) BLOCK));
        memory.put(BLOCK_AT, new byte[BLOCK]);
    }

    @Override
    public void crypt(byte[] iv, byte[] data, int from, int to) throws GeneralSecurityException {
        load(data, from, to);
        crypt(iv, roomAt, to - from);
        room.get(0, data, from, to - from);
    }

    @Override
    public void authenticate(byte[] data, int from, int to, byte[] word, byte[] mac) throws GeneralSecurityException {
        load(data, from, to);
        authenticate(roomAt, to - from, word, mac);
    }

    private void load(byte[] data, int from, int to) {
        room(to - from);
        room.put(0, data, from, to - from);
    }

    /** Encrypts or decrypts memory that the caller vouches for, in place. */
    void crypt(byte[] iv, long body, int length) throws GeneralSecurityException {
        try {
            begin(ENCRYPT, iv);
            made((int) OpenSsl.Calls.CIPHER.invokeExact(context(), body, body, length), length);
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The same for memory that the caller vouches for. */
    void authenticate(long from, int length, byte[] word, byte[] mac) throws GeneralSecurityException {
        context(); // is there
        long state = at + STATE_AT;
        try {
            memory.put(STATE_AT, memory, WITHIN_AT, STATE);
            OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(state, from, (long) length));
            memory.put(WORD_AT, word);
            OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(state, at + WORD_AT, (long) word.length));
            OpenSsl.require((int) OpenSsl.Calls.SHA1_FINAL.invokeExact(at + MAC_AT, state));
            memory.put(STATE_AT, memory, WITHOUT_AT, STATE);
            OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(state, at + MAC_AT, (long) MAC_BYTES));
            OpenSsl.require((int) OpenSsl.Calls.SHA1_FINAL.invokeExact(at + MAC_AT, state));
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Reference.reachabilityFence(this);
        }
        memory.get(MAC_AT, mac, 0, MAC_BYTES);
    }
}
