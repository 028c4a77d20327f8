package io.rvoip.ice.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;

/** Whatever a relay sends while we allocate: nothing is thrown, and no relay comes of it that was not granted. */
class TurnFuzzTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.33", 3478);
    private static final int ID_AT = 8;
    private static final int ID_LENGTH = 12;

    @FuzzTest(maxDuration = "10m")
    void anyAnswer(byte[] bytes) {
        Relay relay = new Relay();
        TurnClient client = new TurnClient(
                new TurnServer(SERVER, "alice", Secret.of("pw")), CryptoProvider.jdk(), new SeededIds(1), relay);
        client.start(0);
        ByteBuf datagram = Unpooled.copiedBuffer(bytes);
        // The transaction is guessed right where there is one, or nothing would ever get through.
        if (bytes.length >= ID_AT + ID_LENGTH) {
            datagram.setBytes(ID_AT, relay.last, ID_AT, ID_LENGTH);
        }

        client.received(datagram, SERVER, 1);
        client.onDeadline(client.nextDeadline());

        assertThat(datagram.readerIndex()).isZero();
        assertThat(client.state() == TurnClient.State.ALLOCATED).isEqualTo(relay.granted);
        client.close();
        assertThat(client.state()).isEqualTo(TurnClient.State.CLOSED);
    }

    private static final class Relay implements TurnClient.Sink {
        private byte[] last = {};
        private boolean granted;

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress server) {
            last = new byte[datagram.readableBytes()];
            datagram.readBytes(last);
            datagram.release();
        }

        @Override
        public void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now) {
            granted = true;
        }

        @Override
        public void received(ByteBuf payload, InetSocketAddress peer, long now) {
            throw new AssertionError("data before an allocation");
        }

        @Override
        public void failed(StunFailure failure, long now) {
            assertThat(failure.text()).isNotEmpty();
        }
    }
}
