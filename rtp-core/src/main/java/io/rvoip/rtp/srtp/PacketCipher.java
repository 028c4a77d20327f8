package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;

/**
 * Encrypts and authenticates the RTP, or the RTCP, of one key, in place in an array. The head of a packet is
 * authenticated only, its body encrypted as well. With each packet goes a word of four octets: the roll-over counter,
 * which RTP does not send, or the index with the E bit, which RTCP does.
 */
abstract class PacketCipher {
    static final int WORD_BYTES = 4;
    private static final int CSRCS_AT = 12;
    private static final int E_BIT = 1 << 31;

    /** Whether the word is sent: RTCP. */
    final boolean wordSent;
    final int tagBytes;
    final byte[] mki;
    /** By how much a packet grows. */
    final int growth;

    PacketCipher(boolean wordSent, int tagBytes, byte[] mki) {
        this.wordSent = wordSent;
        this.tagBytes = tagBytes;
        this.mki = mki;
        growth = tagBytes + mki.length + (wordSent ? WORD_BYTES : 0);
    }

    /**
     * Encrypts what lies from {@code body} to {@code end} and appends what has to follow: {@link #growth} octets.
     *
     * @param csrcs octets that follow the first twelve of the packet, and change places with the four behind them while it is
     *     encrypted, so that they are encrypted too (RFC 9335 section 6); 0: none
     * @param index 48 bits
     */
    abstract void seal(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index)
            throws GeneralSecurityException;

    /**
     * Decrypts what lies from {@code body} to {@code end}, where what {@link #seal} appended follows.
     *
     * @return false when it is not genuine
     */
    abstract boolean open(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index)
            throws GeneralSecurityException;

    /** Whether it can do with RTP where it is, too, in packets that have an address of memory. */
    boolean reachesMemory() {
        return false;
    }

    /**
     * Encrypts all that is readable behind the head and appends {@link #growth} octets, for which there has to be room; indices
     * stay. Only where {@link #reachesMemory}.
     *
     * @param head octets that stay readable
     */
    void seal(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        throw new UnsupportedOperationException("seal");
    }

    /**
     * Decrypts what is readable between the head and what {@link #seal} appended; indices stay. Only where {@link #reachesMemory}.
     *
     * @return false when it is not genuine, and cannot be read any more
     */
    boolean open(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        throw new UnsupportedOperationException("open");
    }

    /**
     * How many octets of a packet are not what {@link #seal} appends.
     *
     * @param appended octets of that which are there; where there are none, there has to be room for them
     */
    final int length(ByteBuf packet, int head, int appended) throws GeneralSecurityException {
        int length = packet.readableBytes() - appended;
        if (head < 0 || head > length || packet.writableBytes() + appended < growth) {
            throw new GeneralSecurityException("no such octets");
        }
        return length;
    }

    final boolean mkiIsAt(ByteBuf packet, int at) {
        for (int i = 0; i < mki.length; i++) {
            if (packet.getByte(at + i) != mki[i]) {
                return false;
            }
        }
        return true;
    }

    /** The four octets behind the CSRCs come before them. */
    static void csrcsLast(byte[] data, int start, int csrcs) {
        if (csrcs > 0) {
            int at = start + CSRCS_AT;
            int extension = Octets.getInt(data, at + csrcs);
            System.arraycopy(data, at, data, at + WORD_BYTES, csrcs);
            Octets.putInt(data, at, extension);
        }
    }

    /** And go back. */
    static void csrcsFirst(byte[] data, int start, int csrcs) {
        if (csrcs > 0) {
            int at = start + CSRCS_AT;
            int extension = Octets.getInt(data, at);
            System.arraycopy(data, at + WORD_BYTES, data, at, csrcs);
            Octets.putInt(data, at + csrcs, extension);
        }
    }

    /** Where the word of a packet is that ends, with all that was appended, at {@code end}. */
    abstract int wordAt(int end);

    abstract void close();

    /** What goes with the packet of this index. */
    final int word(long index) {
        return wordSent ? (int) index | E_BIT : (int) (index >>> 16);
    }
}
