package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Relaying makes no garbage: buffers are sent on as they came, in both forms, both directions and both families. */
class RelayAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int PACKETS = 20_000;
    private static final int PAYLOAD = 172;
    private static final int CHANNEL = 0x4000;
    private static final RelaySettings SETTINGS = RelaySettings.on(RelayAddress.of(new InetSocketAddress("5.9.0.1", 0).getAddress()))
            .withQuotas(RelayQuotas.DEFAULT.withBandwidth(1L << 40, 1L << 40));

    private final Sent sent = new Sent();
    private final ClientLink link = new ClientLink(new InetSocketAddress("5.9.7.3", 4_000)) {
        @Override
        protected boolean send(ByteBuf frame) {
            return sent.send(frame, remote());
        }

        @Override
        protected boolean stream() {
            return false;
        }

        @Override
        protected void released() {}
    };
    private final DataRelay relay = new DataRelay(SETTINGS, new Peers(SETTINGS),
            new ServerCounters(Metrics.none(), new ManualTime()), new SeededIds(1), 0);

    private Allocation allocation(InetSocketAddress peer, boolean channel) {
        var key = StunKey.longTerm("a", "r", "p", CryptoProvider.jdk());
        Allocation allocation = new Allocation(link, new TransactionId(1, 2),
                new Authentication.Known("a", "a", key, 1, false), SETTINGS.relays(), SETTINGS.quotas(), 0);
        allocation.ipv4 = sent;
        allocation.ipv6 = sent;
        allocation.open = true;
        allocation.expiresAt = Long.MAX_VALUE;
        allocation.permit(peer.getAddress(), peer.getAddress(), 0);
        if (channel) {
            allocation.bind(CHANNEL, peer, peer, 0);
        }
        link.allocation = allocation;
        return allocation;
    }

    @ParameterizedTest
    @CsvSource({"5.9.0.2, true", "5.9.0.2, false", "2a01:4f8::2, true", "2a01:4f8::2, false"})
    void eitherWay(String host, boolean channel) {
        assumeTrue(PlatformDependent.hasUnsafe(), "Netty makes views of direct buffers without Unsafe, which ./rvoip lets it have");
        InetSocketAddress peer = new InetSocketAddress(host, 7_000);
        Allocation allocation = allocation(peer, channel);
        ByteBuf frame = channel ? Unpooled.buffer().writeShort(CHANNEL).writeShort(PAYLOAD).writeZero(PAYLOAD)
                : StunMessage.builder(StunClass.INDICATION, StunMessage.SEND, new TransactionId(3, 4))
                        .add(new StunAttribute.XorPeerAddress(peer)).data(Unpooled.buffer().writeZero(PAYLOAD)).build().encode();
        ByteBuf fromClient = Unpooled.directBuffer(512).writeBytes(frame);
        ByteBuf fromPeer = Unpooled.directBuffer(512).writeZero(PAYLOAD);
        int length = fromClient.writerIndex();

        double each = allocated(() -> {
            fromClient.retain().setIndex(0, length);
            if (channel) {
                relay.channelData(link, fromClient, 0);
            } else {
                relay.indicated(link, fromClient, 0);
            }
            relay.fromPeer(allocation, fromPeer.retain().setIndex(0, PAYLOAD), peer, 0);
        });

        assertThat(sent.count).isEqualTo(2 * (WARM_UP + PACKETS));
        assertThat(each).as("bytes for each packet there and back").isLessThan(1);
    }

    private static double allocated(Runnable step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            step.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PACKETS; i++) {
            step.run();
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / PACKETS;
    }

    /** Counts what is sent. */
    private static final class Sent implements DatagramPath {
        private int count;

        @Override
        public InetSocketAddress localAddress() {
            throw new AssertionError("nobody asks for it");
        }

        @Override
        public boolean send(ByteBuf datagram, InetSocketAddress to) {
            count++;
            return datagram.release() || datagram.refCnt() > 0;
        }

        @Override
        public void close() {}
    }
}
