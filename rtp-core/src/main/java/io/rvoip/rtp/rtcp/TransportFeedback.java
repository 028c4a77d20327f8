package io.rvoip.rtp.rtcp;

/**
 * When packets arrived, by numbers that go over all streams of a transport (transport-cc, as browsers send it). Of what it tells
 * only the extent is kept.
 *
 * @param ssrc of who says so
 * @param media SSRC of one of the streams
 * @param first number of the first packet told of, 0 to 65535
 * @param packets how many it tells of
 * @param arrived how many of them came
 */
public record TransportFeedback(int ssrc, int media, int first, int packets, int arrived) implements RtcpPacket {
    static final int FORMAT = 15;

    @Override
    public int type() {
        return RTPFB;
    }
}
