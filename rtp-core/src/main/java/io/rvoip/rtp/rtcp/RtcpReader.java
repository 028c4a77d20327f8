package io.rvoip.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads compound RTCP packets (RFC 3550 section 6.1 and appendix A.2). A malformed packet ends the reading: what
 * came before it is kept, the tail is dropped. Feedback (RFC 4585) is accepted in any place, also as the first packet
 * or alone (RFC 5506). Never throws on what came from the wire.
 */
public final class RtcpReader {
    /** Packets read from one datagram at most: more than fit into any sensible compound. */
    public static final int MAX_PACKETS = 32;

    private static final int HEADER_BYTES = 4;
    private static final int SENDER_INFO_BYTES = 24;

    private final ByteBuf in;
    private final int start;
    private final int end;
    private final List<RtcpPacket> packets = new ArrayList<>(4);
    private RtcpProblem problem = RtcpProblem.NONE;

    private RtcpReader(ByteBuf in) {
        this.in = in;
        this.start = in.readerIndex();
        this.end = in.writerIndex();
    }

    /** Reads the readable bytes of {@code datagram}; moves no index, takes no ownership. */
    public static RtcpCompound read(ByteBuf datagram) {
        RtcpReader reader = new RtcpReader(datagram);
        int stoppedAt = reader.readAll();
        return new RtcpCompound(reader.packets, reader.problem, stoppedAt - reader.start);
    }

    private int readAll() {
        if (end - start < 8) {
            problem = RtcpProblem.TOO_SHORT;
            return start;
        }
        int at = start;
        while (at < end) {
            problem = checkHeader(at);
            if (problem != RtcpProblem.NONE) {
                return at;
            }
            int next = at + HEADER_BYTES + 4 * in.getUnsignedShort(at + 2);
            int contentEnd = next - padding(at, next);
            if (problem != RtcpProblem.NONE) {
                return at;
            }
            RtcpPacket packet = content(at, contentEnd);
            if (problem != RtcpProblem.NONE) {
                return at;
            }
            packets.add(packet);
            at = next;
        }
        return at;
    }

    private RtcpProblem checkHeader(int at) {
        if (packets.size() == MAX_PACKETS) {
            return RtcpProblem.TOO_MANY_PACKETS;
        }
        if (end - at < HEADER_BYTES) {
            return RtcpProblem.TOO_SHORT;
        }
        if (in.getUnsignedByte(at) >>> 6 != 2) {
            return RtcpProblem.BAD_VERSION;
        }
        int type = in.getUnsignedByte(at + 1);
        boolean mayBeFirst = type == RtcpPacket.SR || type == RtcpPacket.RR
                || type == RtcpPacket.RTPFB || type == RtcpPacket.PSFB;
        if (at == start && !mayBeFirst) {
            return RtcpProblem.FIRST_NOT_REPORT;
        }
        return HEADER_BYTES + 4 * in.getUnsignedShort(at + 2) > end - at
                ? RtcpProblem.LENGTH_PAST_END
                : RtcpProblem.NONE;
    }

    private int padding(int at, int next) {
        if ((in.getByte(at) & 0x20) == 0) {
            return 0;
        }
        int padding = next - at == HEADER_BYTES ? 0 : in.getUnsignedByte(next - 1);
        if (next != end || padding == 0 || padding % 4 != 0 || padding > next - at - HEADER_BYTES) {
            problem = RtcpProblem.BAD_PADDING;
        }
        return padding;
    }

    private RtcpPacket content(int at, int contentEnd) {
        int count = in.getUnsignedByte(at) & 0x1F;
        int type = in.getUnsignedByte(at + 1);
        int body = at + HEADER_BYTES;
        return switch (type) {
            case RtcpPacket.SR -> senderReport(count, body, contentEnd);
            case RtcpPacket.RR -> receiverReport(count, body, contentEnd);
            case RtcpPacket.SDES -> sourceDescription(count, body, contentEnd);
            case RtcpPacket.BYE -> goodbye(count, body, contentEnd);
            case RtcpPacket.APP -> app(count, body, contentEnd);
            case RtcpPacket.XR -> extendedReport(body, contentEnd);
            case RtcpPacket.RTPFB, RtcpPacket.PSFB -> feedback(type, count, body, contentEnd);
            default -> new OtherRtcp(type, count, contentEnd - body);
        };
    }

    private RtcpPacket senderReport(int count, int body, int contentEnd) {
        if (body + SENDER_INFO_BYTES + count * ReportBlock.BYTES > contentEnd) {
            return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.SR);
        }
        return new SenderReport(in.getInt(body), in.getLong(body + 4), in.getInt(body + 12),
                in.getUnsignedInt(body + 16), in.getUnsignedInt(body + 20),
                reports(count, body + SENDER_INFO_BYTES));
    }

    private RtcpPacket receiverReport(int count, int body, int contentEnd) {
        if (body + 4 + count * ReportBlock.BYTES > contentEnd) {
            return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.RR);
        }
        return new ReceiverReport(in.getInt(body), reports(count, body + 4));
    }

    private List<ReportBlock> reports(int count, int from) {
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = from + i * ReportBlock.BYTES;
            blocks.add(new ReportBlock(in.getInt(at), in.getUnsignedByte(at + 4), in.getMedium(at + 5),
                    in.getUnsignedInt(at + 8), in.getUnsignedInt(at + 12), in.getInt(at + 16),
                    in.getUnsignedInt(at + 20)));
        }
        return blocks;
    }

    private RtcpPacket sourceDescription(int count, int body, int contentEnd) {
        List<SourceDescription.Chunk> chunks = new ArrayList<>(count);
        int at = body;
        for (int i = 0; i < count; i++) {
            if (at + 4 > contentEnd) {
                return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.SDES);
            }
            List<SourceDescription.Item> items = new ArrayList<>(1);
            int after = items(at + 4, contentEnd, items);
            if (problem != RtcpProblem.NONE) {
                return cut(problem, RtcpPacket.SDES);
            }
            chunks.add(new SourceDescription.Chunk(in.getInt(at), items));
            at = body + (after - body + 3 & ~3);
        }
        return new SourceDescription(chunks);
    }

    /** Reads items up to the zero byte that ends the chunk; answers the index after that byte. */
    private int items(int from, int contentEnd, List<SourceDescription.Item> items) {
        int at = from;
        while (at < contentEnd) {
            int type = in.getUnsignedByte(at);
            if (type == 0) {
                return at + 1;
            }
            int length = at + 1 < contentEnd ? in.getUnsignedByte(at + 1) : contentEnd;
            if (at + 2 + length > contentEnd) {
                problem = RtcpProblem.CONTENT_PAST_END;
                return at;
            }
            items.add(new SourceDescription.Item(type, text(at + 2, length)));
            at += 2 + length;
        }
        problem = RtcpProblem.UNTERMINATED_CHUNK;
        return at;
    }

    private RtcpPacket goodbye(int count, int body, int contentEnd) {
        int reasonAt = body + 4 * count;
        if (reasonAt > contentEnd) {
            return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.BYE);
        }
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(in.getInt(body + 4 * i));
        }
        if (reasonAt == contentEnd) {
            return new Goodbye(ssrcs, "");
        }
        int length = in.getUnsignedByte(reasonAt);
        if (reasonAt + 1 + length > contentEnd) {
            return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.BYE);
        }
        return new Goodbye(ssrcs, text(reasonAt + 1, length));
    }

    private RtcpPacket app(int subtype, int body, int contentEnd) {
        if (body + 8 > contentEnd) {
            return cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.APP);
        }
        String name = in.toString(body + 4, 4, StandardCharsets.ISO_8859_1);
        return new AppPacket(subtype, in.getInt(body), name, contentEnd - body - 8);
    }

    private RtcpPacket extendedReport(int body, int contentEnd) {
        List<XrBlock> blocks = body + 4 > contentEnd ? null : XrBlocks.read(in, body + 4, contentEnd);
        return blocks == null
                ? cut(RtcpProblem.CONTENT_PAST_END, RtcpPacket.XR)
                : new ExtendedReport(in.getInt(body), blocks);
    }

    private RtcpPacket feedback(int type, int format, int body, int contentEnd) {
        RtcpPacket read = FeedbackReader.read(in, type, format, body, contentEnd);
        return read == null ? cut(RtcpProblem.CONTENT_PAST_END, type) : read;
    }

    /**
     * Text of at most {@code length} bytes. Where bytes are no UTF-8, each of them reads "?": a replacement character
     * takes three bytes, and the text would not fit its field any more.
     */
    private String text(int at, int length) {
        String text = in.toString(at, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : ascii(at, length);
    }

    private String ascii(int at, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int value = in.getUnsignedByte(at + i);
            text.append(value < 0x80 ? (char) value : '?');
        }
        return text.toString();
    }

    private RtcpPacket cut(RtcpProblem why, int type) {
        problem = why;
        return new OtherRtcp(type, 0, 0);
    }
}
