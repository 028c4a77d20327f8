package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.testing.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportValuesTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 5060);
    private static final InetSocketAddress REMOTE = new InetSocketAddress("2001:db8::2", 40000);

    @Test
    void protocolsKnowTheirNames() {
        assertThat(TransportProtocol.of("tcp")).contains(TransportProtocol.TCP);
        assertThat(TransportProtocol.of("sctp")).isEmpty();
        assertThat(TransportProtocol.TLS.defaultPort()).isEqualTo(5061);
        assertThat(TransportProtocol.UDP.reliable()).isFalse();
        assertThat(TransportProtocol.WSS.secure()).isTrue();
        assertThat(TransportProtocol.WS.secure()).isFalse();
        assertThat(TransportProtocol.UDP.viaName() + TransportProtocol.UDP.uriName()).isEqualTo("UDPudp");
    }

    @Test
    void flowsAreValues() {
        assertThat(Flow.udp(LOCAL, REMOTE)).isEqualTo(new Flow(TransportProtocol.UDP, LOCAL, REMOTE, 0))
                .hasToString("udp 192.0.2.1:5060 <-> [2001:db8::2]:40000");
        assertThat(new Flow(TransportProtocol.TCP, LOCAL, REMOTE, 7).toString()).endsWith(" #7");
        assertThatThrownBy(() -> new Flow(TransportProtocol.TCP, LOCAL, REMOTE, 0)).hasMessageContaining("connection: 0");
        assertThatThrownBy(() -> new Flow(TransportProtocol.UDP, LOCAL, REMOTE, 1)).hasMessageContaining("connection: 1");
        assertThatThrownBy(() -> Flow.udp(LOCAL, InetSocketAddress.createUnresolved("a.example", 1)))
                .hasMessageContaining("resolved");
    }

    @Test
    void targetsHaveAPort() {
        assertThat(new Target(TransportProtocol.TCP, LOCAL)).hasToString("tcp 192.0.2.1:5060");
        assertThatThrownBy(() -> new Target(TransportProtocol.UDP, new InetSocketAddress("192.0.2.1", 0)))
                .hasMessageContaining("port 0");
    }

    @Nested
    class SentBys {
        @Test
        void bracketIpv6() {
            assertThat(SentBy.of(REMOTE)).hasToString("[2001:db8::2]:40000");
            assertThat(SentBy.of(LOCAL)).isEqualTo(new SentBy("192.0.2.1", 5060));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "2001:db8::1", "[192.0.2.1]", "[zz]", "a\r\nb", "a;b", "h\u00f6st"})
        void refuseOtherHosts(String host) {
            assertThatThrownBy(() -> new SentBy(host, 5060)).hasMessageContaining("host");
        }

        @Test
        void refuseOtherPorts() {
            assertThatThrownBy(() -> new SentBy("a", 0)).hasMessage("port: 0 (expected: 1-65535)");
        }
    }

    @Nested
    class Advertising {
        @ParameterizedTest
        @CsvSource({
            "pbx.example.com, pbx.example.com, 0", "pbx.example.com:5070, pbx.example.com, 5070",
            "192.0.2.9, 192.0.2.9, 0", "192.0.2.9:5070, 192.0.2.9, 5070", "2001:db8::1, [2001:db8::1], 0",
            "[2001:db8::1], [2001:db8::1], 0", "[2001:db8::1]:5070, [2001:db8::1], 5070",
        })
        void isReadFromText(String text, String host, int port) {
            assertThat(Advertised.parse(text)).isEqualTo(new Advertised(host, port));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a:", "a:0", "a:65536", "a:x", "a b", ":5060", "a:123456", "[::1"})
        void refusesOthers(String text) {
            assertThatThrownBy(() -> Advertised.parse(text)).hasMessageStartingWith("advertise");
        }

        @Test
        void fitsByFamily() {
            assertThat(Advertised.parse("192.0.2.1").fits(true)).isFalse();
            assertThat(Advertised.parse("192.0.2.1").fits(false)).isTrue();
            assertThat(Advertised.parse("::1").fits(true)).isTrue();
            assertThat(Advertised.parse("::1").fits(false)).isFalse();
            assertThat(Advertised.parse("a").fits(true) && Advertised.parse("a").fits(false)).isTrue();
        }
    }

    @Nested
    class Choice {
        @ParameterizedTest
        @CsvSource({
            "UDP, 1300, 0, true, UDP, false", "UDP, 1301, 0, true, TCP, true", "UDP, 1301, 0, false, UDP, false",
            "UDP, 1300, 1500, true, UDP, false", "UDP, 1301, 1500, true, TCP, true", "UDP, 8800, 9000, true, UDP, false",
            "UDP, 8801, 9000, true, TCP, true", "UDP, 377, 576, true, TCP, true", "TCP, 100, 0, true, TCP, false",
            "TCP, 9000, 0, true, TCP, false", "UDP, 65507, 0, true, TCP, true", "UDP, 65508, 0, true, TCP, false",
        })
        void bySize(TransportProtocol asked, int size, int mtu, boolean tcp, TransportProtocol chosen, boolean back) {
            assertThat(TransportChoice.of(asked, size, mtu, tcp)).isEqualTo(new TransportChoice(chosen, back));
        }
    }

    @Nested
    class Limits {
        @Test
        void changeOneAtATime() {
            TransportLimits changed = TransportLimits.DEFAULT.withConnections(9, 3).withMessageSize(512, 0)
                    .withQueues(8_192, 5).withConnectTimeout(Duration.ofSeconds(1)).withPathMtu(1500)
                    .withIdleTimeout(Duration.ofHours(1))
                    .withHandshakes(new HandshakeLimits(Duration.ofSeconds(4), 7, 2))
                    .withMessageTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(3));

            assertThat(changed).isEqualTo(new TransportLimits(512, 0, 9, 3, 8_192, 5, Duration.ofSeconds(1),
                    Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofHours(1),
                    new HandshakeLimits(Duration.ofSeconds(4), 7, 2), 1500));
        }

        @Test
        void haveRanges() {
            assertThatThrownBy(() -> TransportLimits.DEFAULT.withPathMtu(100)).hasMessageContaining("pathMtu: 100");
            assertThatThrownBy(() -> TransportLimits.DEFAULT.withConnections(0, 1)).hasMessageContaining("maxConnections");
            assertThatThrownBy(() -> new HandshakeLimits(Duration.ofHours(1), 1, 1)).hasMessageContaining("timeout: PT1H");
            assertThatThrownBy(() -> new HandshakeLimits(Duration.ofSeconds(1), 0, 1)).hasMessageContaining("maxOpen: 0");
            assertThatThrownBy(() -> TransportLimits.DEFAULT.withIdleTimeout(Duration.ZERO))
                    .hasMessageContaining("idleTimeout");
        }
    }

    @Nested
    class Routes {
        private final AtomicInteger asked = new AtomicInteger();
        private final ManualTime time = new ManualTime();

        @Test
        void areKeptForHalfAMinute() throws Exception {
            InetAddress here = InetAddress.getByName("192.0.2.1");
            LocalRoutes routes = new LocalRoutes(remote -> {
                asked.incrementAndGet();
                return Optional.of(here);
            }, time);

            routes.towards(REMOTE.getAddress());
            assertThat(routes.towards(REMOTE.getAddress())).contains(here);
            assertThat(asked).hasValue(1);
            time.advance(Duration.ofSeconds(31));
            routes.towards(REMOTE.getAddress());
            assertThat(asked).hasValue(2);
        }

        @Test
        void knowTheWayToLoopback() {
            InetAddress loopback = InetAddress.getLoopbackAddress();

            assertThat(LocalRoutes.askKernel(loopback)).contains(loopback);
        }
    }

    @Nested
    class Owners {
        @Test
        void areChosenByCallIdForGood() {
            ManualTime time = new ManualTime();
            List<Shard> all = List.of(shard(time), shard(time), shard(time), shard(time));
            Shards shards = Shards.byHash(all);
            Set<Shard> used = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Shard owner = shards.of("call-" + i);
                assertThat(shards.of("call-" + i)).isSameAs(owner);
                used.add(owner);
            }

            assertThat(used).hasSize(4);
            assertThatThrownBy(() -> Shards.byHash(List.of())).hasMessageContaining("shards");
        }

        private static Shard shard(ManualTime time) {
            return new Shard(time.loop(), new RecordingInbox());
        }
    }
}
