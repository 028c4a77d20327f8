package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a framer gave out, in order, as text. */
final class RecordingSink implements Framing.Sink {
    final List<String> events = new ArrayList<>();

    @Override
    public void message(ByteBuf message) {
        if (message.array().length != message.readableBytes()) {
            throw new AssertionError("not right-sized: " + message);
        }
        events.add(message.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void ping() {
        events.add("PING");
    }

    @Override
    public void broken(FramingFault fault, ByteBuf head) {
        events.add(fault + "|" + head.toString(StandardCharsets.ISO_8859_1));
    }
}
