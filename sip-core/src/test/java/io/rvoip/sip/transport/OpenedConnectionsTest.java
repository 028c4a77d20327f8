package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.await;
import static io.rvoip.sip.transport.TcpFixture.connect;
import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static io.rvoip.sip.transport.TcpFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.SipParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TCP connections that we open, by our own will or by that of somebody who wants his answer elsewhere. */
class OpenedConnectionsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private TcpFixture fixture = new TcpFixture(TransportLimits.DEFAULT.withConnections(10, 2));

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Else one host that asks, hangs up, and names another port each time would take all connections there are. */
    @Test
    void areBoundedForEachHostThatHasItsAnswersBroughtElsewhere() throws IOException {
        ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        try (ServerSocket one = listener(); ServerSocket two = listener(); ServerSocket three = listener()) {
            for (ServerSocket elsewhere : List.of(one, two, three)) {
                String via = "TCP 127.0.0.1:" + elsewhere.getLocalPort() + ";branch=z9hG4bK1";
                try (Socket peer = connect(point)) {
                    write(peer, Requests.options(via, "c"));
                    fixture.inbox.next();
                }
                Flow gone = RecordingInbox.next(fixture.inbox.closed).flow();
                fixture.transports.send(Requests.response(via, "c"), gone, (failed, on, why) -> failures.add(why.getMessage()));
            }
            assertThat(RecordingInbox.next(failures)).isEqualTo("connections: 2 to 127.0.0.1 are open");
            await(() -> fixture.connections() == 2);

            try (Socket served = one.accept()) {
                assertThat(served.getRemoteSocketAddress()).isNotNull();
            }
            await(() -> fixture.connections() == 1);
            get(fixture.transports.flowTo(new Target(TransportProtocol.TCP, (InetSocketAddress) three.getLocalSocketAddress())));
        }
    }

    @Test
    void areCountedNoMoreOnceTheyHaveFailed() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket free = listener()) {
            nobody = (InetSocketAddress) free.getLocalSocketAddress();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(failure(fixture.transports.flowTo(new Target(TransportProtocol.TCP, nobody))).reason())
                    .isEqualTo(TransportException.Reason.REFUSED);
        }
        await(() -> fixture.connections() == 0);
    }

    /** Nobody at the other end need do anything for it. */
    @Test
    void areClosedWhenNobodyUsesThem() throws IOException {
        fixture.close();
        fixture = new TcpFixture(TransportLimits.DEFAULT.withIdleTimeout(Duration.ofMillis(200)));
        try (ServerSocket silent = listener()) {
            get(fixture.transports.flowTo(new Target(TransportProtocol.TCP, (InetSocketAddress) silent.getLocalSocketAddress())));
            try (Socket peer = silent.accept()) {
                peer.setSoTimeout(10_000);
                assertThat(peer.getInputStream().read()).isNegative();
            }
            await(() -> fixture.connections() == 0);
        }
    }

    /** Where nobody listens, a connection that was given that same port for its own end is accepted: by itself. */
    @Test
    void areRefusedWhenTheyMeetThemselves() {
        InetSocketAddress both = new InetSocketAddress(LOOPBACK, 40_001);
        TransportLimits limits = TransportLimits.DEFAULT;
        LocalNames names = new LocalNames(List.of(), new LocalRoutes(to -> Optional.empty(), fixture.shard.time()));
        Intake intake = new Intake(new SipParser(ParseLimits.DEFAULT), Shards.single(fixture.shard, fixture.inbox), names,
                new TransportMetrics(fixture.metrics, fixture.shard.time()));
        StreamTransport tcp = new StreamTransport(TransportProtocol.TCP, new PlainLayers(), new ConnectionLedger(limits),
                fixture.loops, intake, names, limits, 0);
        StreamConnection connection =
                new StreamConnection(tcp, intake, limits, fixture.shard, Peer.unproved(both), 1);
        EmbeddedChannel channel = new EmbeddedChannel(connection) {
            @Override
            protected SocketAddress localAddress0() {
                return both;
            }

            @Override
            protected SocketAddress remoteAddress0() {
                return both;
            }
        };

        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.failure().reason()).isEqualTo(TransportException.Reason.REFUSED);
        assertThat(connection.failure()).hasMessage("tcp 127.0.0.1:40001: connected to itself");
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 10, LOOPBACK);
    }
}
