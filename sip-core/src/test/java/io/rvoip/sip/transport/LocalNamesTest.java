package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalNamesTest {
    private static final InetSocketAddress PEER4 = new InetSocketAddress("198.51.100.9", 40000);
    private static final InetSocketAddress PEER6 = new InetSocketAddress("2001:db8::9", 40000);
    private static final Map<InetAddress, InetAddress> ROUTES = Map.of(
            PEER4.getAddress(), ip("192.0.2.1"), PEER6.getAddress(), ip("2001:db8::1"));

    private final LocalNames names = names();

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static LocalNames names(String... advertised) {
        return new LocalNames(List.of(advertised).stream().map(Advertised::parse).toList(),
                new LocalRoutes(remote -> Optional.ofNullable(ROUTES.get(remote)), new ManualTime()));
    }

    private static InetSocketAddress listen(LocalNames names, TransportProtocol protocol, String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        names.add(new ListenPoint(protocol, address, () -> { }));
        return address;
    }

    private static Flow tcp(String local, int port, InetSocketAddress remote) {
        return new Flow(TransportProtocol.TCP, new InetSocketAddress(local, port), remote, 1);
    }

    @Nested
    class SentByIs {
        @Test
        void theAddressBoundTo() {
            InetSocketAddress v4 = listen(names, TransportProtocol.UDP, "192.0.2.1", 5070);
            InetSocketAddress v6 = listen(names, TransportProtocol.UDP, "2001:db8::1", 5080);

            assertThat(names.sentBy(Flow.udp(v4, PEER4))).hasToString("192.0.2.1:5070");
            assertThat(names.sentBy(Flow.udp(v6, PEER6))).hasToString("[2001:db8::1]:5080");
        }

        @Test
        void theAddressTowardsThePeerOfAWildcard() {
            InetSocketAddress any = listen(names, TransportProtocol.UDP, "0.0.0.0", 5060);

            assertThat(names.sentBy(Flow.udp(any, PEER4))).hasToString("192.0.2.1:5060");
        }

        @Test
        void thePortListenedOnForConnectionsWeOpened() {
            listen(names, TransportProtocol.UDP, "192.0.2.1", 5099);
            listen(names, TransportProtocol.TCP, "192.0.2.1", 5060);

            assertThat(names.sentBy(tcp("192.0.2.1", 33333, PEER4))).hasToString("192.0.2.1:5060");
        }

        @Test
        void theConnectionsOwnPortWhenNothingListens() {
            assertThat(names.sentBy(tcp("192.0.2.1", 33333, PEER4))).hasToString("192.0.2.1:33333");
        }

        @Test
        void whatIsAdvertisedForTheFamily() {
            LocalNames advertising = names("203.0.113.5:6060", "2001:db8::5");
            InetSocketAddress v4 = listen(advertising, TransportProtocol.UDP, "0.0.0.0", 5060);
            InetSocketAddress v6 = listen(advertising, TransportProtocol.UDP, "::", 5061);

            assertThat(advertising.sentBy(Flow.udp(v4, PEER4))).hasToString("203.0.113.5:6060");
            assertThat(advertising.sentBy(Flow.udp(v6, PEER6))).hasToString("[2001:db8::5]:5061");
        }

        @Test
        void anAdvertisedNameForAll() {
            LocalNames advertising = names("pbx.example.com");
            InetSocketAddress v6 = listen(advertising, TransportProtocol.UDP, "::", 5061);

            assertThat(advertising.sentBy(Flow.udp(v6, PEER6))).hasToString("pbx.example.com:5061");
            assertThat(advertising.sentBy(tcp("192.0.2.1", 40000, PEER4))).hasToString("pbx.example.com:40000");
        }
    }

    @Nested
    class Knows {
        @Test
        void theNamesItGaveOut() {
            InetSocketAddress v4 = listen(names, TransportProtocol.UDP, "192.0.2.1", 5060);
            Flow flow = Flow.udp(v4, PEER4);

            assertThat(names.isOurs("192.0.2.1", 5060, flow)).isTrue();
            assertThat(names.isOurs("192.0.2.1", 5061, flow)).isFalse();
            assertThat(names.isOurs("203.0.113.9", 5060, flow)).isFalse();
            names.sentBy(tcp("203.0.113.9", 5060, PEER4));
            assertThat(names.isOurs("203.0.113.9", 5060, flow)).isTrue();
        }

        @Test
        void aBoundedNumberOfThem() {
            Flow flow = Flow.udp(listen(names, TransportProtocol.UDP, "192.0.2.1", 5060), PEER4);
            for (int port = 10_000; port < 15_000; port++) {
                names.sentBy(tcp("192.0.2.1", port, PEER4));
            }

            assertThat(names.isOurs("192.0.2.1", 14_999, flow)).isTrue();
            assertThat(names.isOurs("192.0.2.1", 10_000, flow)).isFalse();
            assertThat(names.isOurs("192.0.2.1", 5060, flow)).isTrue();
        }
    }

    @Nested
    class SendsFrom {
        @Test
        void theListenerOfTheFamily() {
            InetSocketAddress v4 = listen(names, TransportProtocol.UDP, "192.0.2.1", 5060);
            InetSocketAddress v6 = listen(names, TransportProtocol.UDP, "2001:db8::1", 5060);

            assertThat(names.listenerFor(TransportProtocol.UDP, PEER4.getAddress())).contains(v4);
            assertThat(names.listenerFor(TransportProtocol.UDP, PEER6.getAddress())).contains(v6);
            assertThat(names.listenerFor(TransportProtocol.TCP, PEER4.getAddress())).isEmpty();
        }

        @Test
        void theListenerThatFacesThePeer() {
            listen(names, TransportProtocol.UDP, "127.0.0.1", 5060);
            listen(names, TransportProtocol.UDP, "192.0.2.200", 5060);
            InetSocketAddress facing = listen(names, TransportProtocol.UDP, "192.0.2.1", 5060);

            assertThat(names.listenerFor(TransportProtocol.UDP, PEER4.getAddress())).contains(facing);
        }

        @Test
        void theIpv6WildcardForIpv4Too() {
            InetSocketAddress any = listen(names, TransportProtocol.UDP, "::", 5060);

            assertThat(names.listenerFor(TransportProtocol.UDP, PEER4.getAddress())).contains(any);
        }

        @Test
        void noLoopbackListenerToTheWorld() {
            listen(names, TransportProtocol.UDP, "127.0.0.1", 5060);

            assertThat(names.listenerFor(TransportProtocol.UDP, PEER4.getAddress())).isEmpty();
            assertThat(names.listenerFor(TransportProtocol.UDP, ip("127.0.0.2"))).isPresent();
        }

        @Test
        void nothingOnceItIsClosed() {
            ListenPoint point = new ListenPoint(
                    TransportProtocol.UDP, new InetSocketAddress("192.0.2.1", 5060), () -> { });
            names.add(point);
            names.remove(point);

            assertThat(names.listenerFor(TransportProtocol.UDP, PEER4.getAddress())).isEmpty();
        }
    }
}
