package io.rvoip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Parses whole messages: datagrams, or what a stream framer cut. Stateless but for its limits: one instance serves
 * all threads. Never throws for what is in the bytes.
 */
public final class SipParser {
    private final ParseLimits limits;

    /** A parser with {@link ParseLimits#DEFAULT}. */
    public SipParser() {
        this(ParseLimits.DEFAULT);
    }

    /** A parser with limits of one's own. */
    public SipParser(ParseLimits limits) {
        this.limits = limits;
    }

    /** The limits in force. */
    public ParseLimits limits() {
        return limits;
    }

    /**
     * Parses the readable bytes. A heap buffer's array is kept by the message and must not be changed or pooled from
     * here on; of any other buffer a copy is made. Neither the indices nor the reference count are touched.
     */
    public ParseResult parse(ByteBuf datagram) {
        if (datagram.hasArray()) {
            return parse(datagram.array(), datagram.arrayOffset() + datagram.readerIndex(), datagram.readableBytes());
        }
        return parse(ByteBufUtil.getBytes(datagram));
    }

    /** Parses an array, which the message keeps and which must not be changed from here on. */
    public ParseResult parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /** Parses {@code length} bytes of an array, which the message keeps and which must not be changed from here on. */
    public ParseResult parse(byte[] bytes, int from, int length) {
        return new MessageReader(bytes, from, from + length, limits).read();
    }
}
