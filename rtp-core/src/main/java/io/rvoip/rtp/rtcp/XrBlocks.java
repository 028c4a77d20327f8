package io.rvoip.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the blocks of extended reports (RFC 3611 section 3). */
final class XrBlocks {
    private static final int HEADER_BYTES = 4;
    private static final int UNAVAILABLE_LEVEL = 127;

    private XrBlocks() {}

    /** The blocks in [from, to) of a datagram; null when one promises more than there is. Moves no index. */
    static @Nullable List<XrBlock> read(ByteBuf in, int from, int to) {
        List<XrBlock> blocks = new ArrayList<>(2);
        int at = from;
        while (at < to) {
            int next = to - at < HEADER_BYTES ? Integer.MAX_VALUE : at + HEADER_BYTES + 4 * in.getUnsignedShort(at + 2);
            if (next > to) {
                return null;
            }
            if (blocks.size() < ExtendedReport.MAX_BLOCKS) {
                blocks.add(block(in, in.getUnsignedByte(at), at + HEADER_BYTES, next));
            }
            at = next;
        }
        return blocks;
    }

    private static XrBlock block(ByteBuf in, int type, int from, int to) {
        int length = to - from;
        if (type == XrBlock.RRT && length == 8) {
            return new ReferenceTime(in.getLong(from));
        } else if (type == XrBlock.DLRR && length % Dlrr.Answer.BYTES == 0) {
            return answers(in, from, to);
        } else if (type == XrBlock.VOIP_METRICS && length == 4 * VoipMetrics.WORDS) {
            return metrics(in, from);
        }
        return new OtherXrBlock(type, length);
    }

    private static Dlrr answers(ByteBuf in, int from, int to) {
        List<Dlrr.Answer> answers = new ArrayList<>(1);
        for (int at = from; at < to && answers.size() < Dlrr.MAX_ANSWERS; at += Dlrr.Answer.BYTES) {
            answers.add(new Dlrr.Answer(in.getInt(at), in.getInt(at + 4), in.getUnsignedInt(at + 8)));
        }
        return new Dlrr(answers);
    }

    private static VoipMetrics metrics(ByteBuf in, int at) {
        return new VoipMetrics(in.getInt(at), in.getUnsignedByte(at + 4), in.getUnsignedByte(at + 5),
                in.getUnsignedByte(at + 6), in.getUnsignedByte(at + 7), in.getUnsignedShort(at + 8),
                in.getUnsignedShort(at + 10), in.getUnsignedShort(at + 12), in.getUnsignedShort(at + 14),
                in.getUnsignedByte(at + 19), in.getUnsignedByte(at + 20), in.getUnsignedByte(at + 22),
                in.getUnsignedByte(at + 23), in.getUnsignedByte(at + 24), in.getUnsignedShort(at + 26),
                in.getUnsignedShort(at + 28), in.getUnsignedShort(at + 30));
    }

    /** Appends the blocks. @throws IllegalArgumentException for one of which only the header was kept */
    static void write(List<XrBlock> blocks, ByteBuf out) {
        for (XrBlock block : blocks) {
            int start = out.writerIndex();
            out.writeByte(block.blockType()).writeByte(0).writeShort(0);
            if (block instanceof ReferenceTime time) {
                out.writeLong(time.ntp());
            } else if (block instanceof Dlrr dlrr) {
                dlrr.answers().forEach(answer -> write(answer, out));
            } else if (block instanceof VoipMetrics metrics) {
                write(metrics, out);
            } else {
                throw new IllegalArgumentException("blocks: type " + block.blockType() + " (expected: 4, 5 or 7)");
            }
            out.setShort(start + 2, (out.writerIndex() - start) / 4 - 1);
        }
    }

    private static void write(Dlrr.Answer answer, ByteBuf out) {
        out.writeInt(answer.ssrc()).writeInt(answer.lastReference()).writeInt((int) answer.delaySinceLastReference());
    }

    private static void write(VoipMetrics metrics, ByteBuf out) {
        out.writeInt(metrics.ssrc());
        out.writeByte(metrics.lossRate()).writeByte(metrics.discardRate());
        out.writeByte(metrics.burstDensity()).writeByte(metrics.gapDensity());
        out.writeShort(metrics.burstDuration()).writeShort(metrics.gapDuration());
        out.writeShort(metrics.roundTripDelay()).writeShort(metrics.endSystemDelay());
        out.writeByte(UNAVAILABLE_LEVEL).writeByte(UNAVAILABLE_LEVEL).writeByte(UNAVAILABLE_LEVEL);
        out.writeByte(metrics.gapThreshold());
        out.writeByte(metrics.rating()).writeByte(VoipMetrics.UNAVAILABLE);
        out.writeByte(metrics.listeningQuality()).writeByte(metrics.conversationalQuality());
        out.writeByte(metrics.receiverConfiguration()).writeByte(0);
        out.writeShort(metrics.nominalDelay()).writeShort(metrics.maximumDelay());
        out.writeShort(metrics.absoluteMaximumDelay());
    }
}
