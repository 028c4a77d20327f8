package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3), whatever the segments it comes in. Empty
 * lines between messages are skipped, and each CRLFCRLF among them is a ping (RFC 5626 §3.5.1). After the first
 * fault nothing more is taken in. Sans-I/O, confined to its connection's loop; holds at most one message.
 */
final class StreamFramer implements Framing {
    private enum Line { INSIDE, START, AFTER_RETURN }

    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_ROOM = 1_024;
    private static final int PING_LENGTH = 4;

    private final int maxHeaders;
    private final int maxBody;
    private byte[] held = NOTHING;
    private int length;
    private int wanted;
    private int pingProgress;
    private Line line = Line.INSIDE;
    private boolean headDone;
    private boolean broken;

    StreamFramer(int maxHeaders, int maxBody) {
        this.maxHeaders = maxHeaders;
        this.maxBody = maxBody;
    }

    @Override
    public void feed(ByteBuf bytes, Sink sink) {
        while (bytes.isReadable() && !broken) {
            if (length == 0 && skipEmptyLines(bytes, sink)) {
                continue;
            }
            if (headDone) {
                take(bytes, Math.min(bytes.readableBytes(), wanted - length));
            } else {
                readHead(bytes, sink);
            }
            if (headDone && length == wanted) {
                emit(sink);
            }
        }
        if (broken) {
            bytes.skipBytes(bytes.readableBytes());
        }
    }

    @Override
    public boolean inMessage() {
        return length > 0;
    }

    /** Bytes of memory taken for a message that is not complete; 0 between messages. */
    int held() {
        return held.length;
    }

    /** Consumes one CR or LF before a message; false when the next byte begins one. */
    private boolean skipEmptyLines(ByteBuf bytes, Sink sink) {
        byte next = bytes.getByte(bytes.readerIndex());
        if (next != '\r' && next != '\n') {
            pingProgress = 0;
            return false;
        }
        bytes.skipBytes(1);
        boolean returnExpected = pingProgress % 2 == 0;
        if (returnExpected == (next == '\r')) {
            pingProgress++;
        } else {
            pingProgress = next == '\r' ? 1 : 0;
        }
        if (pingProgress == PING_LENGTH) {
            pingProgress = 0;
            sink.ping();
        }
        return true;
    }

    private void readHead(ByteBuf bytes, Sink sink) {
        int end = headEnd(bytes);
        int part = (end < 0 ? bytes.writerIndex() : end) - bytes.readerIndex();
        if (length + part > maxHeaders || end < 0 && length + part == maxHeaders) {
            fail(FramingFault.HEADERS_TOO_LARGE, 0, sink);
            return;
        }
        take(bytes, part);
        if (end >= 0) {
            headRead(sink);
        }
    }

    private void headRead(Sink sink) {
        long body = ContentLengthReader.read(held, length);
        if (body == ContentLengthReader.ABSENT) {
            fail(FramingFault.NO_CONTENT_LENGTH, length, sink);
        } else if (body == ContentLengthReader.MALFORMED) {
            fail(FramingFault.BAD_CONTENT_LENGTH, length, sink);
        } else if (body > maxBody) {
            fail(FramingFault.BODY_TOO_LARGE, length, sink);
        } else {
            headDone = true;
            wanted = length + (int) body;
        }
    }

    /** The index after the empty line that ends the headers, or -1 when it has not come. */
    private int headEnd(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            byte next = bytes.getByte(i);
            if (next == '\n') {
                if (line != Line.INSIDE) {
                    return i + 1;
                }
                line = Line.START;
            } else {
                line = next == '\r' && line == Line.START ? Line.AFTER_RETURN : Line.INSIDE;
            }
        }
        return -1;
    }

    private void take(ByteBuf bytes, int count) {
        int needed = length + count;
        if (needed > held.length) {
            int most = headDone ? wanted : maxHeaders;
            held = Arrays.copyOf(held, Math.max(needed, Math.min(most, Math.max(FIRST_ROOM, held.length * 2))));
        }
        bytes.readBytes(held, length, count);
        length = needed;
    }

    private void emit(Sink sink) {
        ByteBuf message = Unpooled.wrappedBuffer(held.length == length ? held : Arrays.copyOf(held, length));
        forget();
        sink.message(message);
    }

    private void fail(FramingFault fault, int headLength, Sink sink) {
        ByteBuf head = Unpooled.wrappedBuffer(Arrays.copyOf(held, headLength));
        broken = true;
        forget();
        sink.broken(fault, head);
    }

    private void forget() {
        held = NOTHING;
        length = 0;
        headDone = false;
        line = Line.INSIDE;
    }
}
