package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.Bytes;
import java.lang.ref.Reference;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * AES in counter mode and HMAC-SHA1 of OpenSSL. HMAC begins with a block that is made of the key alone, within and without (RFC 2104
 * section 2): what SHA-1 has made of each is kept, and gone on from for each packet.
 */
final class OpenSslCm extends OpenSslCipher implements AesCm {
    private static final int IV_BYTES = 16;
    private static final int BLOCK = 64;
    /** Of a {@code SHA_CTX}: five words of what was made so far, the bits it was made of, a block, and how much of that is filled. */
    private static final int WORDS = 5;
    private static final int BITS_AT = OpenSslMemory.STATE_AT + 4 * WORDS;
    private static final int FILLED_AT = BITS_AT + 8 + BLOCK;
    private static final byte WITHIN = 0x36;
    private static final byte WITHOUT = 0x5c;

    /** Where OpenSSL has the counter, which it takes from there for what comes next. */
    private final long counterAt;
    /* Those words, two by two and the last one, after the block within and the block without. */
    private long withinHead;
    private long withinNext;
    private int withinTail;
    private long withoutHead;
    private long withoutNext;
    private int withoutTail;

    /** Takes the keys over, and wipes them here. */
    OpenSslCm(SessionKey encryption, SessionKey authentication) throws GeneralSecurityException {
        super(encryption, OpenSsl.Calls.AES_CTR);
        byte[] key = authentication.getEncoded();
        authentication.destroy();
        OpenSslMemory with = OpenSslMemory.ofThread();
        try {
            counterAt = (long) OpenSsl.Calls.COUNTER.invokeExact(context());
            OpenSsl.require(counterAt == 0 ? 0 : 1);
            begin(with, key, WITHIN);
            withinHead = (long) OpenSslMemory.LONG.get(with.octets, OpenSslMemory.STATE_AT);
            withinNext = (long) OpenSslMemory.LONG.get(with.octets, OpenSslMemory.STATE_AT + 8);
            withinTail = (int) OpenSslMemory.INT.get(with.octets, OpenSslMemory.STATE_AT + 16);
            begin(with, key, WITHOUT);
            withoutHead = (long) OpenSslMemory.LONG.get(with.octets, OpenSslMemory.STATE_AT);
            withoutNext = (long) OpenSslMemory.LONG.get(with.octets, OpenSslMemory.STATE_AT + 8);
            withoutTail = (int) OpenSslMemory.INT.get(with.octets, OpenSslMemory.STATE_AT + 16);
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            Arrays.fill(key, (byte) 0);
            with.wipe(OpenSslMemory.KEY_AT, BLOCK);
            with.wipe(OpenSslMemory.STATE_AT, 4 * WORDS);
        }
    }

    private static void begin(OpenSslMemory with, byte[] key, byte filling) throws Throwable {
        for (int i = 0; i < BLOCK; i++) {
            with.octets.put(OpenSslMemory.KEY_AT + i, (byte) (filling ^ (i < key.length ? key[i] : 0)));
        }
        long state = with.at + OpenSslMemory.STATE_AT;
        OpenSsl.require((int) OpenSsl.Calls.SHA1_BEGIN.invokeExact(state));
        OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(state, with.at + OpenSslMemory.KEY_AT, (long) BLOCK));
    }

    /**
     * Whether this OpenSSL has counter and state where they are looked for here: a test vector of NIST SP 800-38A (F.5.1) after a
     * packet with another counter that ends in mid-block, and one of RFC 2202.
     */
    static boolean works() throws GeneralSecurityException {
        byte[] repeated = new byte[20];
        Arrays.fill(repeated, (byte) 0x0b);
        OpenSslCm cm = new OpenSslCm(new SessionKey("AES", Bytes.fromHex("2b7e151628aed2a6abf7158809cf4f3c")), new SessionKey("HmacSHA1", repeated));
        try {
            byte[] data = Bytes.fromHex("6bc1bee22e409f96e93d7e117393172a");
            cm.crypt(new byte[IV_BYTES], new byte[BLOCK], 0, IV_BYTES + 3);
            cm.crypt(Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), data, 0, data.length);
            byte[] mac = new byte[MAC_BYTES];
            cm.authenticate(new byte[BLOCK + 3], 0, BLOCK + 3, mac);
            cm.authenticate(Bytes.fromHex("4869205468657265"), 0, 8, mac);
            return Bytes.hex(data).equals("874d6191b620e3261bef6864990db6ce") && Bytes.hex(mac).equals("b617318655057264e28bc0b6fb378c8ef146be00");
        } finally {
            cm.close();
        }
    }

    @Override
    public void crypt(byte[] iv, byte[] data, int from, int to) throws GeneralSecurityException {
        OpenSslMemory with = load(data, from, to);
        crypt(Octets.getLong(iv, 0), Octets.getLong(iv, 8), with.roomAt, to - from);
        with.room.get(0, data, from, to - from);
    }

    @Override
    public void authenticate(byte[] data, int from, int to, byte[] mac) throws GeneralSecurityException {
        authenticate(load(data, from, to).roomAt, to - from, mac);
    }

    private static OpenSslMemory load(byte[] data, int from, int to) {
        OpenSslMemory with = OpenSslMemory.ofThread();
        with.room(to - from);
        with.room.put(0, data, from, to - from);
        return with;
    }

    /**
     * Encrypts or decrypts memory that the caller vouches for, in place.
     *
     * @param ivHead the first eight octets of the IV, {@code ivTail} the others
     */
    void crypt(long ivHead, long ivTail, long body, int length) throws GeneralSecurityException {
        OpenSslMemory with = OpenSslMemory.ofThread();
        with.putLong(OpenSslMemory.IV_AT, ivHead);
        with.putLong(OpenSslMemory.IV_AT + 8, ivTail);
        boolean whole = false;
        try {
            long of = context();
            long copied = (long) OpenSsl.Calls.COPY.invokeExact(counterAt, with.at + OpenSslMemory.IV_AT, (long) IV_BYTES);
            made((int) OpenSsl.Calls.CIPHER.invokeExact(of, body, body, length), length);
            int rest = -length & IV_BYTES - 1; // of the last block, which OpenSSL would go on with
            if (rest > 0) {
                long spare = with.at + OpenSslMemory.SPARE_AT;
                made((int) OpenSsl.Calls.CIPHER.invokeExact(of, spare, spare, rest), rest);
            }
            whole = copied != 0;
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        } finally {
            if (!whole) {
                close(); // what is left of a block must not be used for another packet
            }
            Reference.reachabilityFence(this);
        }
    }

    /** The same for memory that the caller vouches for. */
    void authenticate(long from, int length, byte[] mac) throws GeneralSecurityException {
        context(); // is there
        OpenSslMemory with = OpenSslMemory.ofThread();
        try {
            hash(with, withinHead, withinNext, withinTail, from, length);
            hash(with, withoutHead, withoutNext, withoutTail, with.at + OpenSslMemory.DIGEST_AT, MAC_BYTES);
        } catch (Throwable failed) {
            throw OpenSsl.declared(failed);
        }
        Octets.putLong(mac, 0, with.getLong(OpenSslMemory.DIGEST_AT));
        Octets.putLong(mac, 8, with.getLong(OpenSslMemory.DIGEST_AT + 8));
        Octets.putInt(mac, 16, with.getInt(OpenSslMemory.DIGEST_AT + 16));
    }

    /** Leaves nothing of the key behind: what was begun with is overwritten by what is made of it. */
    private static void hash(OpenSslMemory with, long head, long next, int tail, long from, int length) throws Throwable {
        OpenSslMemory.LONG.set(with.octets, OpenSslMemory.STATE_AT, head);
        OpenSslMemory.LONG.set(with.octets, OpenSslMemory.STATE_AT + 8, next);
        OpenSslMemory.INT.set(with.octets, OpenSslMemory.STATE_AT + 16, tail);
        OpenSslMemory.INT.set(with.octets, BITS_AT, 8 * BLOCK);
        OpenSslMemory.INT.set(with.octets, BITS_AT + 4, 0);
        OpenSslMemory.INT.set(with.octets, FILLED_AT, 0);
        long state = with.at + OpenSslMemory.STATE_AT;
        OpenSsl.require((int) OpenSsl.Calls.SHA1_UPDATE.invokeExact(state, from, (long) length));
        OpenSsl.require((int) OpenSsl.Calls.SHA1_FINAL.invokeExact(with.at + OpenSslMemory.DIGEST_AT, state));
    }

    @Override
    public void close() {
        super.close();
        withinHead = 0;
        withinNext = 0;
        withinTail = 0;
        withoutHead = 0;
        withoutNext = 0;
        withoutTail = 0;
    }
}
