package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.BitSet;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the contents of single elements of a header extension, in place (RFC 6904): by counter mode whatever the payload is
 * encrypted by (RFC 7714 section 8.3). To decrypt is the same. Elements that are not chosen, identifiers, lengths and padding stay.
 */
final class ElementCipher {
    static final int ONE_BYTE = 0xBEDE;
    static final int TWO_BYTES = 0x1000;
    /** The last four bits say something of their own, and in clear (RFC 8285 section 4.3). */
    private static final int APPBITS = 0xF;
    /** Ends what can be read of the one-byte form (RFC 8285 section 4.2). */
    private static final int LAST = 15;

    private final CryptoProvider crypto;
    private final SessionKey key;
    private final byte[] salt;
    private final byte[] iv = new byte[16];
    private final BitSet chosen = new BitSet(0);
    private @Nullable Cipher cipher;
    private byte[] worked = {};

    /** @param salt as of the payload; the arrays of both become this one's */
    ElementCipher(CryptoProvider crypto, SessionKey key, byte[] salt) {
        this.crypto = crypto;
        this.key = key;
        this.salt = Arrays.copyOf(salt, iv.length);
        Arrays.fill(salt, (byte) 0);
    }

    /** Encrypts these from now on, and no others. */
    void choose(Iterable<Integer> ids) {
        chosen.clear();
        ids.forEach(chosen::set);
    }

    private static boolean knows(int form) {
        return form == ONE_BYTE || (form & ~APPBITS) == TWO_BYTES;
    }

    /**
     * Changes the elements that lie from {@code at} to {@code end}.
     *
     * @param form of their heads, as it stands before them ("defined by profile")
     * @return false when an element ends behind them; nothing is changed then, nor where there are no elements of that form
     */
    boolean crypt(byte[] data, int at, int end, int form, int ssrc, long index) throws GeneralSecurityException {
        if (!knows(form)) {
            return true;
        }
        if (!walk(data, at, end, form, false)) {
            return false;
        }
        int length = end - at;
        if (worked.length < length) {
            worked = new byte[length];
        }
        Octets.putLong(iv, 0, CounterModeCipher.ivHead(Octets.getLong(salt, 0), ssrc));
        Octets.putLong(iv, Long.BYTES, CounterModeCipher.ivTail(Octets.getLong(salt, Long.BYTES), index));
        Cipher ready = cipher();
        ready.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        if (ready.update(data, at, length, worked, 0) != length) {
            throw new GeneralSecurityException("less output than input");
        }
        return walk(data, at, end, form, true);
    }

    private Cipher cipher() {
        Cipher made = cipher;
        if (made == null) {
            made = crypto.cipher("AES/CTR/NoPadding");
            cipher = made;
        }
        return made;
    }

    /** @param replacing chosen contents by what was worked out of them; otherwise they are only looked at */
    private boolean walk(byte[] data, int begin, int end, int form, boolean replacing) {
        boolean oneByte = form == ONE_BYTE;
        int at = begin;
        while (at < end) {
            int head = data[at++] & 0xFF;
            if (head == 0) {
                continue; // padding
            }
            int id = oneByte ? head >>> 4 : head;
            if (oneByte && id == LAST) {
                return true;
            }
            if (!oneByte && at == end) {
                return false;
            }
            int length = oneByte ? (head & 0xF) + 1 : data[at++] & 0xFF;
            if (at + length > end) {
                return false;
            }
            if (replacing && chosen.get(id)) {
                System.arraycopy(worked, at - begin, data, at, length);
            }
            at += length;
        }
        return true;
    }

    void close() {
        key.destroy();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        Arrays.fill(worked, (byte) 0);
    }
}
