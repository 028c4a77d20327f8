package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.rtp.TestPackets;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MediaPortsTest {
    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost host = network.host("127.0.0.1", "::1");
    private final TestMetrics metrics = new TestMetrics();
    private final List<String> heard = new ArrayList<>();
    private final MediaHandler handler = new MediaHandler() {
        @Override
        public void zrtp(ByteBuf datagram, InetSocketAddress from, long now) {
            hear("zrtp", datagram);
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
            hear("stun" + onRtcpPort, datagram);
        }
    };

    private void hear(String what, ByteBuf datagram) {
        heard.add(what);
        datagram.release();
    }

    private MediaPorts ports(int first, int last) {
        return ports(first, last, Duration.ofSeconds(5), 1);
    }

    private MediaPorts ports(int first, int last, Duration quarantine, long seed) {
        return new MediaPorts(MediaPortSettings.of(host.address(), first, last).withQuarantine(quarantine), host,
                new SeededIds(seed), metrics);
    }

    private MediaSocket open(MediaPorts ports, boolean mux) {
        CompletableFuture<MediaSocket> opened = ports.open(loop, mux, handler).toCompletableFuture();
        time.runReady();
        return opened.join();
    }

    private void assertExhausted(MediaPorts ports) {
        assertThatThrownBy(() -> open(ports, false)).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(PortsExhaustedException.class);
    }

    @Nested
    class Pairs {
        @Test
        void areEvenAndOddNeighbours() {
            MediaSocket socket = open(ports(10_000, 10_099), false);

            assertThat(socket.rtpAddress().getPort()).isEven().isBetween(10_000, 10_098);
            assertThat(socket.rtcpAddress().getPort()).isEqualTo(socket.rtpAddress().getPort() + 1);
            assertThat(socket.rtcpMux()).isFalse();
            assertThat(socket.loop()).isSameAs(loop);
            assertThat(host.openSockets()).isEqualTo(2);
        }

        @Test
        void areOnePortWithMux() {
            MediaSocket socket = open(ports(10_000, 10_099), true);

            assertThat(socket.rtpAddress()).isEqualTo(socket.rtcpAddress());
            assertThat(socket.rtcpMux()).isTrue();
            assertThat(host.openSockets()).isEqualTo(1);
        }

        @Test
        void areAllHandedOutOnceAndThenExhausted() {
            MediaPorts ports = ports(10_000, 10_019);
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                seen.add(open(ports, false).rtpAddress().getPort());
            }

            assertThat(seen).hasSize(10);
            assertThat(ports.inUse()).isEqualTo(10);
            assertThat(metrics.gaugeValue("rvoip_media_port_pairs_in_use")).isEqualTo(10);
            assertThat(metrics.gaugeValue("rvoip_media_port_pairs")).isEqualTo(10);
            assertExhausted(ports);
            assertThat(metrics.count("rvoip_media_ports_exhausted_total")).isEqualTo(1);
            assertThat(ports.inUse()).isEqualTo(10);
        }

        @Test
        void startAtRandom() {
            Set<Integer> starts = new HashSet<>();
            for (int seed = 0; seed < 20; seed++) {
                MediaSocket socket = open(ports(10_000, 10_999, Duration.ZERO, seed), false);
                starts.add(socket.rtpAddress().getPort());
                socket.close();
                time.runReady();
            }

            assertThat(starts).hasSizeGreaterThan(15);
        }

        @Test
        void workForIpv6() {
            MediaPorts ports = new MediaPorts(MediaPortSettings.of(host.at6(1).getAddress(), 10_000, 10_001), host,
                    new SeededIds(1), metrics);

            assertThat(open(ports, false).rtcpAddress()).isEqualTo(host.at6(10_001));
        }
    }

    @Nested
    class Conflicts {
        @Test
        void portsOfOthersArePassedOver() {
            for (int port : new int[] {10_000, 10_003, 10_004}) {
                host.bindNow(host.at(port), loop, (path, datagram, from) -> datagram.release());
            }
            MediaPorts ports = ports(10_000, 10_007);

            assertThat(open(ports, false).rtpAddress().getPort()).isEqualTo(10_006);
            assertThat(host.openSockets()).as("nothing half-bound stays").isEqualTo(5);
            assertExhausted(ports);
            assertThat(ports.inUse()).isEqualTo(1);
        }

        @Test
        void aLongPieceOfTheRangeThatOthersHoldIsJumpedOver() {
            for (int port = 10_000; port < 11_000; port += 2) {
                host.bindNow(host.at(port), loop, (path, datagram, from) -> datagram.release());
            }
            for (long seed = 1; seed <= 50; seed++) {
                MediaPorts ports = ports(10_000, 11_999, Duration.ofSeconds(5), seed);
                MediaSocket socket = open(ports, false);
                assertThat(socket.rtpAddress().getPort()).isGreaterThanOrEqualTo(11_000);
                socket.close();
                time.runReady();
            }
        }

        @Test
        void anotherFailureIsPassedOn() {
            DatagramPath.Binder broken = (local, onLoop, receiver) ->
                    CompletableFuture.failedFuture(new IllegalStateException("shut down"));
            MediaPorts ports = new MediaPorts(MediaPortSettings.of(host.address(), 10_000, 10_999), broken,
                    new SeededIds(1), metrics);
            CompletableFuture<MediaSocket> opened = ports.open(loop, false, handler).toCompletableFuture();
            time.runReady();

            assertThatThrownBy(opened::join).hasRootCauseMessage("shut down");
            assertThat(ports.inUse()).isZero();
        }

        @Test
        void aRangeThatOthersHoldIsGivenUpAfterAHundred() {
            int[] attempts = new int[1];
            DatagramPath.Binder taken = (local, onLoop, receiver) -> {
                attempts[0]++;
                return CompletableFuture.failedFuture(new BindException("taken"));
            };
            MediaPorts ports = new MediaPorts(MediaPortSettings.of(host.address(), 10_000, 59_999), taken,
                    new SeededIds(1), metrics);

            assertExhausted(ports);
            assertThat(attempts[0]).isEqualTo(100);
            assertThat(ports.inUse()).isZero();
        }

        @Test
        void whoIsNotWaitedForAnyMoreIsClosed() {
            MediaPorts ports = ports(10_000, 10_099);
            CompletableFuture<MediaSocket> opened = ports.open(loop, false, handler).toCompletableFuture();
            opened.cancel(false);
            time.runReady();

            assertThat(ports.inUse()).isZero();
            assertThat(host.openSockets()).isZero();
        }
    }

    @Nested
    class Release {
        @Test
        void givesPortsBackAfterTheirQuarantine() {
            MediaPorts ports = ports(10_000, 10_001);
            open(ports, false).close();
            time.runReady();
            assertThat(ports.inUse()).isZero();
            assertThat(host.openSockets()).isZero();

            assertExhausted(ports);
            time.advance(Duration.ofMillis(4_999));
            assertExhausted(ports);
            time.advance(Duration.ofMillis(1));
            assertThat(open(ports, false).rtpAddress().getPort()).isEqualTo(10_000);
        }

        @Test
        void happensOnce() {
            MediaPorts ports = ports(10_000, 10_003);
            MediaSocket socket = open(ports, false);
            socket.close();
            socket.close();

            assertThat(ports.inUse()).isZero();
        }

        @Test
        void tenThousandTimesLeavesNothingBehind() {
            MediaPorts ports = ports(10_000, 10_019, Duration.ofMillis(1), 1);
            for (int i = 0; i < 10_000; i++) {
                open(ports, i % 2 == 0).close();
                time.advance(Duration.ofMillis(1));
            }

            assertThat(ports.inUse()).isZero();
            assertThat(host.openSockets()).isZero();
            assertThat(metrics.count("rvoip_media_ports_exhausted_total")).isZero();
        }
    }

    @Nested
    class Sockets {
        private final InetSocketAddress elsewhere = host.at(9_000);
        private final List<ByteBuf> arrived = new ArrayList<>();
        private final DatagramPath path =
                host.bindNow(elsewhere, loop, (at, datagram, from) -> arrived.add(datagram));

        private void arrives(InetSocketAddress at, String... datagrams) {
            for (String hex : datagrams) {
                path.send(TestPackets.hex(hex), at);
            }
            time.runReady();
        }

        @Test
        void sortWhatArrives() {
            MediaSocket socket = open(ports(10_000, 10_099), false);
            arrives(socket.rtpAddress(), "8000", "80c8", "0001", "16fe", "1000", "4000", "ff");
            arrives(socket.rtcpAddress(), "80c9", "0001", "8000", "16fe", "1000");

            assertThat(heard).containsExactly("rtp", "rtcp", "stunfalse", "zrtp", "rtcp", "stuntrue");
            assertThat(socket.unknown()).isEqualTo(4);
        }

        @Test
        void sendFromTheirPorts() {
            MediaSocket socket = open(ports(10_000, 10_099), false);
            assertThat(socket.sendRtp(Unpooled.buffer().writeByte(1), elsewhere)).isTrue();
            assertThat(socket.sendRtcp(Unpooled.buffer().writeByte(2), elsewhere)).isTrue();
            time.runReady();

            assertThat(arrived).hasSize(2);
        }

        @Test
        void sendRtcpFromTheOnePortWithMux() {
            MediaSocket socket = open(ports(10_000, 10_099), true);
            assertThat(socket.sendRtcp(Unpooled.buffer().writeByte(2), elsewhere)).isTrue();
            arrives(socket.rtpAddress(), "80c8", "8000");

            assertThat(arrived).hasSize(1);
            assertThat(heard).containsExactly("rtcp", "rtp");
        }

        @Test
        void areDeafOnceClosed() {
            MediaSocket socket = open(ports(10_000, 10_099), false);
            InetSocketAddress address = socket.rtpAddress();
            socket.close();
            time.runReady();
            arrives(address, "8000");

            assertThat(heard).isEmpty();
            assertThat(socket.sendRtp(Unpooled.buffer().writeByte(1), elsewhere)).isFalse();
        }
    }

    @Test
    void settingsAreValidated() {
        assertThatThrownBy(() -> MediaPortSettings.of(host.address(), 10_001, 10_100))
                .hasMessage("firstPort: 10001 (expected: an even port)");
        assertThatThrownBy(() -> MediaPortSettings.of(host.address(), 10_000, 10_100))
                .hasMessage("lastPort: 10100 (expected: an odd port)");
        assertThatThrownBy(() -> MediaPortSettings.of(host.address(), 80, 10_001))
                .hasMessage("firstPort: 80 (expected: 1024-65534)");
        assertThatThrownBy(() -> MediaPortSettings.of(host.address(), 10_000, 9_999))
                .hasMessage("lastPort: 9999 (expected: 10001-65535)");
        assertThatThrownBy(() -> ports(10_000, 10_001, Duration.ofMinutes(11), 1))
                .hasMessage("quarantine: 660000 ms (expected: 0-600000 ms)");
        assertThat(MediaPortSettings.of(host.address(), 10_000, 10_099).pairs()).isEqualTo(50);
    }
}
