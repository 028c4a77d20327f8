package io.rvoip.rtp.rtcp;

/**
 * A picture of a video stream was lost (PLI, RFC 4585 section 6.3.1).
 *
 * @param ssrc of who misses it
 * @param media SSRC of the stream
 */
public record PictureLoss(int ssrc, int media) implements RtcpPacket {
    static final int FORMAT = 1;

    @Override
    public int type() {
        return PSFB;
    }
}
