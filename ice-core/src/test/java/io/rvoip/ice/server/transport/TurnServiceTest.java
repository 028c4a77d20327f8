package io.rvoip.ice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayAddress;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TurnUsers;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.turn.TurnClient;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.ice.turn.transport.TurnStream;
import io.rvoip.testing.TestMetrics;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server on real sockets, and our clients at it, over UDP, TCP and TLS, in both families. */
class TurnServiceTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final InetAddress FOUR = new InetSocketAddress("127.0.0.1", 0).getAddress();
    private static final InetAddress SIX = new InetSocketAddress("::1", 0).getAddress();

    @TempDir Path directory;
    private final EventLoops loops = EventLoops.create("turn-test", 2);
    private final NettyLoop clientLoop = loops.loops().get(1);
    private final TestMetrics metrics = new TestMetrics();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<InetSocketAddress> relays = new LinkedBlockingQueue<>();
    private final BlockingQueue<StunFailure> failures = new LinkedBlockingQueue<>();
    private final LocalAuthority authority = new LocalAuthority("turn test");
    private SslContext serverTls;
    private SslContext clientTls;
    private TurnService service;

    @BeforeEach
    void start() throws SSLException {
        LocalAuthority.Pair pair = authority.issue(directory, "turn",
                new LocalAuthority.Request("localhost").dns("localhost").ip("127.0.0.1").ip("::1"));
        serverTls = SslContextBuilder.forServer(pair.certificate().toFile(), pair.key().toFile()).build();
        clientTls = SslContextBuilder.forClient().trustManager(authority.write(directory, "ca").toFile()).build();
        service = service(Stream.of(TurnListener.Protocol.values())
                .flatMap(protocol -> Stream.of(FOUR, SIX).map(at -> new TurnListener(protocol, new InetSocketAddress(at, 0)))).toList());
        await(service.start());
    }

    private TurnService service(List<TurnListener> listeners) {
        RelaySettings settings = RelaySettings.on(RelayAddress.of(FOUR), RelayAddress.of(SIX)).withPeers(
                PeerRules.PUBLIC.withAllowed(AddressRule.parse("127.0.0.0/8"), AddressRule.parse("::1")));
        return new TurnService(() -> settings, TurnUsers.of("relay.example", CRYPTO).withUser("alice", Secret.of("pw-alice")), listeners,
                loops.loops().get(0), () -> serverTls, CRYPTO, metrics);
    }

    @AfterEach
    void stop() {
        await(service.stop(Duration.ZERO));
        loops.close();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(10, TimeUnit.SECONDS);
        assertThat(value).as("within 10 s").isNotNull();
        return value;
    }

    private InetSocketAddress at(TurnServer.Transport transport, InetAddress family) {
        return service.listeners().stream()
                .filter(listener -> listener.protocol().name().equals(transport.name()) && listener.address().getAddress().equals(family))
                .findFirst().orElseThrow().address();
    }

    private TurnServer account(InetSocketAddress at, TurnServer.Transport transport) {
        return new TurnServer(at, "alice", Secret.of("pw-alice"), transport);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private TurnStream.Events events() {
        return new TurnStream.Events() {
            @Override
            public void allocated(InetSocketAddress relayed, InetSocketAddress mapped) {
                relays.add(relayed);
            }

            @Override
            public void received(ByteBuf payload, InetSocketAddress peer) {
                heard.add(payload.toString(StandardCharsets.UTF_8));
            }

            @Override
            public void failed(StunFailure failure) {
                failures.add(failure);
            }
        };
    }

    /** Sends back what it gets, in capitals. */
    private DatagramPath peer(InetAddress family) {
        return await(UdpBinder.media(metrics).bind(new InetSocketAddress(family, 0), clientLoop, (path, datagram, from) -> {
            path.send(bytes(datagram.toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT)), from);
            datagram.release();
        }));
    }

    @ParameterizedTest
    @CsvSource({"TCP, false", "TCP, true", "TLS, false", "TLS, true"})
    void ourClientOverStreams(TurnServer.Transport transport, boolean ipv6) throws InterruptedException {
        InetAddress family = ipv6 ? SIX : FOUR;
        DatagramPath peer = peer(family);
        TurnStream stream = TurnStream.open(account(at(transport, family), transport), clientLoop,
                transport == TurnServer.Transport.TLS ? clientTls : null, "localhost", CRYPTO, new SecureIds(), events());
        assertThat(next(relays).getAddress()).isEqualTo(family);

        clientLoop.execute(() -> stream.send(bytes("by indication"), peer.localAddress()));
        assertThat(next(heard)).isEqualTo("BY INDICATION");
        clientLoop.execute(() -> stream.bind(peer.localAddress()));
        for (String text : List.of("a", "bc", "def", "ghij", "x".repeat(1_200))) {
            clientLoop.execute(() -> stream.send(bytes(text), peer.localAddress()));
            assertThat(next(heard)).isEqualTo(text.toUpperCase(Locale.ROOT));
        }
        clientLoop.execute(stream::close);
        awaitNoRelays();
        peer.close();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void ourClientOverUdp(boolean ipv6) throws InterruptedException {
        InetAddress family = ipv6 ? SIX : FOUR;
        DatagramPath peer = peer(family);
        DatagramClient client = new DatagramClient(account(at(TurnServer.Transport.UDP, family), TurnServer.Transport.UDP), family);
        clientLoop.execute(() -> client.turn.start(clientLoop.now()));
        next(relays);

        clientLoop.execute(() -> client.turn.send(bytes("by indication"), peer.localAddress(), clientLoop.now()));
        assertThat(next(heard)).isEqualTo("BY INDICATION");
        clientLoop.execute(() -> client.turn.bind(peer.localAddress(), clientLoop.now()));
        for (int i = 0; i < 20; i++) {
            String text = "n" + i;
            clientLoop.execute(() -> client.turn.send(bytes(text), peer.localAddress(), clientLoop.now()));
            assertThat(next(heard)).isEqualTo("N" + i);
        }
        clientLoop.execute(client.turn::close);
        awaitNoRelays();
        peer.close();
    }

    private void awaitNoRelays() {
        Awaitility.await().until(() -> metrics.gaugeValue("rvoip_turn_allocations") == 0);
    }

    @Test
    void aConnectionThatEndsTakesItsRelayAlong() throws InterruptedException {
        TurnStream.open(account(at(TurnServer.Transport.TCP, FOUR), TurnServer.Transport.TCP), clientLoop, null, "localhost",
                CRYPTO, new SecureIds(), events());
        next(relays);

        await(service.stop(Duration.ZERO));

        assertThat(next(failures).text()).contains("closed by the server");
        awaitNoRelays();
    }

    @Test
    void aCertificateForSomebodyElseIsRefused() throws InterruptedException {
        TurnStream.open(account(at(TurnServer.Transport.TLS, FOUR), TurnServer.Transport.TLS), clientLoop, clientTls, "elsewhere.example",
                CRYPTO, new SecureIds(), events());

        assertThat(next(failures).text()).contains("connection to /127.0.0.1");
        assertThat(relays).isEmpty();
    }

    @Test
    void aRedirectIsFollowedOverAnotherConnection() throws Exception {
        InetSocketAddress real = at(TurnServer.Transport.TCP, FOUR);
        try (ServerSocket elsewhere = new ServerSocket(0, 1, FOUR)) {
            Thread redirecting = new Thread(() -> redirect(elsewhere, real, null));
            redirecting.start();
            TurnStream stream = TurnStream.open(account((InetSocketAddress) elsewhere.getLocalSocketAddress(), TurnServer.Transport.TCP),
                    clientLoop, null, "localhost", CRYPTO, new SecureIds(), events());

            next(relays);
            clientLoop.execute(stream::close);
            redirecting.join();
        }
    }

    /** RFC 8489 §10: who is sent on over TLS believes the certificate of that domain, or of the same as before. */
    @ParameterizedTest
    @CsvSource({"localhost, true", ", false", "c.relay.example, false"})
    void aRedirectSaysWhoseCertificateToExpect(String domain, boolean believed) throws Exception {
        LocalAuthority.Pair pair = authority.issue(directory, "first", new LocalAuthority.Request("a.relay.example").dns("a.relay.example"));
        SSLContext first = ((JdkSslContext) SslContextBuilder.forServer(pair.certificate().toFile(), pair.key().toFile())
                .sslProvider(SslProvider.JDK).build()).context();
        try (ServerSocket elsewhere = first.getServerSocketFactory().createServerSocket(0, 1, FOUR)) {
            Thread redirecting = new Thread(() -> redirect(elsewhere, at(TurnServer.Transport.TLS, FOUR), domain));
            redirecting.start();
            TurnStream stream = TurnStream.open(account((InetSocketAddress) elsewhere.getLocalSocketAddress(), TurnServer.Transport.TLS),
                    clientLoop, clientTls, "a.relay.example", CRYPTO, new SecureIds(), events());

            if (believed) {
                next(relays);
            } else {
                assertThat(next(failures).text()).contains("connection to");
                assertThat(relays).isEmpty();
            }
            clientLoop.execute(stream::close);
            redirecting.join();
        }
    }

    private static void redirect(ServerSocket elsewhere, InetSocketAddress to, @Nullable String domain) {
        try (Socket socket = elsewhere.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] header = new byte[20];
            in.readFully(header);
            byte[] body = new byte[(header[2] & 0xFF) << 8 | header[3] & 0xFF];
            in.readFully(body);
            StunMessage request = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(header, body))).message();
            StunMessageBuilder told = request.answer(StunClass.ERROR)
                    .add(new StunAttribute.ErrorCode(StunAttribute.ErrorCode.TRY_ALTERNATE, ""))
                    .add(new StunAttribute.AlternateServer(to));
            ByteBuf answer = (domain == null ? told : told.add(new StunAttribute.AlternateDomain(domain))).build().encode();
            socket.getOutputStream().write(answer.array(), 0, answer.readableBytes());
            in.read();
        } catch (IOException closed) {
            // the client has left
        }
    }

    @ParameterizedTest
    @CsvSource({"TCP, 474554202f20485454502f312e310d0a", "TCP, 00030001", "TCP, 0003000000000000", "TCP, 4000ffff", "TLS, 00030000"})
    void aStreamThatIsNoneOfOursIsClosed(TurnServer.Transport transport, String hex) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(at(transport, FOUR));
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            if (transport == TurnServer.Transport.TLS) {
                socket.getOutputStream().write(new byte[64]);
            }
            InputStream in = socket.getInputStream();
            assertThat(endOf(in)).isTrue();
        }
        Awaitility.await().until(() -> metrics.count("rvoip_turn_connections_closed_total", "reason", "broken") > 0);
    }

    /** TLS may say why before it closes. */
    private static boolean endOf(InputStream in) {
        try {
            int left = 100;
            while (in.read() >= 0 && left-- > 0) {
                // an alert
            }
            return left > 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        TurnService second = service(List.of(new TurnListener(TurnListener.Protocol.UDP, at(TurnServer.Transport.UDP, FOUR))));

        assertThatThrownBy(() -> await(second.start())).hasRootCauseInstanceOf(IOException.class)
                .cause().isInstanceOf(BindException.class).hasMessageStartingWith("turn udp /127.0.0.1:");
        assertThat(second.listeners()).isEmpty();
    }

    /** A client with a UDP socket. */
    private final class DatagramClient implements TurnClient.Sink {
        final TurnClient turn;
        private final DatagramPath path;
        private final Loop.Timer timer;

        DatagramClient(TurnServer server, InetAddress family) {
            turn = new TurnClient(server, CRYPTO, new SecureIds(), this);
            timer = clientLoop.timer(() -> turn.onDeadline(clientLoop.now()));
            path = await(UdpBinder.media(metrics).bind(new InetSocketAddress(family, 0), clientLoop, (socket, datagram, from) -> {
                turn.received(datagram, from, clientLoop.now());
                datagram.release();
                timer.arm(turn.nextDeadline());
            }));
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress server) {
            path.send(datagram, server);
        }

        @Override
        public void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now) {
            relays.add(relayed);
        }

        @Override
        public void received(ByteBuf payload, InetSocketAddress peer, long now) {
            heard.add(payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void failed(StunFailure failure, long now) {
            failures.add(failure);
        }
    }
}
