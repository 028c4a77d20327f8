package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.Metrics;
import io.rvoip.rtp.NtpClock;
import io.rvoip.rtp.PayloadClocks;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RtpCounters;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.RtpSessionSettings;
import io.rvoip.rtp.RtpSink;
import io.rvoip.testing.SeededIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests, and packets that carry earlier ones, as Wireshark reads them. */
class LossRepairPeersTest {
    private static final int REDUNDANT = 120;
    private static final int RTP_PORT = 4_000;
    private static final long MS = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void wiresharkReadsWhatWeAskForAndWhatWeCarry() throws IOException, InterruptedException {
        Tool.require("tshark", "tshark");
        Wire wire = new Wire();
        RepairSettings settings = RepairSettings.DEFAULT.withRedundant(true, 2, 0.03);
        RtpSession session = new RtpSession(RtpSessionSettings.of("here").withRepair(settings),
            PayloadClocks.of(Map.of(0, 8000, REDUNDANT, 8000)), NtpClock.startingAt(Instant.EPOCH, 0), new SeededIds(1),
            UnpooledByteBufAllocator.DEFAULT, new RtpCounters(Metrics.none()), wire, 0);
        InetSocketAddress far = new InetSocketAddress("127.0.0.1", RTP_PORT);
        session.expectRemote(far, null, null);
        session.repair(RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1)).withRedundancy(REDUNDANT, 0, REDUNDANT), 0);
        for (int i = 0; i < 3; i++) {
            session.send(Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 160), 0, false, 160 * i, i * 20 * MS);
        }
        run(session, 700 * MS);
        for (int sequence : new int[] {100, 101, 104, 106}) {
            ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 160);
            new RtpPacket().write(packet, 0, false, sequence, 160 * sequence, 77);
            session.receivedRtp(packet, far, (700 + 20 * (sequence - 100)) * MS);
        }
        run(session, 900 * MS);

        Path capture = folder.resolve("repair.pcap");
        Files.write(capture, wire.capture());
        List<String> lines = tshark(capture);
        assertThat(lines.subList(0, 3)).as("payload types, distances and lengths of what is carried").containsExactly(
            REDUNDANT + ",0|||||", REDUNDANT + ",0,0|160|160|||", REDUNDANT + ",0,0,0|320,160|160,160|||");
        assertThat(lines).as("alone, of reduced size").endsWith("|||102,103|0x0001|");
    }

    private static void run(RtpSession session, long until) {
        while (session.nextDeadline() <= until) {
            session.onDeadline(session.nextDeadline());
        }
    }

    private List<String> tshark(Path capture) throws IOException, InterruptedException {
        Path out = folder.resolve("tshark.out");
        Process process = new ProcessBuilder("tshark", "-r", capture.toString(), "-d", "udp.port==" + RTP_PORT + ",rtp", "-d",
            "udp.port==" + (RTP_PORT + 1) + ",rtcp", "-d", "rtp.pt==" + REDUNDANT + ",rtp_rfc2198", "-T", "fields", "-E", "separator=|",
            "-e", "rtp.p_type", "-e", "rtp.timestamp-offset", "-e", "rtp.block-length", "-e", "rtcp.rtpfb.nack_pid", "-e",
            "rtcp.rtpfb.nack_blp", "-e", "_ws.malformed").redirectError(folder.resolve("tshark.err").toFile()).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("tshark.err"))).isZero();
        return Files.readAllLines(out);
    }

    /** Keeps what goes out as a capture of IP alone (link type 101). */
    private static final class Wire implements RtpSink {
        private final List<byte[]> datagrams = new ArrayList<>();
        private final List<Integer> ports = new ArrayList<>();

        private void keep(ByteBuf packet, int port) {
            datagrams.add(ByteBufUtil.getBytes(packet));
            ports.add(port);
            packet.release();
        }

        byte[] capture() {
            ByteBuffer out = ByteBuffer.allocate(64 * 1024);
            out.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(101);
            for (int i = 0; i < datagrams.size(); i++) {
                byte[] datagram = datagrams.get(i);
                int length = 28 + datagram.length;
                out.putInt(0).putInt(0).putInt(length).putInt(length);
                out.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
                out.putInt(0x7F000001).putInt(0x7F000001);
                out.putShort(ports.get(i).shortValue()).putShort(ports.get(i).shortValue()).putShort((short) (8 + datagram.length)).putShort((short) 0);
                out.put(datagram);
            }
            byte[] whole = new byte[out.position()];
            out.flip().get(whole);
            return whole;
        }

        @Override
        public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
            keep(packet, RTP_PORT);
        }

        @Override
        public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
            keep(packet, RTP_PORT + 1);
        }

        @Override
        public void media(RtpPacket packet, long now) {
            packet.buffer().release();
        }

        @Override
        public long patience() {
            return 200 * MS;
        }

        @Override
        public void remoteLearned(InetSocketAddress address) {
            // known
        }

        @Override
        public void remoteSsrcChanged(int ssrc) {
            // known
        }

        @Override
        public void localSsrcChanged(int ssrc) {
            throw new AssertionError("nobody else has it");
        }

        @Override
        public void remoteLeft(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void reported(long now) {
            // nobody reports
        }

        @Override
        public void noInboundMedia(long now) {
            throw new AssertionError("too early");
        }

        @Override
        public void inboundMediaResumed(long now) {
            throw new AssertionError("it was never missed");
        }
    }
}
