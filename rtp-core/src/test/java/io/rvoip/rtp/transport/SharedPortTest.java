package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Legs on loops of their own behind one port, and far ends with a socket each. */
class SharedPortTest {
    private static final int REQUEST = 0x0001;
    private static final int ANSWER = 0x0101;
    private static final int KEEP_ALIVE = 0x0011;

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost host = network.host();
    private final VirtualHost far = network.host();
    private final Loop own = time.loop("port");
    private final TestMetrics metrics = new TestMetrics();
    private final InetSocketAddress address = host.at(4_000);
    private final SharedPort port = SharedPort.at(address, host, own, 3, metrics);
    private final FarEnd one = new FarEnd(5_000);
    private final FarEnd two = new FarEnd(6_000);

    /** A socket somewhere else, and what it received. */
    private final class FarEnd {
        final List<Integer> received = new ArrayList<>();
        final DatagramPath path;

        FarEnd(int at) {
            path = far.bindNow(far.at(at), time.loop("far-" + at), (on, datagram, from) -> {
                received.add((int) datagram.getUnsignedByte(datagram.readerIndex()));
                datagram.release();
            });
        }

        InetSocketAddress address() {
            return path.localAddress();
        }

        void send(ByteBuf datagram) {
            path.send(datagram, address);
            time.advance(Duration.ofMillis(1));
        }
    }

    /** A leg that writes down what it hears, and whether that was on its loop. */
    private final class Leg implements MediaHandler {
        final Loop loop;
        final MediaSocket socket;
        final List<String> heard = new ArrayList<>();

        Leg(String name) {
            this(name, time.loop(name));
        }

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

        void checked(FarEnd from) {
            lease().checked(from.address());
            time.runReady();
        }

        void send(ByteBuf datagram, FarEnd to) {
            loop.execute(() -> socket.sendRtp(datagram, to.address()));
            time.advance(Duration.ofMillis(1));
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
        public void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
            hear("stun", datagram);
        }

        @Override
        public void dtls(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
            hear("dtls", datagram);
        }

        private void hear(String what, ByteBuf datagram) {
            assertThat(loop.inLoop()).as("on its own loop").isTrue();
            heard.add(what);
            datagram.release();
        }
    }

    private static ByteBuf stun(int type, long transaction, String username) {
        byte[] name = username.getBytes(StandardCharsets.US_ASCII);
        ByteBuf message = Unpooled.buffer().writeShort(type).writeShort(0).writeInt(0x2112A442)
                .writeLong(transaction).writeInt(7);
        if (!username.isEmpty()) {
            message.writeShort(0x8022).writeShort(3).writeInt(0x61626300); // software comes first
            message.writeShort(0x0006).writeShort(name.length).writeBytes(name).writeZero(-name.length & 3);
        }
        return message.setShort(2, message.readableBytes() - 20);
    }

    private static ByteBuf check(String fragment) {
        return stun(REQUEST, 1, fragment + ":theirs");
    }

    private static ByteBuf rtp() {
        return Unpooled.buffer().writeByte(0x80).writeByte(0).writeZero(20);
    }

    private long dropped(String reason) {
        return metrics.count("rvoip_media_shared_port_dropped_total", "reason", reason);
    }

    @BeforeEach
    void open() {
        CompletableFuture<Void> opened = port.open().toCompletableFuture();
        time.runReady();
        opened.join();
    }

    @Test
    void eachLegHearsItsOwnFarEndOnItsOwnLoop() {
        Leg alice = new Leg("aaaa");
        Leg bob = new Leg("bbbb");
        one.send(check("aaaa"));
        two.send(check("bbbb"));
        one.send(rtp());
        assertThat(alice.heard).as("only who has been checked is heard").containsExactly("stun");
        assertThat(dropped("unknown-source")).isEqualTo(1);

        alice.checked(one);
        bob.checked(two);
        one.send(rtp());
        two.send(Unpooled.buffer().writeByte(22).writeZero(40));
        one.send(Unpooled.buffer().writeByte(0x80).writeByte(200).writeZero(20));
        assertThat(alice.heard).containsExactly("stun", "rtp", "rtcp");
        assertThat(bob.heard).containsExactly("stun", "dtls");
        assertThat(alice.socket.rtpAddress()).isEqualTo(address).isEqualTo(bob.socket.rtcpAddress());
        assertThat(port.legs()).isEqualTo(2);
        assertThat(metrics.gaugeValue("rvoip_media_shared_port_legs", "family", "ipv4")).isEqualTo(2);
    }

    @Test
    void anAnswerIsForWhoHasAsked() {
        Leg alice = new Leg("aaaa");
        Leg bob = new Leg("bbbb");
        alice.send(stun(REQUEST, 11, "them:aaaa"), one);
        bob.send(stun(REQUEST, 12, "them:bbbb"), one);
        assertThat(one.received).hasSize(2);
        one.send(stun(ANSWER, 12, ""));
        assertThat(bob.heard).containsExactly("stun");
        one.send(stun(ANSWER, 13, ""));
        one.send(stun(ANSWER, 12, ""));
        assertThat(dropped("unknown-transaction")).as("never asked, and answered before").isEqualTo(2);
        one.send(stun(ANSWER, 11, ""));
        assertThat(alice.heard).containsExactly("stun");
    }

    @Test
    void whoIsNobodysIsDroppedAndCounted() {
        Leg alice = new Leg("aaaa");
        one.send(check("zzzz"));
        one.send(check("aaa"));
        one.send(stun(REQUEST, 1, "aaaa"));
        one.send(stun(REQUEST, 1, ""));
        one.send(stun(KEEP_ALIVE, 1, ""));
        one.send(Unpooled.buffer().writeByte(0).writeZero(3));
        one.send(Unpooled.buffer().writeByte(0).writeZero(40));
        assertThat(alice.heard).isEmpty();
        assertThat(dropped("unknown-fragment")).isEqualTo(2);
        assertThat(dropped("unknown-source")).isEqualTo(5);
        alice.checked(one);
        one.send(stun(KEEP_ALIVE, 1, ""));
        assertThat(alice.heard).containsExactly("stun");
    }

    /** Whoever has a call of his own could otherwise point another's sound at himself by a forged source. */
    @Test
    void aSourceIsNotTakenFromWhoIsHeardThere() {
        Leg alice = new Leg("aaaa");
        Leg thief = new Leg("bbbb");
        alice.checked(one);
        one.send(check("bbbb"));
        thief.checked(one);
        one.send(rtp());
        assertThat(thief.heard).isEmpty();
        assertThat(alice.heard).containsExactly("rtp");
        assertThat(dropped("source-taken")).isEqualTo(2);
        thief.send(stun(REQUEST, 5, "them:bbbb"), one);
        one.send(stun(ANSWER, 5, ""));
        assertThat(thief.heard).as("nor by a check of one's own").isEmpty();

        time.advance(Duration.ofSeconds(10));
        one.send(check("aaaa"));
        time.advance(Duration.ofSeconds(10));
        one.send(check("bbbb"));
        assertThat(thief.heard).as("10 s after a check").isEmpty();
        time.advance(Duration.ofSeconds(6));
        one.send(check("bbbb"));
        thief.checked(one);
        one.send(rtp());
        assertThat(thief.heard).as("a NAT gave the address to somebody else").containsExactly("stun", "rtp");
        alice.socket.close();
        time.runReady();
        one.send(rtp());
        assertThat(thief.heard).as("its former owner takes nothing along").hasSize(3);
    }

    @Test
    void aDeclaredSourceIsItsLegsAloneAsLongAsThatLives() {
        Leg phone = new Leg("aaaa");
        Leg browser = new Leg("bbbb");
        CompletableFuture<Boolean> had = phone.lease().declared(Set.of(one.address())).toCompletableFuture();
        CompletableFuture<Boolean> second = browser.lease().declared(Set.of(one.address())).toCompletableFuture();
        time.advance(Duration.ofMinutes(5));
        assertThat(had).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(false);
        one.send(check("bbbb"));
        one.send(rtp());
        assertThat(phone.heard).containsExactly("rtp");
        assertThat(browser.heard).isEmpty();
        phone.socket.close();
        browser.checked(one);
        one.send(rtp());
        assertThat(browser.heard).containsExactly("rtp");
    }

    @Test
    void theMappingEndsWithTheLeg() {
        Leg alice = new Leg("aaaa");
        alice.checked(one);
        alice.send(rtp(), one);
        assertThat(one.received).containsExactly(0x80);
        alice.socket.close();
        time.runReady();
        one.send(check("aaaa"));
        one.send(rtp());
        alice.lease().named("cccc");
        alice.checked(two);
        two.send(check("cccc"));
        two.send(rtp());
        alice.send(rtp(), one);
        assertThat(alice.heard).isEmpty();
        assertThat(one.received).hasSize(1);
        assertThat(dropped("unknown-source")).isEqualTo(2);
        assertThat(dropped("unknown-fragment")).isEqualTo(2);
        assertThat(dropped("closed")).isEqualTo(1);
        assertThat(port.legs()).isZero();
    }

    /** RFC 8445 section 9: checks of the search before are answered while the new one runs. */
    @Test
    void theNameBeforeTheLastIsForgotten() {
        Leg alice = new Leg("aaaa");
        alice.lease().named("bbbb");
        alice.lease().named("bbbb");
        time.runReady();
        one.send(check("aaaa"));
        one.send(check("bbbb"));
        assertThat(alice.heard).hasSize(2);
        alice.lease().named("cccc");
        time.runReady();
        one.send(check("aaaa"));
        assertThat(alice.heard).hasSize(2);
        one.send(check("bbbb"));
        one.send(check("cccc"));
        assertThat(alice.heard).hasSize(4);
        alice.checked(one);
        alice.lease().forgotten(one.address());
        time.runReady();
        one.send(rtp());
        assertThat(alice.heard).hasSize(4);
    }

    @Test
    void bothTablesHaveAnEnd() {
        Leg alice = new Leg("aaaa");
        new Leg("bbbb");
        new Leg("cccc");
        assertThatThrownBy(() -> port.lease(own, alice)).hasMessageContaining("3 legs already");
        alice.checked(one);
        time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < SharedPort.MAX_SOURCES; i++) {
            alice.lease().checked(far.at(10_000 + i));
        }
        time.runReady();
        one.send(rtp());
        assertThat(alice.heard).as("the one that was checked longest ago gave way").isEmpty();
    }

    @Test
    void aLegThatLagsBehindLosesPacketsOfItsOwn() {
        Leg alice = new Leg("aaaa");
        alice.checked(one);
        alice.loop.execute(() -> {
            for (int i = 0; i < Handoff.CAPACITY + 10; i++) {
                alice.socket.sendRtp(rtp(), one.address());
            }
        });
        time.advance(Duration.ofMillis(1));
        assertThat(one.received).hasSize(Handoff.CAPACITY);
        assertThat(dropped("queue-full")).isEqualTo(10);
        alice.send(rtp(), one);
        assertThat(one.received).hasSize(Handoff.CAPACITY + 1);
    }

    @Test
    void takesTheFirstOfARangeThatIsFree() {
        host.bindNow(host.at(20_000), own, (on, datagram, from) -> datagram.release());
        MediaPorts range = new MediaPorts(
                MediaPortSettings.of(host.address(), 20_000, 20_003), host, new SeededIds(1), metrics);
        SharedPort shared = SharedPort.among(range, host, own, 3, Metrics.none());
        CompletableFuture<Void> opened = shared.open().toCompletableFuture();
        time.runReady();
        opened.join();
        assertThat(shared.localAddress()).isEqualTo(host.at(20_002));
        assertThat(range.inUse()).as("it is no leg's").isZero();
        CompletableFuture<MediaSocket> other = range.open(own, true, new Leg("aaaa")).toCompletableFuture();
        time.runReady();
        assertThat(other).as("and no leg gets it").isCompletedExceptionally();
        SharedPort none = SharedPort.among(range, host, own, 3, Metrics.none());
        CompletableFuture<Void> failed = none.open().toCompletableFuture();
        time.runReady();
        assertThatThrownBy(failed::join).hasCauseInstanceOf(PortsExhaustedException.class);
        assertThat(none.isOpen()).isFalse();
    }

    @Test
    void saysWhichAddressCannotBeHad() {
        SharedPort second = SharedPort.at(address, host, own, 3, Metrics.none());
        CompletableFuture<Void> failed = second.open().toCompletableFuture();
        time.runReady();
        assertThatThrownBy(failed::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(BindException.class)
                .hasMessageContaining("4000");
        assertThatThrownBy(() -> second.lease(own, new Leg("aaaa"))).hasMessageContaining("not open");
    }

    /** Media passes without garbage, on one loop and from one to another. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mediaMakesNoGarbage(boolean otherLoop) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        DatagramPath.Receiver[] socket = new DatagramPath.Receiver[1];
        DatagramPath silent = new DatagramPath() {
            @Override
            public InetSocketAddress localAddress() {
                return address;
            }

            @Override
            public boolean send(ByteBuf datagram, InetSocketAddress to) {
                return true;
            }

            @Override
            public void close() {}
        };
        StillLoop reading = new StillLoop(time);
        StillLoop legs = otherLoop ? new StillLoop(time) : reading;
        SharedPort plain = SharedPort.at(address, (local, on, receiver) -> {
            socket[0] = receiver;
            return CompletableFuture.completedStage(silent);
        }, reading, 3, Metrics.none());
        plain.open().toCompletableFuture().join();
        int[] heard = new int[1];
        MediaSocket leg = plain.lease(legs, new MediaHandler() {
            @Override
            public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
                heard[0]++;
            }

            @Override
            public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {}
        });
        reading.in(() -> leg.lease().checked(one.address()));
        ByteBuf packet = rtp();
        int packets = 50_000;
        long before = 0;
        for (int i = 0; i < 2 * packets; i++) {
            if (i == packets) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            reading.enter();
            socket[0].received(silent, packet, one.address());
            reading.leave();
            legs.runPosted();
            legs.enter();
            leg.sendRtp(packet, one.address());
            legs.leave();
            reading.runPosted();
        }
        long garbage = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(heard[0]).isEqualTo(2 * packets);
        assertThat(garbage).as("bytes for %d packets in and out", packets).isLessThan(packets);
    }
}
