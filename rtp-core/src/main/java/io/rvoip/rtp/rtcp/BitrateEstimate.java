package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * What a receiver believes that the path carries (REMB, an application's feedback with a name of its own that browsers use).
 *
 * @param ssrc of who says so
 * @param bitsPerSecond of the streams together; {@link Long#MAX_VALUE} where it does not fit
 * @param media their SSRCs, at most 255
 */
public record BitrateEstimate(int ssrc, long bitsPerSecond, List<Integer> media) implements RtcpPacket {
    static final int FORMAT = 15;
    /** "REMB". */
    static final int NAME = 0x5245_4D42;

    /** Copies the list. */
    public BitrateEstimate {
        media = List.copyOf(media);
    }

    @Override
    public int type() {
        return PSFB;
    }
}
