package io.rvoip.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes compound RTCP packets by the rules of RFC 3550 section 6.1. */
public final class RtcpWriter {
    private static final int MANTISSA_BITS = 18;
    private static final int LIMIT_BITS = 17;

    private RtcpWriter() {}

    /**
     * Appends a compound packet to {@code out}.
     *
     * @param packets a report first, and a source description with a CNAME among them
     * @throws IllegalArgumentException when they break that rule, or hold an APP or unknown packet, of which only the
     *     header was kept, or feedback that we have no use for
     */
    public static void write(List<? extends RtcpPacket> packets, ByteBuf out) {
        if (packets.isEmpty()
                || !(packets.get(0) instanceof SenderReport || packets.get(0) instanceof ReceiverReport)) {
            throw new IllegalArgumentException("packets: the first is no report (expected: SR or RR first)");
        }
        if (packets.stream().noneMatch(RtcpWriter::namesItself)) {
            throw new IllegalArgumentException("packets: no CNAME (expected: SDES with CNAME in each compound)");
        }
        for (RtcpPacket packet : packets) {
            writeOne(packet, out);
        }
    }

    /**
     * Appends feedback alone, of reduced size (RFC 5506).
     *
     * @throws IllegalArgumentException when there is none, or anything else among it
     */
    public static void writeReduced(List<? extends RtcpPacket> feedback, ByteBuf out) {
        if (feedback.isEmpty() || !feedback.stream().allMatch(RtcpWriter::isFeedback)) {
            throw new IllegalArgumentException("feedback: " + feedback + " (expected: feedback alone)");
        }
        for (RtcpPacket packet : feedback) {
            writeOne(packet, out);
        }
    }

    private static boolean isFeedback(RtcpPacket packet) {
        return packet instanceof GenericNack || packet instanceof PictureLoss || packet instanceof IntraRequest
                || packet instanceof BitrateEstimate || packet instanceof BitrateLimit || packet instanceof TransportArrivals;
    }

    private static boolean namesItself(RtcpPacket packet) {
        return packet instanceof SourceDescription sdes && sdes.chunks().stream()
                .flatMap(chunk -> chunk.items().stream())
                .anyMatch(item -> item.type() == SourceDescription.CNAME);
    }

    private static void writeOne(RtcpPacket packet, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        int count;
        if (packet instanceof SenderReport report) {
            count = writeSenderReport(report, out);
        } else if (packet instanceof ReceiverReport report) {
            out.writeInt(report.ssrc());
            count = writeBlocks(report.reports(), out);
        } else if (packet instanceof SourceDescription description) {
            count = writeChunks(description.chunks(), start, out);
        } else if (packet instanceof Goodbye goodbye) {
            count = writeGoodbye(goodbye, start, out);
        } else if (packet instanceof ExtendedReport report) {
            out.writeInt(report.ssrc());
            XrBlocks.write(report.blocks(), out);
            count = 0;
        } else if (packet instanceof GenericNack nack) {
            count = writeNack(nack, out);
        } else if (packet instanceof PictureLoss loss) {
            out.writeInt(loss.ssrc()).writeInt(loss.media());
            count = PictureLoss.FORMAT;
        } else if (packet instanceof IntraRequest intra) {
            count = writeIntra(intra, out);
        } else if (packet instanceof BitrateEstimate estimate) {
            count = writeEstimate(estimate, out);
        } else if (packet instanceof BitrateLimit limit) {
            count = writeLimits(limit, out);
        } else if (packet instanceof TransportArrivals arrivals) {
            arrivals.write(out);
            count = TransportFeedback.FORMAT;
        } else {
            out.writerIndex(start);
            throw new IllegalArgumentException("packets: type " + packet.type() + " (expected: 200-203, 207 or feedback of ours)");
        }
        out.setByte(start, 0x80 | count);
        out.setByte(start + 1, packet.type());
        out.setShort(start + 2, (out.writerIndex() - start) / 4 - 1);
    }

    private static int writeSenderReport(SenderReport report, ByteBuf out) {
        out.writeInt(report.ssrc());
        out.writeLong(report.ntp());
        out.writeInt(report.rtpTimestamp());
        out.writeInt((int) report.packets());
        out.writeInt((int) report.octets());
        return writeBlocks(report.reports(), out);
    }

    private static int writeBlocks(List<ReportBlock> blocks, ByteBuf out) {
        for (ReportBlock block : blocks) {
            out.writeInt(block.ssrc());
            out.writeByte(block.fractionLost());
            out.writeMedium(block.cumulativeLost());
            out.writeInt((int) block.highestSequence());
            out.writeInt((int) block.jitter());
            out.writeInt(block.lastSr());
            out.writeInt((int) block.delaySinceLastSr());
        }
        return blocks.size();
    }

    private static int writeChunks(List<SourceDescription.Chunk> chunks, int start, ByteBuf out) {
        for (SourceDescription.Chunk chunk : chunks) {
            out.writeInt(chunk.ssrc());
            for (SourceDescription.Item item : chunk.items()) {
                out.writeByte(item.type());
                writeText(item.text(), out);
            }
            out.writeByte(0);
            align(start, out);
        }
        return chunks.size();
    }

    private static int writeGoodbye(Goodbye goodbye, int start, ByteBuf out) {
        for (int ssrc : goodbye.ssrcs()) {
            out.writeInt(ssrc);
        }
        if (!goodbye.reason().isEmpty()) {
            writeText(goodbye.reason(), out);
            align(start, out);
        }
        return goodbye.ssrcs().size();
    }

    /** Those at most 16 behind another one share its item. */
    private static int writeNack(GenericNack nack, ByteBuf out) {
        out.writeInt(nack.ssrc()).writeInt(nack.media());
        List<Integer> lost = nack.lost();
        for (int i = 0; i < lost.size(); ) {
            int first = lost.get(i++);
            int following = 0;
            while (i < lost.size() && (lost.get(i) - first & 0xFFFF) - 1 < Short.SIZE && lost.get(i) != first) {
                following |= 1 << (lost.get(i++) - first & 0xFFFF) - 1;
            }
            out.writeShort(first).writeShort(following);
        }
        return GenericNack.FORMAT;
    }

    /** The SSRC of the media stands in each entry, and nowhere else. */
    private static int writeIntra(IntraRequest intra, ByteBuf out) {
        out.writeInt(intra.ssrc()).writeInt(0);
        for (IntraRequest.Request request : intra.requests()) {
            out.writeInt(request.media()).writeByte(request.command()).writeMedium(0);
        }
        return IntraRequest.FORMAT;
    }

    /** 18 bits of a mantissa, rounded down: who sends less than the path carries does no harm. */
    private static int writeEstimate(BitrateEstimate estimate, ByteBuf out) {
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(estimate.bitsPerSecond()) - MANTISSA_BITS);
        int mantissa = (int) (estimate.bitsPerSecond() >>> exponent);
        out.writeInt(estimate.ssrc()).writeInt(0).writeInt(BitrateEstimate.NAME);
        out.writeInt(estimate.media().size() << 24 | exponent << MANTISSA_BITS | mantissa);
        estimate.media().forEach(out::writeInt);
        return BitrateEstimate.FORMAT;
    }

    /** 17 bits of a mantissa, rounded down as well. */
    private static int writeLimits(BitrateLimit packet, ByteBuf out) {
        out.writeInt(packet.ssrc()).writeInt(0);
        for (BitrateLimit.Limit limit : packet.limits()) {
            int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(limit.bitsPerSecond()) - LIMIT_BITS);
            int mantissa = (int) (limit.bitsPerSecond() >>> exponent);
            out.writeInt(limit.media()).writeInt(exponent << 26 | mantissa << 9 | limit.overhead());
        }
        return packet.notice() ? BitrateLimit.NOTICE_FORMAT : BitrateLimit.REQUEST_FORMAT;
    }

    private static void writeText(String text, ByteBuf out) {
        out.writeByte(ByteBufUtil.utf8Bytes(text));
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }

    private static void align(int start, ByteBuf out) {
        out.writeZero(-(out.writerIndex() - start) & 3);
    }
}
