package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static io.rvoip.sip.transport.TcpFixture.read;
import static io.rvoip.sip.transport.TcpFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.transport.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signs of life over connections (RFC 5626 §4.4.1), with real sockets. */
class ProbeTest {
    private final TcpFixture client = new TcpFixture(
            TransportLimits.DEFAULT.withMessageTimeouts(Duration.ofSeconds(10), Duration.ofMillis(400)),
            EventLoops.create("probe-test", 2));

    @AfterEach
    void close() {
        client.close();
    }

    @ParameterizedTest
    @EnumSource(value = TransportProtocol.class, names = {"TCP", "WS"})
    void aServerOfOursAnswers(TransportProtocol protocol) {
        try (TcpFixture server = new TcpFixture(TransportLimits.DEFAULT)) {
            ListenPoint point = server.listen(protocol, "127.0.0.1");
            Flow flow = get(client.transports.flowTo(new Target(protocol, point.address())));
            assertThat(get(client.transports.probe(flow))).isEqualTo(flow.local());
            assertThat(get(client.transports.probe(flow))).isEqualTo(flow.local());
        }
    }

    @Test
    void silenceAndAClosedConnectionAreFailures() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.getLocalPort());
            Flow flow = get(client.transports.flowTo(new Target(TransportProtocol.TCP, address)));
            try (Socket peer = server.accept()) {
                CompletionStage<InetSocketAddress> first = client.transports.probe(flow);
                assertThat(read(peer, 4)).isEqualTo("\r\n\r\n");
                assertThat(failure(first).reason()).isEqualTo(TransportException.Reason.TIMEOUT);
                CompletionStage<InetSocketAddress> second = client.transports.probe(flow);
                read(peer, 4);
                write(peer, "\r\n");
                assertThat(get(second)).isEqualTo(flow.local());
                CompletionStage<InetSocketAddress> third = client.transports.probe(flow);
                peer.close();
                assertThat(failure(third).reason()).isEqualTo(TransportException.Reason.CLOSED);
            }
            assertThat(failure(client.transports.probe(flow)).reason()).isEqualTo(TransportException.Reason.CLOSED);
        }
    }

    @Test
    void withoutStunNobodyIsAskedOverUdp() {
        ListenPoint point = client.listen(TransportProtocol.UDP, "127.0.0.1");
        Flow flow = Flow.udp(point.address(), new InetSocketAddress("127.0.0.1", 9));
        assertThat(failure(client.transports.probe(flow)).reason()).isEqualTo(TransportException.Reason.NOT_SUPPORTED);
    }

    @Test
    void aChangedNetworkClosesAllConnections() {
        try (TcpFixture server = new TcpFixture(TransportLimits.DEFAULT)) {
            ListenPoint point = server.listen(TransportProtocol.TCP, "127.0.0.1");
            Target target = new Target(TransportProtocol.TCP, point.address());
            Flow flow = get(client.transports.flowTo(target));
            client.transports.networkChanged();
            assertThat(client.transports.isOpen(flow)).isFalse();
            assertThat(get(client.transports.flowTo(target))).isNotEqualTo(flow);
        }
    }
}
