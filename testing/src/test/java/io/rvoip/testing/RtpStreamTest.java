package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RtpStreamTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost host = network.host();
    private final RtpStream sender = RtpStream.on(time, host, host.at(4000));
    private final RtpStream receiver = RtpStream.on(time, host, host.at(4002));

    @Test
    void playsG711EveryTwentyMilliseconds() {
        sender.to(receiver.address()).withSsrc(0xCAFEBABEL).withSequence(65_534).withTimestamp(0xFFFFFFFFL);
        long start = time.nanoTime();
        sender.playSilence(3);
        time.advance(Duration.ofMillis(40));
        assertThat(receiver.received()).extracting(ReceivedRtp::sequence).containsExactly(65_534, 65_535, 0);
        assertThat(receiver.received()).extracting(ReceivedRtp::timestamp).containsExactly(0xFFFFFFFFL, 159L, 319L);
        assertThat(receiver.received()).extracting(ReceivedRtp::marker).containsExactly(true, false, false);
        assertThat(receiver.received()).extracting(packet -> (packet.atNanos() - start) / 1_000_000)
                .containsExactly(0L, 20L, 40L);
        assertThat(receiver.last()).hasValueSatisfying(packet -> {
            assertThat(packet.ssrc()).isEqualTo(0xCAFEBABEL);
            assertThat(packet.payload()).isEqualTo(RtpStream.filled((byte) 0xFF));
            assertThat(packet.payloadType()).isZero();
        });
    }

    @Test
    void readsCsrcsExtensionAndPadding() {
        byte[] raw = new byte[12 + 4 + 8 + 2 + 2];
        raw[0] = (byte) 0xB1;
        raw[1] = 8;
        raw[19] = 1;
        raw[24] = 42;
        raw[25] = 43;
        raw[27] = 2;
        ReceivedRtp packet = ReceivedRtp.read(raw, new InetSocketAddress(1), 0).orElseThrow();
        assertThat(packet.payload()).containsExactly(42, 43);
        assertThat(packet.csrcs()).isEqualTo(1);
        raw[27] = 100;
        assertThat(ReceivedRtp.read(raw, new InetSocketAddress(1), 0)).isEmpty();
    }

    @Test
    void keepsApartWhatIsNoRtp() {
        sender.to(receiver.address());
        sender.sendRaw(new byte[] {(byte) 0x80, (byte) 200, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0});
        sender.sendRaw(new byte[] {1, 2});
        time.runReady();
        assertThat(receiver.received()).isEmpty();
        assertThat(receiver.others()).hasSize(2);
    }

    @Test
    void needsAFarEnd() {
        assertThatThrownBy(() -> sender.send(new byte[160])).isInstanceOf(IllegalStateException.class);
    }
}
