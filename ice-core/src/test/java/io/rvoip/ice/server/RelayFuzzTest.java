package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.turn.TurnFraming;

/** Whatever a client that has a relay sends to it: nothing is thrown, only what belongs to a channel goes on, and it is served as before. */
class RelayFuzzTest {
    private static final int COOKIE_AT = 4;
    private static final int COOKIE = 0x2112A442;
    private static final int LONGEST = 2_000;

    @FuzzTest(maxDuration = "10m")
    void anyDatagram(byte[] bytes) {
        RelayFixture net = new RelayFixture();
        RelayFixture.Client client = net.client().allocated().permitted(net.peerHost.at(7_000)).bound(0x4000, net.peerHost.at(7_000));
        client.answers.clear();
        client.path.send(Unpooled.copiedBuffer(bytes), client.to);
        if (bytes.length >= COOKIE_AT + Integer.BYTES) {
            client.path.send(Unpooled.copiedBuffer(bytes).setInt(COOKIE_AT, COOKIE), client.to);
        }
        net.time.runReady();

        assertThat(client.answers).as("one for each at most").hasSizeLessThanOrEqualTo(2);
        assertThat(net.atPeer).as("what went on").allMatch(text -> text.length() <= bytes.length).hasSizeLessThanOrEqualTo(2);
        assertThat(client.refusal(StunMessage.REFRESH)).as("still served").isZero();
    }

    /** However a stream is cut, its messages end where they do. */
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
