package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Any bytes in any two segmentations give the same events, within the limits, and never an exception. */
class StreamFramerFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void cutsAnything(byte[] bytes) {
        RecordingSink whole = new RecordingSink();
        new StreamFramer(256, 64).feed(Unpooled.wrappedBuffer(bytes), whole);
        RecordingSink single = new RecordingSink();
        StreamFramer framer = new StreamFramer(256, 64);
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        while (source.isReadable()) {
            framer.feed(source.readSlice(1), single);
            assertThat(framer.held()).isLessThanOrEqualTo(256 + 64);
        }

        assertThat(single.events).isEqualTo(whole.events);
        assertThat(whole.events).allMatch(event -> event.length() <= 256 + 64 + "HEADERS_TOO_LARGE|".length());
    }
}
