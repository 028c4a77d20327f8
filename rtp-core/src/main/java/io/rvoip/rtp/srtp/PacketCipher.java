package io.rvoip.rtp.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Encrypts and authenticates the RTP, or the RTCP, of one key, in place in an array. The head of a packet is
 * authenticated only, its body encrypted as well. With each packet goes a word of four octets: the roll-over counter,
 * which RTP does not send, or the index with the E bit, which RTCP does.
 */
abstract class PacketCipher {
    static final int WORD_BYTES = 4;
    private static final int SSRC_AT = 4;

    /** Whether the word is sent: RTCP. */
    final boolean wordSent;
    final int tagBytes;
    final byte[] mki;
    final byte[] word = new byte[WORD_BYTES];

    PacketCipher(boolean wordSent, int tagBytes, byte[] mki) {
        this.wordSent = wordSent;
        this.tagBytes = tagBytes;
        this.mki = mki;
    }

    /** By how much a packet grows. */
    final int growth() {
        return tagBytes + mki.length + (wordSent ? WORD_BYTES : 0);
    }

    /**
     * Encrypts what lies from {@code body} to {@code end} and appends what has to follow: {@link #growth()} octets.
     *
     * @param index 48 bits
     */
    abstract void seal(byte[] data, int start, int body, int end, int ssrc, long index)
            throws GeneralSecurityException;

    /**
     * Decrypts what lies from {@code body} to {@code end}, where what {@link #seal} appended follows.
     *
     * @return false when it is not genuine
     */
    abstract boolean open(byte[] data, int start, int body, int end, int ssrc, long index)
            throws GeneralSecurityException;

    /** Where the word of a packet is that ends, with all that was appended, at {@code end}. */
    abstract int wordAt(int end);

    abstract void close();

    final void word(int value) {
        write(word, 0, value);
    }

    /**
     * The salt, with SSRC and index laid over it (RFC 3711 section 4.1.1; RFC 7714 sections 8.1 and 9.1, which is the
     * same two octets further left).
     *
     * @param shift 0, or -2 for AEAD
     */
    static void iv(byte[] iv, byte[] salt, int ssrc, long index, int shift) {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        Arrays.fill(iv, salt.length, iv.length, (byte) 0);
        int at = SSRC_AT + shift;
        for (int i = 0; i < 4; i++) {
            iv[at + i] ^= (byte) (ssrc >>> 24 - 8 * i);
        }
        for (int i = 0; i < 6; i++) {
            iv[at + 4 + i] ^= (byte) (index >>> 40 - 8 * i);
        }
    }

    static void write(byte[] data, int at, int value) {
        data[at] = (byte) (value >>> 24);
        data[at + 1] = (byte) (value >>> 16);
        data[at + 2] = (byte) (value >>> 8);
        data[at + 3] = (byte) value;
    }
}
