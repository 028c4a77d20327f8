package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.Metrics;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtpForwarderTest {
    private static final long MS = 1_000_000;
    private static final int A = 0x0A0A_0A0A;
    private static final int B = 0x0B0B_0B0B;

    private final Recorder out = new Recorder();
    private final RtpSession session = new RtpSession(RtpSessionSettings.of("x"),
            PayloadClocks.of(Map.of(8, 8000, 96, 8000)), NtpClock.startingAt(Instant.EPOCH, 0), new SeededIds(1),
            UnpooledByteBufAllocator.DEFAULT, new RtpCounters(Metrics.none()), out, 0);
    private final RtpForwarder forwarder = new RtpForwarder(session, Map.of(8, 8, 101, 96));

    @BeforeEach
    void expectRemote() {
        session.expectRemote(new InetSocketAddress("127.0.0.1", 4000), null, null);
    }

    private RtpPacket forward(int payloadType, int sequence, int timestamp, int ssrc, long atMs) {
        ByteBuf packet = TestPackets.rtp(payloadType, false, sequence, timestamp, ssrc, 0).writeInt(0xD5D6D7D8);
        assertThat(forwarder.forward(TestPackets.view(packet), atMs * MS)).isTrue();
        assertThat(out.rtp.get(out.rtp.size() - 1)).as("the same buffer").isSameAs(packet);
        return out.lastRtp();
    }

    private RtpPacket forward(int i) {
        return forward(8, 1_000 + i, 5_000 + i * 160, A, i * 20);
    }

    @Test
    void rewritesTheHeaderAndLeavesThePayload() {
        RtpPacket packet = forward(0);

        assertThat(packet.ssrc()).isEqualTo(session.localSsrc());
        assertThat(packet.payloadType()).isEqualTo(8);
        assertThat(packet.marker()).as("a stream begins").isTrue();
        assertThat(out.lastRtpHex()).endsWith("d5d6d7d8");
        assertThat(session.quality().sent()).isEqualTo(1);
        assertThat(session.quality().sentOctets()).isEqualTo(4);
        assertThat(forwarder.forwarded()).isEqualTo(1);
    }

    @Test
    void keepsGapsAndOrderAsTheyAre() {
        RtpPacket first = forward(0);
        int sequence = first.sequence();
        int timestamp = first.timestamp();
        for (int i : new int[] {1, 4, 3, 65_600, 65_599}) {
            if (i == 65_600) {
                for (int j = 5; j < 65_599; j++) {
                    forward(j);
                }
            }
            RtpPacket packet = forward(i);
            assertThat(packet.sequence()).isEqualTo(sequence + i & 0xFFFF);
            assertThat(packet.timestamp() - timestamp).isEqualTo(i * 160);
            assertThat(packet.marker()).isFalse();
        }
    }

    @Test
    void rewritesTelephoneEventsAndDropsWhatHasNoType() {
        forward(0);

        assertThat(forward(101, 1_001, 5_160, A, 20).payloadType()).isEqualTo(96);
        ByteBuf other = TestPackets.rtp(13, false, 1_002, 5_320, A, 1);
        assertThat(forwarder.forward(TestPackets.view(other), 40 * MS)).isFalse();
        assertThat(other.refCnt()).isZero();
        assertThat(session.dropped(RtpDrop.UNKNOWN_PAYLOAD_TYPE)).isEqualTo(1);
    }

    @Test
    void aChangeOfSourceIsNoStep() {
        forward(0);
        RtpPacket last = forward(1);
        int sequence = last.sequence();
        int timestamp = last.timestamp();
        RtpPacket changed = forward(8, 44_000, 999_999, B, 120);

        assertThat(changed.sequence()).isEqualTo(sequence + 1 & 0xFFFF);
        assertThat(changed.timestamp() - timestamp).as("100 ms later").isEqualTo(800);
        assertThat(changed.marker()).isTrue();
        assertThat(changed.ssrc()).isEqualTo(session.localSsrc());
        RtpPacket next = forward(8, 44_001, 999_999 + 160, B, 140);
        assertThat(next.sequence()).isEqualTo(sequence + 2 & 0xFFFF);
        assertThat(next.timestamp() - timestamp).isEqualTo(960);
        assertThat(next.marker()).isFalse();
    }

    @Test
    void aRestartOfTheSourceIsNoStep() {
        RtpPacket first = forward(0);
        int sequence = first.sequence();
        int timestamp = first.timestamp();
        RtpPacket leapt = forward(8, 40_000, 5_160, A, 20);
        assertThat(leapt.sequence()).isEqualTo(sequence + 1 & 0xFFFF);
        RtpPacket timeLeapt = forward(8, 40_001, 0x7000_0000, A, 40);

        assertThat(timeLeapt.sequence()).isEqualTo(sequence + 2 & 0xFFFF);
        assertThat(timeLeapt.timestamp() - timestamp).isEqualTo(320);
        assertThat(timeLeapt.marker()).isTrue();
    }

    @Test
    void aLongSilenceIsNoRestart() {
        int timestamp = forward(0).timestamp();
        RtpPacket later = forward(8, 1_001, 5_000 + 60 * 8_000, A, 60_000);

        assertThat(later.timestamp() - timestamp).isEqualTo(60 * 8_000);
        assertThat(later.marker()).isFalse();
    }

    @Test
    void ourOwnMediaGoesOnWhereTheForwarderStopped() {
        RtpPacket last = forward(0);
        int sequence = last.sequence();
        int timestamp = last.timestamp();
        session.send(Unpooled.buffer().writeZero(12), 8, false, 77_777, 20 * MS);
        assertThat(out.lastRtp().sequence()).isEqualTo(sequence + 1 & 0xFFFF);
        assertThat(out.lastRtp().timestamp() - timestamp).isEqualTo(160);
        assertThat(out.lastRtp().marker()).isTrue();
        RtpPacket back = forward(8, 1_500, 90_000, A, 40);

        assertThat(back.sequence()).isEqualTo(sequence + 2 & 0xFFFF);
        assertThat(back.timestamp() - timestamp).isEqualTo(320);
    }

    @Test
    void twoPacketsOfOneMomentStillStepByAFrame() {
        int timestamp = forward(0).timestamp();

        assertThat(forward(8, 1, 1, B, 0).timestamp() - timestamp).isEqualTo(160);
    }

    @Test
    void leavesBehindWhatBelongsToTheOtherSession() {
        ByteBuf packet = TestPackets.hex(
                "b2 08 0001 00000002 0a0a0a0a 00000001 00000002 bede 0001 01020304 d5d6d7d8 00000004");
        forwarder.forward(TestPackets.view(packet), 0);

        assertThat(ByteBufUtil.hexDump(packet)).hasSize(2 * 16).startsWith("8088").endsWith("d5d6d7d8");
        assertThat(out.lastRtp().ssrc()).isEqualTo(session.localSsrc());
    }

    @Test
    void withoutARemoteIsReleased() {
        RtpSession lonely = new RtpSession(RtpSessionSettings.of("x"), PayloadClocks.of(Map.of(8, 8000)),
                NtpClock.startingAt(Instant.EPOCH, 0), new SeededIds(1), UnpooledByteBufAllocator.DEFAULT,
                new RtpCounters(Metrics.none()), out, 0);
        ByteBuf packet = TestPackets.rtp(8, false, 1, 1, A, 4);

        assertThat(new RtpForwarder(lonely, Map.of(8, 8)).forward(TestPackets.view(packet), 0)).isFalse();
        assertThat(packet.refCnt()).isZero();
    }
}
