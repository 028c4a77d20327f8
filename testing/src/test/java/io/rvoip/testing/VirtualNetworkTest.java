package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VirtualNetworkTest {
    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop();
    private final VirtualNetwork network = new VirtualNetwork(time, 7);
    private final VirtualHost alice = network.host("192.0.2.1", "2001:db8::1");
    private final VirtualHost bob = network.host("192.0.2.2", "2001:db8::2");
    private final List<Arrival> arrived = new ArrayList<>();

    private record Arrival(String text, InetSocketAddress from, long at) {}

    private DatagramPath open(VirtualHost host, InetSocketAddress local) {
        return host.bindNow(local, loop, (path, datagram, from) -> {
            arrived.add(new Arrival(datagram.toString(StandardCharsets.UTF_8), from, time.nanoTime()));
            assertThat(datagram.release()).isTrue();
        });
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private void sendNumbered(DatagramPath path, InetSocketAddress to, int count) {
        for (int i = 0; i < count; i++) {
            path.send(text("" + i), to);
        }
    }

    private List<Integer> numbers() {
        return arrived.stream().map(arrival -> Integer.parseInt(arrival.text())).toList();
    }

    @Nested
    class Delivery {
        @Test
        void neverHappensInsideSend() {
            open(bob, bob.at(5060));
            assertThat(open(alice, alice.at(5060)).send(text("hello"), bob.at(5060))).isTrue();
            assertThat(arrived).isEmpty();
            time.runReady();
            assertThat(arrived).containsExactly(new Arrival("hello", alice.at(5060), time.nanoTime()));
        }

        @Test
        void worksOverIpv6() {
            open(bob, bob.at6(5060));
            open(alice, alice.at6(5060)).send(text("hello"), bob.at6(5060));
            time.runReady();
            assertThat(arrived).singleElement().extracting(Arrival::from).isEqualTo(alice.at6(5060));
        }

        @Test
        void takesOwnershipOfTheBuffer() {
            ByteBuf sent = text("x");
            open(alice, alice.at(0)).send(sent, bob.at(5060));
            assertThat(sent.refCnt()).isZero();
            DatagramPath closed = open(alice, alice.at(0));
            closed.close();
            ByteBuf refused = text("y");
            assertThat(closed.send(refused, bob.at(5060))).isFalse();
            assertThat(refused.refCnt()).isZero();
        }

        @Test
        void copiesSoThatSenderAndReceiverShareNothing() {
            open(bob, bob.at(5060));
            byte[] bytes = "before".getBytes(StandardCharsets.UTF_8);
            open(alice, alice.at(0)).send(Unpooled.wrappedBuffer(bytes), bob.at(5060));
            bytes[0] = 'X';
            time.runReady();
            assertThat(arrived).singleElement().extracting(Arrival::text).isEqualTo("before");
        }

        @Test
        void toNobodyIsCounted() {
            DatagramPath path = open(alice, alice.at(0));
            assertThat(path.send(text("x"), bob.at(9))).isTrue();
            assertThat(path.send(text("x"), new InetSocketAddress("203.0.113.9", 9))).isTrue();
            time.runReady();
            assertThat(network.stats().unreachable()).isEqualTo(2);
        }

        @Test
        void doesNotReachASocketThatWasClosedMeanwhile() {
            network.withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
            DatagramPath listening = open(bob, bob.at(5060));
            open(alice, alice.at(0)).send(text("x"), bob.at(5060));
            listening.close();
            time.advance(Duration.ofSeconds(1));
            assertThat(arrived).isEmpty();
            assertThat(network.stats()).isEqualTo(new NetworkStats(1, 0, 0, 0, 0, 0, 0, 1, 0));
        }
    }

    @Nested
    class Binding {
        @Test
        void completesOnTheLoop() {
            List<Boolean> onLoop = new ArrayList<>();
            alice.bind(alice.at(0), loop, (path, datagram, from) -> datagram.release())
                    .thenAccept(path -> onLoop.add(loop.inLoop()));
            assertThat(onLoop).isEmpty();
            time.runReady();
            assertThat(onLoop).containsExactly(true);
        }

        @Test
        void refusesTakenPortsAndForeignAddresses() {
            open(alice, alice.at(5060));
            assertThatThrownBy(() -> open(alice, alice.at(5060))).hasMessageContaining("in use");
            assertThatThrownBy(() -> open(alice, new InetSocketAddress("0.0.0.0", 5060)))
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> open(alice, bob.at(5060))).hasMessageContaining("not an address of this host");
            open(alice, alice.at6(5060));
        }

        @Test
        void freesThePortOnClose() {
            open(alice, alice.at(5060)).close();
            assertThat(alice.openSockets()).isZero();
            open(alice, alice.at(5060));
            assertThat(alice.openSockets()).isOne();
        }

        @Test
        void picksDifferentFreePorts() {
            assertThat(open(alice, alice.at(0)).localAddress())
                    .isNotEqualTo(open(alice, alice.at(0)).localAddress());
        }

        @Test
        void toTheWildcardHearsAllAddressesAndSendsFromTheRightOne() {
            DatagramPath any = open(bob, new InetSocketAddress("::", 5060));
            DatagramPath four = open(alice, alice.at(1));
            four.send(text("4"), bob.at(5060));
            open(alice, alice.at6(2)).send(text("6"), bob.at6(5060));
            time.runReady();
            any.send(text("back"), alice.at(1));
            time.runReady();
            assertThat(arrived).extracting(Arrival::text).containsExactly("4", "6", "back");
            assertThat(arrived.get(2).from()).isEqualTo(bob.at(5060));
        }

        @Test
        void toOneFamilyCannotSendToTheOther() {
            assertThat(open(alice, alice.at(0)).send(text("x"), bob.at6(5060))).isFalse();
        }

        @Test
        void toLoopbackStaysInTheHost() {
            InetSocketAddress local = new InetSocketAddress("127.0.0.1", 5060);
            open(bob, local);
            open(alice, local);
            open(alice, new InetSocketAddress("127.0.0.1", 0)).send(text("self"), local);
            time.runReady();
            assertThat(arrived).hasSize(1);
        }
    }

    @Nested
    class Impairments {
        private final DatagramPath path = open(alice, alice.at(5060));

        Impairments() {
            open(bob, bob.at(5060));
        }

        @Test
        void loseAboutTheGivenShare() {
            network.withLoss(0.2);
            sendNumbered(path, bob.at(5060), 10_000);
            time.runReady();
            assertThat(network.stats().lost()).isBetween(1_850L, 2_150L);
            assertThat(arrived).hasSize(10_000 - (int) network.stats().lost());
        }

        @Test
        void delayWithinTheRangeAndKeepOrder() {
            network.withDelay(Duration.ofMillis(20), Duration.ofMillis(80));
            long sent = time.nanoTime();
            sendNumbered(path, bob.at(5060), 500);
            time.advance(Duration.ofMillis(19));
            assertThat(arrived).isEmpty();
            time.advance(Duration.ofMillis(61));
            assertThat(numbers()).hasSize(500).isSorted();
            assertThat(arrived).allSatisfy(arrival -> assertThat(arrival.at() - sent).isLessThanOrEqualTo(80_000_000L));
        }

        @Test
        void duplicate() {
            network.withDuplication(1);
            sendNumbered(path, bob.at(5060), 3);
            time.runReady();
            assertThat(numbers()).containsExactlyInAnyOrder(0, 0, 1, 1, 2, 2);
        }

        @Test
        void reorderOnPurposeOnly() {
            network.withReordering(0.3);
            sendNumbered(path, bob.at(5060), 100);
            time.advance(Duration.ofSeconds(1));
            assertThat(numbers()).hasSize(100).isNotEqualTo(numbers().stream().sorted().toList());
            assertThat(network.stats().reordered()).isPositive();
        }

        @Test
        void applyToOneDirectionOfOneLink() {
            network.link(alice, bob, LinkConditions.CUT);
            DatagramPath back = open(bob, bob.at(7));
            path.send(text("there"), bob.at(5060));
            back.send(text("back"), alice.at(5060));
            time.runReady();
            assertThat(arrived).extracting(Arrival::text).containsExactly("back");
        }

        @Test
        void blockHosts() {
            bob.block();
            path.send(text("lost"), bob.at(5060));
            bob.unblock();
            path.send(text("heard"), bob.at(5060));
            time.runReady();
            assertThat(arrived).extracting(Arrival::text).containsExactly("heard");
            assertThat(network.stats().blocked()).isEqualTo(1);
        }

        @Test
        void boundTheSize() {
            network.withMtu(1200);
            assertThat(path.send(Unpooled.buffer().writeZero(1200), bob.at(5060))).isTrue();
            assertThat(path.send(Unpooled.buffer().writeZero(1201), bob.at(5060))).isFalse();
            assertThat(network.stats().tooBig()).isEqualTo(1);
        }

        @Test
        void repeatWithTheSameSeed() {
            assertThat(run(3)).isEqualTo(run(3)).isNotEqualTo(run(4));
        }

        private List<Integer> run(long seed) {
            ManualTime own = new ManualTime();
            VirtualNetwork net = new VirtualNetwork(own, seed).withLoss(0.3).withReordering(0.2);
            VirtualHost one = net.host();
            VirtualHost two = net.host();
            List<Integer> got = new ArrayList<>();
            two.bindNow(two.at(1), own.loop(), (receiver, datagram, from) -> {
                got.add((int) datagram.readByte());
                datagram.release();
            });
            DatagramPath sender = one.bindNow(one.at(1), own.loop(), (receiver, datagram, from) -> datagram.release());
            for (int i = 0; i < 100; i++) {
                sender.send(Unpooled.buffer().writeByte(i), two.at(1));
            }
            own.advance(Duration.ofSeconds(1));
            return got;
        }

        @Test
        void areSeenByTaps() {
            List<CapturedDatagram> captured = network.capture();
            path.send(text("one"), bob.at(5060));
            network.withLoss(1);
            path.send(text("two"), bob.at(5060));
            assertThat(captured).extracting(CapturedDatagram::text).containsExactly("one", "two");
            assertThat(captured).extracting(CapturedDatagram::fate)
                    .containsExactly(CapturedDatagram.Fate.SENT, CapturedDatagram.Fate.LOST);
        }

        @Test
        void areValidated() {
            assertThatThrownBy(() -> network.withLoss(1.5)).hasMessage("loss: 1.5 (expected: 0-1)");
            assertThatThrownBy(() -> network.withDelay(Duration.ofMillis(2), Duration.ofMillis(1)))
                    .hasMessageContaining("delay");
        }
    }
}
