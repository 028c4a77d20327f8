package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Metrics;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.ice.turn.transport.TurnStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The TURN server of a platform and coturn's client; our client and coturn's server. */
@Timeout(60)
class TurnTest {
    private static final String API_KEY = "key-of-the-web-page";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int MESSAGES = 50;

    @TempDir
    private Path dir;

    @BeforeAll
    static void coturnIsThere() {
        Tool.require("turnutils_uclient", "coturn");
    }

    private VoipPlatform platform(Certificates certificates) {
        return YamlConfig.parse("""
            domain: localhost
            securityProfile: development
            sip: {listen: ["udp://127.0.0.1:0"]}
            turn:
              secret: shared-with-nobody
              listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0", "tls://127.0.0.1:0"]
              allow: ["127.0.0.1:3000-65535"]
            """).config().toBuilder()
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:0").withTls(certificates.forServer()))
            .withApiServer(ApiServerConfig.restOnly().withListen("http://127.0.0.1:0").withKey("page", API_KEY, "turn:issue"))
            .build();
    }

    private static int port(VoipPlatform platform, TurnListener.Protocol protocol) {
        return platform.turnListeners().stream().filter(listener -> listener.protocol() == protocol).findFirst().orElseThrow().address().getPort();
    }

    private static String credentials(VoipPlatform platform) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http:/" + platform.apiAddress().orElseThrow() + "/v1/turn/credentials"))
            .header("Authorization", "Bearer " + API_KEY).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"alice\"}")).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }

    @ParameterizedTest
    @CsvSource({"UDP, ''", "UDP, -s", "TCP, -t", "TCP, '-t -s'", "TLS, '-t -S'"})
    void coturnsClientGetsItsPacketsBack(TurnListener.Protocol protocol, String flags) throws Exception {
        int echo = Tool.freePort();
        try (VoipPlatform platform = platform(Certificates.in(dir));
             Tool peer = Tool.start("turnutils_peer", dir, List.of("turnutils_peer", "-L", "127.0.0.1", "-p", String.valueOf(echo)))) {
            platform.start().toCompletableFuture().join();
            String issued = credentials(platform);
            List<String> command = new ArrayList<>(List.of("turnutils_uclient", "-c", "-n", String.valueOf(MESSAGES), "-m", "2", "-z", "5",
                "-u", member(issued, "username"), "-w", member(issued, "password"), "-L", "127.0.0.1", "-e", "127.0.0.1",
                "-r", String.valueOf(echo), "-p", String.valueOf(port(platform, protocol))));
            for (String flag : flags.split(" ")) {
                if (!flag.isEmpty()) {
                    command.add(flag);
                }
            }
            command.add("127.0.0.1");

            try (Tool client = Tool.start("turnutils_uclient", dir, command)) {
                int exit = client.awaitEnd(SOON);
                assertThat(exit).as(client.output()).isZero();
                assertThat(client.output()).contains("tot_send_msgs=" + 2 * MESSAGES + ", tot_recv_msgs=" + 2 * MESSAGES);
            }
            assertThat(platform.metrics()).contains("rvoip_turn_packets_total{direction=\"to-peer\"} " + 2 * MESSAGES);
        }
    }

    @Test
    void whatTheApiHandsOutNamesAllWaysToTheServer() throws Exception {
        try (VoipPlatform platform = platform(Certificates.in(dir))) {
            platform.start().toCompletableFuture().join();

            assertThat(credentials(platform)).contains("\"ttl\":86400").contains(
                "\"uris\":[\"stun:127.0.0.1:" + port(platform, TurnListener.Protocol.UDP) + "\",\"turn:127.0.0.1:"
                    + port(platform, TurnListener.Protocol.UDP) + "?transport=udp\",\"turn:127.0.0.1:"
                    + port(platform, TurnListener.Protocol.TCP) + "?transport=tcp\",\"turns:localhost:"
                    + port(platform, TurnListener.Protocol.TLS) + "?transport=tcp\"]");
        }
    }

    @ParameterizedTest
    @EnumSource(value = TurnServer.Transport.class, names = {"TCP", "TLS"})
    void ourClientAtCoturn(TurnServer.Transport transport) throws Exception {
        Certificates certificates = Certificates.in(dir);
        int port = Tool.freePort();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        SslContext tls = transport == TurnServer.Transport.TLS
            ? SslContextBuilder.forClient().trustManager(certificates.ca().toFile()).build() : null;
        try (Tool coturn = Tool.start("turnserver", dir, List.of("turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1",
                "-p", String.valueOf(port), "--tls-listening-port", String.valueOf(port + 1), "-a", "-u", "alice:pw-alice", "-r", "rvoip.test",
                "--no-dtls", "--no-cli", "--allow-loopback-peers", "--min-port", "42000", "--max-port", "42100", "-l", "stdout",
                "--cert", certificates.server().certificate().toString(), "--pkey", certificates.server().key().toString(),
                "--pidfile", dir.resolve("turn.pid").toString(), "--userdb", dir.resolve("turn.db").toString()));
             EventLoops loops = EventLoops.create("turn-client", 1)) {
            NettyLoop loop = loops.loops().get(0);
            var peer = UdpBinder.media(Metrics.none()).bind(new InetSocketAddress("127.0.0.1", 0), loop, (path, datagram, from) ->
                path.send(datagram, from)).toCompletableFuture().join();
            int at = transport == TurnServer.Transport.TLS ? port + 1 : port;
            coturn.await("Total General servers", SOON);
            TurnStream stream = open(new TurnServer(new InetSocketAddress("127.0.0.1", at), "alice", Secret.of("pw-alice"), transport),
                loop, tls, heard);

            assertThat(heard.poll(10, TimeUnit.SECONDS)).as(coturn.output()).isEqualTo("allocated");
            loop.execute(() -> stream.send(bytes("by indication"), peer.localAddress()));
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("by indication");
            loop.execute(() -> stream.bind(peer.localAddress()));
            for (String text : List.of("a", "bc", "def", "ghij")) {
                TimeUnit.MILLISECONDS.sleep(50);
                loop.execute(() -> stream.send(bytes(text), peer.localAddress()));
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
            }
            loop.execute(stream::close);
        }
    }

    private static TurnStream open(TurnServer server, NettyLoop loop, SslContext tls, BlockingQueue<String> heard) {
        return TurnStream.open(server, loop, tls, "localhost", CryptoProvider.jdk(), new SecureIds(), new TurnStream.Events() {
            @Override
            public void allocated(InetSocketAddress relayed, InetSocketAddress mapped) {
                heard.add("allocated");
            }

            @Override
            public void received(ByteBuf payload, InetSocketAddress from) {
                heard.add(payload.toString(StandardCharsets.UTF_8));
            }

            @Override
            public void failed(StunFailure failure) {
                heard.add(failure.text());
            }
        });
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
