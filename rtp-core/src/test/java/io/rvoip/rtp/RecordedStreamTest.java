package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.Pull;
import io.rvoip.rtp.transport.PacketClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream that somebody else recorded: G.711 A-law in packets of 30 ms, of Debian's sipp. */
class RecordedStreamTest {
    private static final long MICROSECOND = 1_000;
    private static final int LINK_IP_AND_UDP_HEADERS = 14 + 20 + 8;

    private record Recorded(long at, ByteBuf packet) {}

    private final List<Recorded> stream = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        Path folder = Path.of(System.getProperty("rvoip.conformance", "../../shared/conformance"));
        Path file = folder.resolve("pcap/g711a.pcap");
        assumeTrue(Files.exists(file), "skipped: no " + file);
        ByteBuf pcap = Unpooled.wrappedBuffer(Files.readAllBytes(file)).skipBytes(24);
        while (pcap.isReadable()) {
            long at = pcap.readUnsignedIntLE() * 1_000_000_000 + pcap.readUnsignedIntLE() * MICROSECOND;
            int length = pcap.readIntLE();
            pcap.skipBytes(4);
            stream.add(new Recorded(at, pcap.readSlice(length).skipBytes(LINK_IP_AND_UDP_HEADERS)));
        }
    }

    @Test
    void isValidThroughout() {
        ReceptionStatistics statistics = new ReceptionStatistics(1);
        for (Recorded recorded : stream) {
            assertThat(PacketClass.of(recorded.packet)).isEqualTo(PacketClass.RTP);
            RtpPacket packet = TestPackets.view(recorded.packet);
            assertThat(packet.payloadType()).isEqualTo(8);
            assertThat(packet.payloadLength()).isEqualTo(240);
            statistics.received(packet.sequence(), packet.timestamp(), packet.payloadLength(), 8000, recorded.at);
        }

        assertThat(stream).hasSizeGreaterThan(200);
        assertThat(statistics.received()).isEqualTo(stream.size());
        assertThat(statistics.lost()).isZero();
        assertThat(statistics.jitterMillis().orElseThrow()).isLessThan(10);
    }

    @Test
    void isPlayedWhole() {
        JitterBuffer buffer = new JitterBuffer(JitterSettings.of(8000));
        RtpPacket view = new RtpPacket();
        List<Integer> played = new ArrayList<>();
        long tick = stream.get(0).at;
        long queued = 0;
        int next = 0;
        long end = stream.get(stream.size() - 1).at + 500_000_000;
        for (; tick < end; tick += 20_000_000) {
            for (; next < stream.size() && stream.get(next).at <= tick; next++) {
                view.wrap(stream.get(next).packet.copy());
                buffer.insert(view, stream.get(next).at);
            }
            for (; queued < 20_000_000; queued += 20_000_000) {
                if (buffer.pull(tick + queued) == Pull.PACKET) {
                    played.add(buffer.packet().sequence());
                    buffer.packet().buffer().release();
                    queued += 10_000_000;
                }
            }
            queued -= 20_000_000;
        }

        assertThat(played).hasSize(stream.size()).isSorted();
        assertThat(buffer.statistics().late() + buffer.statistics().discarded()).isZero();
    }
}
