package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that a leg opens to its far end: what opens one, how many there may be, and what is told of their end. */
class OutgoingConnectionsTest {
    private final ManualTime time = new ManualTime();
    private final VirtualHost host = new VirtualNetwork(time, 1).host();
    private final Loop own = time.loop("leg");
    private final TestMetrics metrics = new TestMetrics();
    private final List<Connection> opened = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<ByteBuf> packets = new ArrayList<>();
    private OutgoingConnections connections;

    private final class Connection extends MediaConnection {
        final List<Integer> sent = new ArrayList<>();
        final ConnectionEvents events;
        boolean full;
        boolean closed;

        Connection(InetSocketAddress to, ConnectionEvents events) {
            super(to);
            this.events = events;
        }

        void brings(ByteBuf packet) {
            packets.add(packet);
            own.execute(() -> events.received(this, packet));
            time.runReady();
        }

        void breaks(String why) {
            own.execute(() -> events.broken(this, why));
            time.runReady();
        }

        void ends() {
            own.execute(() -> events.closed(this));
            time.runReady();
        }

        @Override
        protected boolean send(ByteBuf packet, boolean check) {
            assertThat(closed).isFalse();
            if (!full) {
                sent.add((int) packet.getUnsignedByte(packet.readerIndex()));
            }
            packet.release();
            return !full;
        }

        @Override
        protected void close() {
            closed = true;
        }
    }

    @BeforeEach
    void open() {
        MediaSocket socket = new MediaSocket(own, new MediaHandler() {
            @Override
            public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
                hear("rtp", datagram, from);
            }

            @Override
            public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
                hear("rtcp", datagram, from);
            }

            @Override
            public void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
                hear("stun", packet, from);
            }
        });
        socket.opened(host.bindNow(host.at(4_000), own, (path, datagram, from) -> datagram.release()), null, () -> { });
        connections = new OutgoingConnections.Opener((from, to, loop, events) -> {
            assertThat(from).isEqualTo(host.address());
            assertThat(loop).isEqualTo(own);
            Connection one = new Connection(to, events);
            opened.add(one);
            return one;
        }, metrics).of(socket, (to, why) -> {
            assertThat(own.inLoop()).isTrue();
            broken.add(to.getPort() + ": " + why);
        });
    }

    private void hear(String what, ByteBuf packet, InetSocketAddress from) {
        heard.add(what + " from " + from.getPort());
        packet.release();
    }

    private static ByteBuf stun(int type) {
        return Unpooled.buffer().writeShort(type).writeShort(0).writeInt(0x2112A442).writeLong(1).writeInt(7);
    }

    private static ByteBuf check() {
        return stun(0x0001);
    }

    private static ByteBuf answer() {
        return stun(0x0101);
    }

    private static ByteBuf rtp() {
        return Unpooled.buffer().writeByte(0x80).writeByte(0).writeZero(20);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("192.0.2.1", port);
    }

    private void send(ByteBuf packet, InetSocketAddress to) {
        packets.add(packet);
        own.execute(() -> connections.send(packet, to));
        time.runReady();
    }

    private long dropped(String reason) {
        return metrics.count("rvoip_media_connections_dropped_total", "reason", reason);
    }

    private void assertNothingKept() {
        assertThat(packets).allSatisfy(packet -> assertThat(packet.refCnt()).isZero());
    }

    @Test
    void aCheckOpensOneAndMediaGoesOverIt() {
        send(rtp(), at(1));
        send(answer(), at(1));
        assertThat(opened).as("media opens none").isEmpty();
        assertThat(dropped("gone")).isEqualTo(2);

        send(check(), at(1));
        send(check(), at(1));
        opened.get(0).brings(answer());
        send(rtp(), at(1));
        opened.get(0).brings(rtp());
        assertThat(opened).singleElement().satisfies(one -> assertThat(one.sent).containsExactly(0, 0, 0x80));
        assertThat(heard).containsExactly("stun from 1", "rtp from 1");
        assertThat(metrics.count("rvoip_media_connections_opened_total")).isEqualTo(1);
        opened.get(0).full = true;
        send(rtp(), at(1));
        assertThat(dropped("queue-full")).isEqualTo(1);
        assertNothingKept();
    }

    /** RFC 6544 section 12: few at once to one address; of all there are few too. */
    @Test
    void thereAreFewAndWhoIsTooManyIsTold() {
        for (int port = 1; port <= 7; port++) {
            send(check(), at(port));
        }
        assertThat(opened).hasSize(5);
        assertThat(broken).hasSize(2).allSatisfy(why -> assertThat(why).contains("too many connections of this leg"));
        opened.forEach(one -> one.brings(answer()));
        for (int port = 11; port <= 14; port++) {
            send(check(), at(port));
        }
        assertThat(opened).as("in all").hasSize(8);
        assertThat(broken).hasSize(3).last().asString().startsWith("14: ");
        assertThat(metrics.count("rvoip_media_connections_closed_total", "reason", "full")).isEqualTo(3);
        assertNothingKept();
    }

    @Test
    void theEndIsToldWithItsReasonAndAnotherMayBeOpened() {
        send(check(), at(1));
        opened.get(0).breaks("Connection refused");
        assertThat(opened.get(0).closed).isTrue();
        opened.get(0).ends();
        send(check(), at(1));
        opened.get(1).ends();
        assertThat(broken).containsExactly("1: Connection refused", "1: closed by the far end");
        assertThat(metrics.count("rvoip_media_connections_closed_total", "reason", "broken")).isEqualTo(1);
        assertThat(connections.size()).isZero();
        opened.get(1).brings(rtp());
        assertThat(heard).as("of one that has ended").isEmpty();
        assertNothingKept();
    }

    /** RFC 6544 section 7.1. */
    @Test
    void whoAnswersACheckWithSomethingElseIsNotTheFarEnd() {
        send(check(), at(25));
        opened.get(0).brings(Unpooled.copiedBuffer("220 mail.example.org", StandardCharsets.US_ASCII));
        assertThat(broken).containsExactly("25: its first packet is no answer to a check");
        assertThat(opened.get(0).closed).isTrue();
        assertThat(heard).isEmpty();
        assertNothingKept();
    }

    /** RFC 6544 section 8. */
    @Test
    void thoseThatAreNotNeededAreClosedAndInTheEndAll() {
        send(check(), at(1));
        send(check(), at(2));
        own.execute(() -> connections.keep(at(2)::equals));
        time.runReady();
        assertThat(opened).extracting(one -> one.closed).containsExactly(true, false);
        own.execute(connections::close);
        time.runReady();
        assertThat(opened).extracting(one -> one.closed).containsExactly(true, true);
        opened.forEach(Connection::ends);
        send(check(), at(3));
        assertThat(opened).as("none after the end").hasSize(2);
        assertThat(broken).isEmpty();
        assertNothingKept();
    }
}
