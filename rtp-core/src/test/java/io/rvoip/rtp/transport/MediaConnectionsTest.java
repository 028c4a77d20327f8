package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Far ends that connect to a shared port: whose a connection is, and who is not waited for. */
class MediaConnectionsTest {
    private final ManualTime time = new ManualTime();
    private final VirtualHost host = new VirtualNetwork(time, 1).host();
    private final Loop own = time.loop("port");
    private final TestMetrics metrics = new TestMetrics();
    private final List<InetSocketAddress> listened = new ArrayList<>();
    private boolean listens = true;
    private MediaConnections connections;
    private final SharedPort port = SharedPort.at(host.at(4_000), host, own, 3, metrics).withConnections((local, loop, to) -> {
        listened.add(local);
        connections = to;
        return CompletableFuture.completedStage(() -> listens = false);
    });
    private int last = 10_000;

    /** A far end's, and what it was sent. */
    private final class Connection extends MediaConnection {
        final List<Integer> sent = new ArrayList<>();
        boolean full;
        boolean closed;

        Connection(String address) {
            super(new InetSocketAddress(address, ++last));
        }

        boolean arrives() {
            boolean[] taken = new boolean[1];
            own.execute(() -> taken[0] = connections.accepted(this));
            time.runReady();
            return taken[0];
        }

        void says(ByteBuf packet) {
            own.execute(() -> connections.received(this, packet));
            time.runReady();
        }

        @Override
        protected boolean send(ByteBuf packet, boolean check) {
            assertThat(own.inLoop()).isTrue();
            if (!full || check) {
                sent.add((int) packet.getUnsignedByte(packet.readerIndex()));
            }
            packet.release();
            return !full || check;
        }

        @Override
        protected void close() {
            closed = true;
            connections.closed(this);
        }
    }

    private final class Leg implements MediaHandler {
        final Loop loop;
        final MediaSocket socket;
        final List<String> heard = new ArrayList<>();

        Leg(String name, Loop on) {
            loop = on;
            socket = port.lease(loop, this);
            lease().named(name);
            time.runReady();
        }

        PortLease lease() {
            PortLease lease = socket.lease();
            assertThat(lease).isNotNull();
            return lease;
        }

        void send(ByteBuf packet, MediaConnection to) {
            loop.execute(() -> lease().sendConnected(packet, to.from()));
            time.runReady();
        }

        @Override
        public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
            hear("rtp", datagram);
        }

        @Override
        public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
            hear("rtcp", datagram);
        }

        @Override
        public void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
            hear("stun", packet);
        }

        @Override
        public void dtls(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
            hear("dtls", datagram);
        }

        private void hear(String what, ByteBuf packet) {
            assertThat(loop.inLoop()).as("on its own loop").isTrue();
            heard.add(what);
            packet.release();
        }
    }

    private static ByteBuf check(String fragment) {
        byte[] name = (fragment + ":theirs").getBytes(StandardCharsets.US_ASCII);
        ByteBuf message = Unpooled.buffer().writeShort(1).writeShort(0).writeInt(0x2112A442).writeLong(1).writeInt(7)
                .writeShort(0x0006).writeShort(name.length).writeBytes(name).writeZero(-name.length & 3);
        return message.setShort(2, message.readableBytes() - 20);
    }

    private static ByteBuf rtp() {
        return Unpooled.buffer().writeByte(0x80).writeByte(0).writeZero(20);
    }

    private long closed(String reason) {
        return metrics.count("rvoip_media_connections_closed_total", "reason", reason);
    }

    private long dropped(String reason) {
        return metrics.count("rvoip_media_connections_dropped_total", "reason", reason);
    }

    private long open() {
        return (long) metrics.gaugeValue("rvoip_media_connections", "family", "ipv4");
    }

    @BeforeEach
    void openPort() {
        CompletableFuture<Void> opened = port.open().toCompletableFuture();
        time.runReady();
        opened.join();
    }

    @Test
    void theFirstCheckSaysWhoseItIsAndAllThatFollowsIsItsLegs() {
        Leg near = new Leg("aaaa", own);
        Leg apart = new Leg("bbbb", time.loop("apart"));
        Connection one = new Connection("192.0.2.1");
        Connection two = new Connection("192.0.2.1");
        assertThat(one.arrives() && two.arrives()).isTrue();
        one.says(check("aaaa"));
        two.says(check("bbbb"));
        one.says(rtp());
        two.says(Unpooled.buffer().writeByte(22).writeZero(40));
        two.says(Unpooled.buffer().writeByte(0x80).writeByte(200).writeZero(20));
        two.says(Unpooled.buffer().writeByte(0xFF).writeZero(20));
        assertThat(near.heard).containsExactly("stun", "rtp");
        assertThat(apart.heard).containsExactly("stun", "dtls", "rtcp");
        assertThat(apart.socket.unknown()).isEqualTo(1);

        near.send(rtp(), one);
        apart.send(check("them"), two);
        apart.send(rtp(), one);
        assertThat(one.sent).containsExactly(0x80);
        assertThat(two.sent).containsExactly(0);
        assertThat(dropped("gone")).as("to another leg's").isEqualTo(1);
        assertThat(port.connectionsAddress()).contains(new InetSocketAddress(host.address(), 4_001));
        assertThat(listened).containsExactly(new InetSocketAddress(host.address(), 4_001));
        assertThat(open()).isEqualTo(2);

        time.advance(Duration.ofMinutes(10));
        assertThat(one.closed || two.closed).as("nobody is waited for any more").isFalse();
    }

    @Test
    void mediaThatFindsNoRoomIsDroppedAndChecksAreNot() {
        Leg leg = new Leg("aaaa", time.loop("apart"));
        Connection one = new Connection("192.0.2.1");
        one.arrives();
        one.says(check("aaaa"));
        one.full = true;
        leg.send(rtp(), one);
        leg.send(check("them"), one);
        assertThat(one.sent).containsExactly(0);
        assertThat(dropped("queue-full")).isEqualTo(1);
        assertThat(one.closed).isFalse();
    }

    @Test
    void whoSaysNothingInTimeIsGone() {
        Connection early = new Connection("192.0.2.1");
        early.arrives();
        time.advance(Duration.ofSeconds(3));
        Connection late = new Connection("192.0.2.2");
        late.arrives();
        time.advance(Duration.ofMillis(1_900));
        assertThat(early.closed).isFalse();
        time.advance(Duration.ofMillis(200));
        assertThat(early.closed).isTrue();
        assertThat(late.closed).isFalse();
        time.advance(Duration.ofSeconds(3));
        assertThat(late.closed).isTrue();
        assertThat(closed("idle")).isEqualTo(2);
        assertThat(open()).isZero();
    }

    @Test
    void whoSaysSomethingElseFirstIsGone() {
        Leg leg = new Leg("aaaa", own);
        for (ByteBuf first : List.of(rtp(), check("zzzz"), check("aaa"), Unpooled.buffer().writeByte(22).writeZero(40),
                Unpooled.buffer().writeByte(1))) {
            Connection stranger = new Connection("192.0.2.1");
            stranger.arrives();
            stranger.says(first);
            assertThat(stranger.closed).isTrue();
            stranger.says(check("aaaa"));
        }
        assertThat(leg.heard).isEmpty();
        assertThat(closed("stranger")).isEqualTo(5);
        assertThat(open()).isZero();
    }

    @Test
    void manyThatSayNothingAreNotTaken() {
        for (int i = 0; i < MediaConnections.WAITING_EACH; i++) {
            assertThat(new Connection("192.0.2.1").arrives()).isTrue();
        }
        assertThat(new Connection("192.0.2.1").arrives()).as("one more from there").isFalse();
        int others = MediaConnections.WAITING - MediaConnections.WAITING_EACH;
        for (int i = 0; i < others; i++) {
            assertThat(new Connection("198.51.100." + i / MediaConnections.WAITING_EACH).arrives()).isTrue();
        }
        assertThat(new Connection("203.0.113.1").arrives()).as("one more at all").isFalse();
        assertThat(closed("full")).isEqualTo(2);
        time.advance(Duration.ofSeconds(6));
        assertThat(new Connection("192.0.2.1").arrives()).isTrue();
    }

    @Test
    void aLegHasOnlySoMany() {
        Leg leg = new Leg("aaaa", own);
        for (int i = 0; i < MediaConnections.EACH; i++) {
            Connection one = new Connection("192.0.2.1");
            one.arrives();
            one.says(check("aaaa"));
            assertThat(one.closed).isFalse();
        }
        Connection more = new Connection("192.0.2.1");
        more.arrives();
        more.says(check("aaaa"));
        assertThat(more.closed).isTrue();
        assertThat(leg.heard).hasSize(MediaConnections.EACH);
        assertThat(closed("full")).isEqualTo(1);
    }

    @Test
    void connectionsEndWithTheirLegAndWithWhatItForgets() {
        Leg leg = new Leg("aaaa", time.loop("apart"));
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Connection one = new Connection("192.0.2.1");
            one.arrives();
            one.says(check("aaaa"));
            all.add(one);
        }
        leg.lease().forgotten(all.get(0).from());
        time.runReady();
        assertThat(all).extracting(one -> one.closed).containsExactly(true, false, false);
        leg.lease().disconnect();
        time.runReady();
        assertThat(all).extracting(one -> one.closed).containsOnly(true);
        Connection without = new Connection("192.0.2.1");
        without.arrives();
        without.says(check("aaaa"));
        assertThat(without.closed).as("a leg that has no ICE any more").isTrue();

        leg.lease().named("cccc");
        time.runReady();
        Connection again = new Connection("192.0.2.1");
        again.arrives();
        again.says(check("cccc"));
        assertThat(again.closed).isFalse();
        leg.socket.close();
        time.runReady();
        assertThat(again.closed).isTrue();
        assertThat(open()).isZero();
    }

    @Test
    void whatCannotBeReadEndsItsConnection() {
        Leg leg = new Leg("aaaa", own);
        Connection one = new Connection("192.0.2.1");
        one.arrives();
        one.says(check("aaaa"));
        own.execute(() -> connections.broken(one, "reset"));
        time.runReady();
        assertThat(one.closed).isTrue();
        assertThat(closed("broken")).isEqualTo(1);
        leg.send(rtp(), one);
        assertThat(dropped("gone")).isEqualTo(1);
    }

    @Test
    void nothingIsTakenOnceThePortIsClosed() {
        Connection one = new Connection("192.0.2.1");
        one.arrives();
        port.close();
        time.runReady();
        assertThat(listens).isFalse();
        assertThat(one.closed).isTrue();
    }

    @Test
    void aPortThatCannotTakeConnectionsDoesNotOpen() {
        SharedPort other = SharedPort.at(host.at(4_100), host, own, 3, metrics).withConnections((local, loop, to) ->
                CompletableFuture.failedStage(new BindException("tcp " + local + ": in use")));
        CompletableFuture<Void> opened = other.open().toCompletableFuture();
        time.runReady();
        assertThatThrownBy(opened::join).isInstanceOf(CompletionException.class).hasRootCauseInstanceOf(BindException.class);
        assertThat(other.isOpen()).isFalse();
        CompletableFuture<Void> again = SharedPort.at(host.at(4_100), host, own, 3, metrics).open().toCompletableFuture();
        time.runReady();
        assertThat(again).as("the socket was given back").isCompleted();
    }
}
