package io.rvoip.rtp.srtp;

/** The header of an RTP packet, with CSRCs and extension: what SRTP leaves readable. */
public final class RtpHead {
    /** Octets of one without CSRCs and extension. */
    static final int LEAST = 12;
    private static final int EXTENSION = 0x10;
    /** How far its length can be told by: fixed head, fifteen CSRCs, and the head of the extension. */
    static final int TELLING = LEAST + 4 * 15 + 4;

    private RtpHead() {}

    /** Whether there are CSRCs or an extension. */
    static boolean isLonger(byte first) {
        return (first & (EXTENSION | 0x0F)) != 0;
    }

    /**
     * Octets of the header of the packet that lies at {@code start}.
     *
     * @param length of the packet, without what follows its payload
     * @return -1 when this is no RTP, or ends before its header does
     */
    public static int octets(byte[] data, int start, int length) {
        if (length < LEAST) {
            return -1;
        }
        int first = data[start] & 0xFF;
        int head = LEAST + 4 * (first & 0x0F);
        if (first >>> 6 != 2 || head > length) {
            return -1;
        }
        if ((first & EXTENSION) != 0) {
            head += 4;
            head += head > length ? 0 : 4 * Octets.getUnsignedShort(data, start + head - 2);
        }
        return head > length ? -1 : head;
    }
}
