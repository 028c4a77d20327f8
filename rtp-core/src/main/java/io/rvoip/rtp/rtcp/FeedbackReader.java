package io.rvoip.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads feedback (RFC 4585 section 6, RFC 5104 section 4) and the two formats that browsers have beside. */
final class FeedbackReader {
    private static final int SSRCS_BYTES = 8;
    private static final int ITEM_BYTES = 4;
    private static final int ENTRY_BYTES = 8;
    private static final int TRANSPORT_BYTES = 8;
    private static final int SLICE_LOSS_FORMAT = 2;
    private static final int REFERENCE_FORMAT = 3;
    private static final int FOLLOWING = 16;

    private FeedbackReader() {}

    /**
     * The feedback in [body, end) of a datagram; null when it promises more than there is. Moves no index.
     *
     * @param format its five bits
     */
    static @Nullable RtcpPacket read(ByteBuf in, int type, int format, int body, int end) {
        int at = body + SSRCS_BYTES;
        if (at > end) {
            return null;
        }
        int ssrc = in.getInt(body);
        int media = in.getInt(body + 4);
        OtherRtcp other = new OtherRtcp(type, format, end - body);
        return type == RtcpPacket.RTPFB
                ? transport(in, format, ssrc, media, at, end, other)
                : payload(in, format, ssrc, media, at, end, other);
    }

    private static @Nullable RtcpPacket transport(ByteBuf in, int format, int ssrc, int media, int at, int end, OtherRtcp other) {
        return switch (format) {
            case GenericNack.FORMAT -> end - at < ITEM_BYTES ? null : nack(in, ssrc, media, at, end);
            case BitrateLimit.REQUEST_FORMAT -> end - at < ENTRY_BYTES ? null : limits(in, ssrc, false, at, end);
            case BitrateLimit.NOTICE_FORMAT -> limits(in, ssrc, true, at, end);
            case TransportFeedback.FORMAT -> arrivals(in, ssrc, media, at, end);
            default -> other;
        };
    }

    private static @Nullable RtcpPacket payload(ByteBuf in, int format, int ssrc, int media, int at, int end, OtherRtcp other) {
        return switch (format) {
            case PictureLoss.FORMAT -> new PictureLoss(ssrc, media);
            case SLICE_LOSS_FORMAT -> end - at < ITEM_BYTES ? null : other;
            case REFERENCE_FORMAT -> end - at < ITEM_BYTES || in.getUnsignedByte(at) > 8 * (end - at - 2) ? null : other;
            case IntraRequest.FORMAT -> end - at < ENTRY_BYTES ? null : intra(in, ssrc, at, end);
            case BitrateEstimate.FORMAT -> end - at < ITEM_BYTES || in.getInt(at) != BitrateEstimate.NAME
                    ? other : estimate(in, ssrc, at + ITEM_BYTES, end);
            default -> other;
        };
    }

    private static RtcpPacket nack(ByteBuf in, int ssrc, int media, int from, int end) {
        List<Integer> lost = new ArrayList<>();
        for (int at = from; at + ITEM_BYTES <= end && lost.size() < GenericNack.MOST; at += ITEM_BYTES) {
            int first = in.getUnsignedShort(at);
            int following = in.getUnsignedShort(at + 2);
            lost.add(first);
            for (int i = 0; i < FOLLOWING && lost.size() < GenericNack.MOST; i++) {
                if ((following >>> i & 1) != 0) {
                    lost.add(first + i + 1 & 0xFFFF);
                }
            }
        }
        return new GenericNack(ssrc, media, lost);
    }

    private static RtcpPacket limits(ByteBuf in, int ssrc, boolean notice, int from, int end) {
        List<BitrateLimit.Limit> limits = new ArrayList<>(1);
        for (int at = from; at + ENTRY_BYTES <= end && limits.size() < BitrateLimit.MOST; at += ENTRY_BYTES) {
            int word = in.getInt(at + 4);
            limits.add(new BitrateLimit.Limit(in.getInt(at), shifted(word >>> 9 & 0x1_FFFF, word >>> 26), word & 0x1FF));
        }
        return new BitrateLimit(ssrc, notice, limits);
    }

    private static RtcpPacket intra(ByteBuf in, int ssrc, int from, int end) {
        List<IntraRequest.Request> requests = new ArrayList<>(1);
        for (int at = from; at + ENTRY_BYTES <= end && requests.size() < IntraRequest.MOST; at += ENTRY_BYTES) {
            requests.add(new IntraRequest.Request(in.getInt(at), in.getUnsignedByte(at + 4)));
        }
        return new IntraRequest(ssrc, requests);
    }

    private static @Nullable RtcpPacket estimate(ByteBuf in, int ssrc, int at, int end) {
        int count = at < end ? in.getUnsignedByte(at) : 0;
        if (at + ITEM_BYTES + 4 * count > end) {
            return null;
        }
        int word = in.getInt(at);
        List<Integer> media = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            media.add(in.getInt(at + ITEM_BYTES + 4 * i));
        }
        return new BitrateEstimate(ssrc, shifted(word & 0x3_FFFF, word >>> 18 & 0x3F), media);
    }

    private static long shifted(long mantissa, int exponent) {
        return mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa) ? Long.MAX_VALUE : mantissa << exponent;
    }

    /** Chunks say of each packet whether it came; for each that came a step of time of one or two octets follows. */
    private static @Nullable RtcpPacket arrivals(ByteBuf in, int ssrc, int media, int from, int end) {
        if (from + TRANSPORT_BYTES > end) {
            return null;
        }
        int packets = in.getUnsignedShort(from + 2);
        int told = 0;
        int arrived = 0;
        long stepBytes = 0;
        int at = from + TRANSPORT_BYTES;
        while (told < packets) {
            if (at + 2 > end) {
                return null;
            }
            int chunk = in.getUnsignedShort(at);
            at += 2;
            boolean run = chunk >>> 15 == 0;
            boolean oneBit = !run && (chunk >>> 14 & 1) == 0;
            int symbols = Math.min(packets - told, run ? chunk & 0x1FFF : oneBit ? 14 : 7);
            if (symbols == 0) {
                return null;
            }
            for (int i = 0; i < (run ? 1 : symbols); i++) {
                int symbol = run ? chunk >>> 13 & 3 : oneBit ? chunk >>> 13 - i & 1 : chunk >>> 12 - 2 * i & 3;
                int times = run ? symbols : 1;
                arrived += symbol == 0 ? 0 : times;
                stepBytes += (long) times * (symbol == 3 ? 0 : symbol);
            }
            told += symbols;
        }
        return at + stepBytes > end ? null : new TransportFeedback(ssrc, media, in.getUnsignedShort(from), packets, arrived);
    }
}
