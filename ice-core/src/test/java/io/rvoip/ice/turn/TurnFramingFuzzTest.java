package io.rvoip.ice.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** However a stream is cut, its messages end where they do. */
class TurnFramingFuzzTest {
    private static final int LONGEST = 2_000;

    @FuzzTest(maxDuration = "10m")
    void anyStream(byte[] bytes) {
        ByteBuf stream = Unpooled.wrappedBuffer(bytes);
        int next = TurnFraming.next(stream, LONGEST);
        while (next > 0) {
            assertThat(next).isLessThanOrEqualTo(Math.min(LONGEST, stream.readableBytes()));
            for (int shorter = 0; shorter < next; shorter++) {
                assertThat(TurnFraming.next(stream.slice(stream.readerIndex(), shorter), LONGEST)).isEqualTo(TurnFraming.INCOMPLETE);
            }
            stream.skipBytes(next);
            next = TurnFraming.next(stream, LONGEST);
        }
        assertThat(next).isIn(TurnFraming.INCOMPLETE, TurnFraming.BROKEN);
    }
}
