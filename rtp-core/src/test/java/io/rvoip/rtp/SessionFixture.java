package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.SourceDescription;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One session with a sink that remembers, and packets for it. */
class SessionFixture {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;
    static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 4000);
    static final InetSocketAddress REMOTE_RTCP = new InetSocketAddress("127.0.0.1", 4001);
    static final InetSocketAddress STRANGER = new InetSocketAddress("127.9.9.9", 4000);
    static final int SSRC = 1234;
    static final PayloadClocks CLOCKS = PayloadClocks.of(Map.of(0, 8000, 8, 8000, 101, 8000));
    static final NtpClock NTP = NtpClock.startingAt(Instant.parse("2026-01-05T09:00:00Z"), 0);

    final TestMetrics metrics = new TestMetrics();
    final Recorder out = new Recorder();
    RtpSession session = session(RtpSessionSettings.of("here"));

    RtpSession session(RtpSessionSettings settings) {
        RtpSession created = new RtpSession(settings, CLOCKS, NTP, new SeededIds(1), UnpooledByteBufAllocator.DEFAULT,
                new RtpCounters(metrics), out, 0);
        created.expectRemote(REMOTE, null, null);
        return created;
    }

    ByteBuf receive(int payloadType, int sequence, int ssrc, InetSocketAddress from, long now) {
        ByteBuf packet = TestPackets.rtp(payloadType, false, sequence, sequence * 160, ssrc, 160);
        session.receivedRtp(packet, from, now);
        return packet;
    }

    void receive(int sequence) {
        receive(0, sequence, SSRC, REMOTE, sequence * 20 * MS);
    }

    void send(int mediaTime, long now) {
        session.send(Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES + 160), 0, false, mediaTime, now);
    }

    /** Runs the session until it reports: reconsideration may put a report off. */
    long report() {
        int before = out.rtcp.size();
        long now = 0;
        while (out.rtcp.size() == before) {
            now = session.nextDeadline();
            session.onDeadline(now);
        }
        return now;
    }

    void receiveRtcp(long now, RtcpPacket... packets) {
        List<RtcpPacket> compound = new ArrayList<>(List.of(packets));
        compound.add(SourceDescription.ofCname(SSRC, "there"));
        ByteBuf datagram = Unpooled.buffer();
        RtcpWriter.write(compound, datagram);
        session.receivedRtcp(datagram, REMOTE_RTCP, now);
        assertThat(datagram.refCnt()).isZero();
    }
}
