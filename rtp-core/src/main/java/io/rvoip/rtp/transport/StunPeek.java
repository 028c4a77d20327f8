package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What in a STUN message says whose it is (RFC 8489 section 5): nothing else of it is read, or believed. */
final class StunPeek {
    private static final int HEADER = 20;
    private static final int COOKIE = 0x2112A442;
    private static final int CLASS = 0x0110;
    private static final int USERNAME = 0x0006;
    /** A fragment has at most 256 characters (RFC 8839 section 5.4). */
    private static final int LONGEST_FRAGMENT = 256;

    private StunPeek() {}

    /** Requests, and answers of both kinds. */
    enum Kind {
        REQUEST,
        INDICATION,
        ANSWER,
        /** No STUN, or cut short. */
        NONE
    }

    /** A transaction id, its 96 bits. */
    record Transaction(long first, int last) {}

    static Kind kind(ByteBuf datagram) {
        int at = datagram.readerIndex();
        int length = datagram.readableBytes();
        if (length < HEADER || datagram.getInt(at + 4) != COOKIE
                || datagram.getUnsignedShort(at + 2) != length - HEADER || datagram.getUnsignedByte(at) > 3) {
            return Kind.NONE;
        }
        return switch (datagram.getUnsignedShort(at) & CLASS) {
            case 0 -> Kind.REQUEST;
            case 0x0010 -> Kind.INDICATION;
            default -> Kind.ANSWER;
        };
    }

    /** Of a message that has a {@link #kind}. */
    static Transaction transaction(ByteBuf datagram) {
        int at = datagram.readerIndex();
        return new Transaction(datagram.getLong(at + 8), datagram.getInt(at + 16));
    }

    /** The first half of the user name of a check, which is the fragment of who is asked; null when there is none. */
    static @Nullable String fragment(ByteBuf datagram) {
        int at = datagram.readerIndex() + HEADER;
        int end = datagram.writerIndex();
        while (at + 4 <= end) {
            int type = datagram.getUnsignedShort(at);
            int length = datagram.getUnsignedShort(at + 2);
            if (at + 4 + length > end) {
                return null;
            }
            if (type == USERNAME) {
                int colon = datagram.indexOf(at + 4, at + 4 + Math.min(length, LONGEST_FRAGMENT + 1), (byte) ':');
                return colon < 0 ? null : datagram.toString(at + 4, colon - at - 4, StandardCharsets.US_ASCII);
            }
            at += 4 + length + (-length & 3);
        }
        return null;
    }
}
