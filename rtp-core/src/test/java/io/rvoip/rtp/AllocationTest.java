package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.rvoip.common.Metrics;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.Pull;
import io.rvoip.testing.SeededIds;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packet path makes no garbage. */
class AllocationTest {
    private static final int WARM_UP = 2_000;
    private static final int PACKETS = 20_000;
    private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 4000);
    private static final PayloadClocks CLOCKS = PayloadClocks.of(Map.of(0, 8000));

    private final RtpPacket view = new RtpPacket();
    private final ByteBuf datagram = TestPackets.rtp(0, false, 0, 0, 7, 160);

    /** Bytes that {@code step} allocates a time. */
    private static double allocated(IntConsumer step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            step.accept(i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = WARM_UP; i < WARM_UP + PACKETS; i++) {
            step.accept(i);
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / PACKETS;
    }

    private RtpSession session(RtpSink sink) {
        RtpSession session = new RtpSession(RtpSessionSettings.of("x"), CLOCKS,
                NtpClock.startingAt(Instant.EPOCH, 0), new SeededIds(1), UnpooledByteBufAllocator.DEFAULT,
                new RtpCounters(Metrics.none()), sink, 0);
        session.expectRemote(REMOTE, null, null);
        return session;
    }

    private void number(int i) {
        view.wrap(datagram.clear().writerIndex(172));
        view.sequence(i);
        view.timestamp(i * 160);
        view.ssrc(7);
    }

    @Test
    void relayingAllocatesNothing() {
        RtpSession to = session(new Forwarding());
        RtpForwarder forwarder = new RtpForwarder(to, Map.of(0, 0));
        RtpSession from = session(new Forwarding() {
            @Override
            public void media(RtpPacket packet, long now) {
                forwarder.forward(packet, now);
            }
        });

        double bytes = allocated(i -> {
            number(i);
            from.receivedRtp(datagram, REMOTE, i * 20_000_000L);
        });

        assertThat(forwarder.forwarded()).isEqualTo(WARM_UP + PACKETS);
        assertThat(bytes).isLessThan(1);
    }

    /** The numbers of a transport in each packet are read and kept until they are told. */
    @Test
    void numberedPacketsAllocateNothing() {
        RtpSession session = session(new Forwarding());
        session.feedback(RtpFeedback.NOTHING.withNumbers(3));
        ByteBuf numbered = Unpooled.buffer().writeBytes(TestPackets.rtp(0, false, 0, 0, 7, 0)).writeInt(0xBEDE_0001).writeInt(0x3100_0000)
                .writeZero(160).setByte(0, 0x90).retain(WARM_UP + PACKETS);

        double bytes = allocated(i -> {
            numbered.setShort(2, i).setInt(4, i * 160).setShort(17, i);
            session.receivedRtp(numbered, REMOTE, i * 20_000_000L);
        });

        assertThat(session.quality().received()).isEqualTo(WARM_UP + PACKETS);
        assertThat(bytes).isLessThan(1);
    }

    /** Kept to be sent again, both as it goes out and in clear; what came is looked over for gaps. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void relayingWithAHistoryAllocatesNothing(boolean ownStream) {
        assumeTrue(PlatformDependent.hasUnsafe(), "Netty makes views of direct buffers without Unsafe, which ./rvoip lets it have");
        RtpRepair asking = RtpRepair.NOTHING.withFeedback(true, true, Duration.ofSeconds(1));
        RtpRepair agreed = ownStream ? asking.withAgain(Map.of(0, 121), Map.of(121, 0)) : asking;
        RtpSession to = session(new Forwarding());
        to.repair(agreed, 0);
        RtpForwarder forwarder = new RtpForwarder(to, Map.of(0, 0));
        RtpSession from = session(new Forwarding() {
            @Override
            public void media(RtpPacket packet, long now) {
                forwarder.forward(packet, now);
            }
        });
        from.repair(agreed, 0);

        double bytes = allocated(i -> {
            number(i);
            from.receivedRtp(datagram, REMOTE, i * 20_000_000L);
        });

        assertThat(forwarder.forwarded()).isEqualTo(WARM_UP + PACKETS);
        assertThat(bytes).isLessThan(1);
    }

    @Test
    void theJitterBufferAllocatesNothing() {
        JitterBuffer buffer = new JitterBuffer(JitterSettings.of(8000));
        int[] played = new int[1];

        double bytes = allocated(i -> {
            number(i);
            buffer.insert(view, i * 20_000_000L);
            if (buffer.pull(i * 20_000_000L) == Pull.PACKET) {
                played[0]++;
            }
        });

        assertThat(played[0]).isGreaterThan(PACKETS);
        assertThat(bytes).isLessThan(1);
    }

    @Test
    void droppingStrangersAllocatesNothing() {
        RtpSession session = session(new Forwarding());
        InetSocketAddress stranger = new InetSocketAddress("127.9.9.9", 4000);
        ByteBuf counted = TestPackets.rtp(0, false, 0, 0, 7, 160).retain(WARM_UP + PACKETS);

        double bytes = allocated(i -> session.receivedRtp(counted, stranger, i));

        assertThat(session.dropped(RtpDrop.FOREIGN_SOURCE)).isEqualTo(WARM_UP + PACKETS);
        assertThat(bytes).isLessThan(1);
    }

    /** A sink that keeps nothing. */
    private static class Forwarding implements RtpSink {
        @Override
        public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
            // the one datagram is used again
        }

        @Override
        public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
            packet.release();
        }

        @Override
        public void media(RtpPacket packet, long now) {
            // counted by the session
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
            throw new AssertionError();
        }

        @Override
        public void remoteLeft(String reason) {
            throw new AssertionError();
        }

        @Override
        public void reported(long now) {
            throw new AssertionError();
        }

        @Override
        public void noInboundMedia(long now) {
            throw new AssertionError();
        }

        @Override
        public void inboundMediaResumed(long now) {
            throw new AssertionError();
        }
    }
}
