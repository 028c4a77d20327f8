package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;

/** Whatever arrives on a media port: a value comes back, and what we answer stays small. */
class StunFuzzTest {
    private static final InetSocketAddress FROM = new InetSocketAddress("192.0.2.33", 40_000);
    private static final StunKey KEY = StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");

    @FuzzTest(maxDuration = "10m")
    void anyDatagram(byte[] bytes) {
        ByteBuf datagram = Unpooled.wrappedBuffer(bytes);

        StunResult result = new StunParser(StunLimits.DEFAULT).parse(datagram);

        assertThat(datagram.readerIndex()).isZero();
        if (result instanceof StunResult.Parsed parsed) {
            StunMessage message = parsed.message();
            assertThat(message.length()).isEqualTo(bytes.length);
            assertThat(Hex.parse(Hex.wire(message)).attributes()).isEqualTo(message.attributes());
            message.verifies(KEY, CryptoProvider.jdk());
            message.unknownRequired();
            new BindingResponder((source, now) -> true).answer(message, FROM, 0).ifPresent(answer -> {
                assertThat(Hex.parse(Hex.wire(answer))).isEqualTo(answer);
                assertThat(2 * (answer.length() + 28)).isLessThanOrEqualTo(3 * (bytes.length + 28));
            });
        }
    }
}
