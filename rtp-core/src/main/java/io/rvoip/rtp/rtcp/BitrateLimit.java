package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * How much a sender may send for now: a receiver's request (TMMBR, RFC 5104 section 4.2.1) or what the sender keeps to (TMMBN, 4.2.2).
 *
 * @param ssrc of who says so
 * @param notice whether it is the sender's
 * @param limits at most {@link #MOST}; only a notice may have none
 */
public record BitrateLimit(int ssrc, boolean notice, List<Limit> limits) implements RtcpPacket {
    /** Limits taken from one packet at most. */
    public static final int MOST = 32;

    static final int REQUEST_FORMAT = 3;
    static final int NOTICE_FORMAT = 4;

    /** Copies the list. */
    public BitrateLimit {
        limits = List.copyOf(limits);
    }

    /**
     * One stream.
     *
     * @param media SSRC of the sender in a request, of who asked in a notice
     * @param bitsPerSecond with all headers; {@link Long#MAX_VALUE} where it does not fit
     * @param overhead octets of headers in each packet, 0 to 511
     */
    public record Limit(int media, long bitsPerSecond, int overhead) {}

    @Override
    public int type() {
        return RTPFB;
    }
}
