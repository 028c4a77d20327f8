package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * Which packets of a stream did not come (RFC 4585 section 6.2.1).
 *
 * @param ssrc of who misses them
 * @param media SSRC of the stream
 * @param lost their sequence numbers, 0 to 65535, in ascending order across a wrap; of a received one at most
 *     {@link #MOST}, the others are left out
 */
public record GenericNack(int ssrc, int media, List<Integer> lost) implements RtcpPacket {
    /** Sequence numbers taken from one packet at most: more than anyone still waits for. */
    public static final int MOST = 128;

    static final int FORMAT = 1;

    /** Copies the list. */
    public GenericNack {
        lost = List.copyOf(lost);
        if (lost.isEmpty() || lost.size() > MOST) {
            throw new IllegalArgumentException("lost: " + lost.size() + " packets (expected: 1-" + MOST + ")");
        }
    }

    @Override
    public int type() {
        return RTPFB;
    }
}
