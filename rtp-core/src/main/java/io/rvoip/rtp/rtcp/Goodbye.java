package io.rvoip.rtp.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * BYE (RFC 3550 section 6.6).
 *
 * @param ssrcs the sources that leave, at most 31
 * @param reason empty when none is given; at most 255 bytes of UTF-8
 */
public record Goodbye(List<Integer> ssrcs, String reason) implements RtcpPacket {
    /** Copies the list and checks the sizes. */
    public Goodbye {
        if (ssrcs.size() > 31) {
            throw new IllegalArgumentException("ssrcs: " + ssrcs.size() + " (expected: 0-31)");
        }
        int length = reason.getBytes(StandardCharsets.UTF_8).length;
        if (length > 255) {
            throw new IllegalArgumentException("reason: " + length + " bytes (expected: 0-255)");
        }
        ssrcs = List.copyOf(ssrcs);
    }

    @Override
    public int type() {
        return BYE;
    }
}
