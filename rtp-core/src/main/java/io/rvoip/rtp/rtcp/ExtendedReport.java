package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * XR (RFC 3611): reports beyond those of RFC 3550.
 *
 * @param ssrc its sender, 32 raw bits
 * @param blocks at most {@value #MAX_BLOCKS}
 */
public record ExtendedReport(int ssrc, List<XrBlock> blocks) implements RtcpPacket {
    /** Blocks in one report at most; further ones are skipped when reading. */
    public static final int MAX_BLOCKS = 16;

    /** Copies the list and checks its size. */
    public ExtendedReport {
        if (blocks.size() > MAX_BLOCKS) {
            throw new IllegalArgumentException("blocks: " + blocks.size() + " (expected: 0-" + MAX_BLOCKS + ")");
        }
        blocks = List.copyOf(blocks);
    }

    @Override
    public int type() {
        return XR;
    }
}
