package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * What was read from one datagram: the packets up to the first malformed one, and why reading stopped there.
 *
 * @param packets in order; empty when the first packet already was malformed
 * @param problem {@link RtcpProblem#NONE} when all was read
 * @param offset where reading stopped, in bytes from the beginning of the datagram
 */
public record RtcpCompound(List<RtcpPacket> packets, RtcpProblem problem, int offset) {
    /** Copies the list. */
    public RtcpCompound {
        packets = List.copyOf(packets);
    }
}
