package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.await;
import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.sip.transport.tls.TlsVersion;
import io.rvoip.common.crypto.LocalAuthority.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS between two of our transports over real loopback; RFC 3261 §26.3, RFC 5922 §7.3 and §7.4, RFC 5923 §9.1. */
class TlsTransportTest {
    private final LocalAuthority authority = new LocalAuthority("Test CA");
    private final List<AutoCloseable> open = new ArrayList<>();
    private final BlockingQueue<TlsEvent> events = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;
    private Path ca;
    private TlsPolicy believing;

    @BeforeEach
    void authority() {
        ca = authority.write(directory, "ca");
        believing = TlsPolicy.DEFAULT.withServerCa(ca);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private TlsPolicy with(Request request) {
        LocalAuthority.Pair pair = authority.issue(directory, "cert" + open.size(), request);
        return believing.withCertificate(pair.certificate(), pair.key());
    }

    private TcpFixture side(TlsPolicy policy) {
        return side(policy, builder -> builder);
    }

    private TcpFixture side(TlsPolicy policy, UnaryOperator<SipTransports.Builder> change) {
        TcpFixture side = new TcpFixture(TransportLimits.DEFAULT, EventLoops.create("tls-test", 2),
                builder -> change.apply(builder.withTls(policy).withTlsListener(events::add)));
        open.add(side);
        return side;
    }

    private static Target target(ListenPoint point, String name) {
        return new Target(TransportProtocol.TLS, point.address(), name);
    }

    private static void send(TcpFixture from, SipMessage message, Flow flow) {
        from.transports.send(message, flow, (failed, on, why) -> {
            throw new AssertionError(why);
        });
    }

    private static void assertRefused(TcpFixture from, Target target, String reason) {
        TransportException refused = failure(from.transports.flowTo(target));
        assertThat(refused.reason()).isEqualTo(TransportException.Reason.HANDSHAKE);
        assertThat(refused).hasMessageContaining(reason);
        assertThat(from.metrics.count("rvoip_sip_handshake_failures_total", "reason", reason)).isEqualTo(1);
        await(() -> from.connections() == 0);
    }

    @Nested
    class Carries {
        @ParameterizedTest
        @CsvSource({"TLS_1_3, 127.0.0.1, TLSv1.3", "TLS_1_2, 127.0.0.1, TLSv1.2", "TLS_1_3, ::1, TLSv1.3"})
        void aRequestThereAndItsResponseBack(TlsVersion version, String host, String spoken) {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")).withVersions(version));
            TcpFixture client = side(believing);
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, host), "rvoip.test")));
            send(client, Requests.request("TLS " + client.transports.sentBy(flow) + ";rport;branch=z9hG4bK1", "c"), flow);

            RecordingInbox.Received got = server.inbox.next();
            assertThat(got.flow().protocol()).isEqualTo(TransportProtocol.TLS);
            assertThat(got.message().topVia().rport()).isEqualTo(flow.local().getPort());
            send(server, ((SipRequest) got.message()).respond(200).toTag("t").build(), got.flow());
            assertThat(client.inbox.next().flow()).isEqualTo(flow);

            TlsSession seen = client.transports.tls(flow).orElseThrow();
            assertThat(seen.version()).isEqualTo(spoken);
            assertThat(seen.peerNames()).containsExactly("rvoip.test");
            assertThat(server.transports.tls(got.flow()).orElseThrow().suite()).isEqualTo(seen.suite());
            assertThat(server.transports.tls(got.flow()).orElseThrow().peerNames()).isEmpty();
            assertThat(server.metrics.count("rvoip_sip_messages_total", "transport", "tls", "direction", "in")).isEqualTo(1);
        }

        @Test
        void keepAlivesAndALargeMessage() {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")));
            TcpFixture client = side(believing);
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
            client.transports.keepAlive(flow);
            String body = "x".repeat(60_000);
            send(client, Requests.parse(Requests.options("TLS a;branch=z9hG4bK1", "c", body)), flow);

            assertThat(server.inbox.next().message().bodyText()).isEqualTo(body);
        }

        /** One loop for everything: it goes on while the arithmetic of a handshake is done elsewhere. */
        @Test
        void othersWhileAHandshakeIsBeingComputed() {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            CompletableFuture<Void> gate = new CompletableFuture<>();
            TlsPolicy certified = with(new Request("x").dns("rvoip.test"));
            TcpFixture server = new TcpFixture(TransportLimits.DEFAULT, EventLoops.create("tls-test", 1),
                    builder -> builder.withTls(certified).withHandshakeWork(task -> {
                        gate.thenRunAsync(task);
                        begun.complete(null);
                    }));
            open.add(server);
            TcpFixture client = side(believing);
            CompletionStage<Flow> secure =
                    client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test"));
            get(begun);

            ListenPoint plain = server.listen(TransportProtocol.TCP, "127.0.0.1");
            Flow beside = get(client.transports.flowTo(new Target(TransportProtocol.TCP, plain.address())));
            send(client, Requests.parse(Requests.options("TCP a;branch=z9hG4bK1", "beside", "")), beside);
            assertThat(server.inbox.next().message().callId()).isEqualTo("beside");
            assertThat(secure.toCompletableFuture()).isNotDone();

            gate.complete(null);
            send(client, Requests.parse(Requests.options("TLS a;branch=z9hG4bK2", "secure", "")), get(secure));
            assertThat(server.inbox.next().message().callId()).isEqualTo("secure");
        }

        @Test
        void nothingOnceClosed() {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")));
            TcpFixture client = side(believing);
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
            await(() -> server.connections() == 1);
            client.transports.disconnect(flow, "done");

            await(() -> server.connections() == 0);
            assertThat(client.transports.tls(flow)).isEmpty();
            assertThat(RecordingInbox.next(client.inbox.closed).why()).isEqualTo("done");
        }
    }

    @Nested
    class ChecksTheServer {
        @Test
        void byTheNameThatWasAskedFor() {
            TcpFixture server = side(with(new Request("other.test").dns("rvoip.test").dns("*.wild.test")));
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");

            assertRefused(side(believing), target(point, "other.test"), "name-mismatch");
            assertRefused(side(believing), target(point, "a.wild.test"), "name-mismatch");
            assertRefused(side(believing), new Target(TransportProtocol.TLS, point.address()), "name-mismatch");
            assertThat(server.inbox.received).isEmpty();
        }

        @Test
        void byAddressWhereTheCallerNamedOne() {
            TcpFixture server = side(with(new Request("x").ip("127.0.0.1")));
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");

            assertThat(side(believing).transports.flowTo(new Target(TransportProtocol.TLS, point.address())))
                    .succeedsWithin(Duration.ofSeconds(10));
        }

        @Test
        void byItsAuthorityAndItsDates() {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")));
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");
            assertRefused(side(TlsPolicy.DEFAULT), target(point, "rvoip.test"), "certificate-untrusted");
            assertRefused(side(believing.withServerCa(new LocalAuthority("Test CA").write(directory, "other"))),
                    target(point, "rvoip.test"), "certificate-untrusted");

            Instant yesterday = Instant.now().minus(Duration.ofDays(1));
            TcpFixture late = side(with(new Request("x").dns("rvoip.test").valid(Instant.EPOCH.plusSeconds(1), yesterday)));
            assertRefused(side(believing), target(late.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test"),
                    "certificate-expired");
        }

        @Test
        void andLetsItPassUnderWarnButCountsIt() {
            TcpFixture server = side(with(new Request("x").dns("other.test")));
            TcpFixture client = side(TlsPolicy.DEFAULT.withServerCheck(ServerCheck.WARN));
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));

            assertThat(client.transports.tls(flow).orElseThrow().peerNames()).isEmpty();
            assertThat(client.metrics.count("rvoip_sip_unverified_servers_total")).isEqualTo(1);
        }
    }

    @Nested
    class ChecksTheClient {
        private TcpFixture server(ClientCertificate wish) {
            return side(with(new Request("x").dns("rvoip.test")).withClientCertificate(wish, ca));
        }

        @Test
        void whoseNamesAreKnownThen() {
            TcpFixture server = server(ClientCertificate.REQUIRED);
            TcpFixture client = side(with(new Request("x").uri("sip:trunk.test")));
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
            send(client, Requests.request("TLS a;branch=z9hG4bK1", "c"), flow);

            Flow there = server.inbox.next().flow();
            assertThat(server.transports.tls(there).orElseThrow().peerNames()).containsExactly("trunk.test");
        }

        @Test
        void whoGetsNoFurtherWithoutWhenItIsRequired() {
            TcpFixture server = server(ClientCertificate.REQUIRED);
            TcpFixture client = side(believing.withVersions(TlsVersion.TLS_1_2));

            assertThat(failure(client.transports.flowTo(
                    target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test"))).reason())
                    .isEqualTo(TransportException.Reason.HANDSHAKE);
            await(() -> server.metrics.count(
                    "rvoip_sip_handshake_failures_total", "reason", "certificate-missing") == 1);
        }

        @Test
        void whoMayGoWithoutWhenItIsOptionalButNotWithABadOne() {
            TcpFixture server = server(ClientCertificate.OPTIONAL);
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");
            Flow without = get(side(believing).transports.flowTo(target(point, "rvoip.test")));
            assertThat(without.protocol()).isEqualTo(TransportProtocol.TLS);

            LocalAuthority.Pair forged = new LocalAuthority("Test CA").issue(directory, "forged", new Request("x").dns("trunk.test"));
            TcpFixture client = side(believing.withCertificate(forged.certificate(), forged.key()).withVersions(TlsVersion.TLS_1_2));
            assertThat(failure(client.transports.flowTo(target(point, "rvoip.test"))).reason())
                    .isEqualTo(TransportException.Reason.HANDSHAKE);
            await(() -> server.metrics.count(
                    "rvoip_sip_handshake_failures_total", "reason", "certificate-untrusted") == 1);
        }
    }

    @Nested
    class Reuses {
        @Test
        void aConnectionForItsNameAndNeverForAnother() {
            TcpFixture server = side(with(new Request("x").dns("one.test").dns("two.test")));
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");
            TcpFixture client = side(believing);
            Flow one = get(client.transports.flowTo(target(point, "one.test")));

            assertThat(get(client.transports.flowTo(target(point, "ONE.test")))).isEqualTo(one);
            assertThat(get(client.transports.flowTo(target(point, "two.test")))).isNotEqualTo(one);
            assertThat(failure(client.transports.flowTo(target(point, "three.test"))).reason())
                    .isEqualTo(TransportException.Reason.HANDSHAKE);
            await(() -> server.connections() == 2);
        }

        /** A trunk that listens too and calls itself so, and has connected to a server that asks for its certificate, or not. */
        private final class Trunk {
            final TcpFixture client;
            final InetSocketAddress listens;
            final TcpFixture server;
            final Flow there;
            final SipMessage said;

            Trunk(String name, ClientCertificate asked) {
                TlsPolicy policy = with(new Request("x").uri("sip:trunk.test"));
                client = side(policy, builder -> builder.withAdvertise(Advertised.parse(name)));
                listens = client.listen(TransportProtocol.TLS, "127.0.0.1").address();
                TlsPolicy mine = with(new Request("x").dns("rvoip.test"));
                server = side(asked == ClientCertificate.NONE ? mine : mine.withClientCertificate(asked, ca), builder -> builder);
                Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
                send(client, Requests.request("TLS " + client.transports.sentBy(flow) + ";branch=z9hG4bK1", "c"), flow);
                RecordingInbox.Received got = server.inbox.next();
                there = got.flow();
                said = got.message();
            }

            Target as(String name) {
                return new Target(TransportProtocol.TLS, listens, name);
            }
        }

        @Test
        void theConnectionOfSomebodyWhoOffersItAndProvedHisName() {
            Trunk trunk = new Trunk("trunk.test", ClientCertificate.REQUIRED);
            assertThat(trunk.said.topVia().parameter("alias")).contains("");
            assertThat(get(trunk.server.transports.flowTo(trunk.as("Trunk.test")))).isEqualTo(trunk.there);
            assertThat(failure(trunk.server.transports.flowTo(trunk.as("other.test"))).reason())
                    .as("never across names").isEqualTo(TransportException.Reason.HANDSHAKE);
            trunk.server.transports.disconnect(trunk.there, "done");
            await(() -> !trunk.server.transports.isOpen(trunk.there));
            assertThat(get(trunk.server.transports.flowTo(trunk.as("trunk.test")))).as("a new one").isNotEqualTo(trunk.there);
        }

        @Test
        void noConnectionThatIsOfferedForANameThatWasNotProved() {
            Trunk trunk = new Trunk("liar.test", ClientCertificate.REQUIRED);
            assertThat(trunk.said.topVia().parameter("alias")).contains("");
            assertThat(failure(trunk.server.transports.flowTo(trunk.as("liar.test"))).reason())
                    .isEqualTo(TransportException.Reason.HANDSHAKE);
            assertThat(get(trunk.server.transports.flowTo(trunk.as("trunk.test")))).isNotEqualTo(trunk.there);
        }

        @Test
        void noConnectionThatIsOfferedWithoutACertificateAskedFor() {
            Trunk trunk = new Trunk("trunk.test", ClientCertificate.NONE);
            assertThat(trunk.said.topVia().parameter("alias")).contains("");
            assertThat(get(trunk.server.transports.flowTo(trunk.as("trunk.test")))).isNotEqualTo(trunk.there);
        }

        @Test
        void nothingIsOfferedByWhoHasNoCertificate() {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")));
            TcpFixture client = side(believing);
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
            send(client, Requests.request("TLS a;branch=z9hG4bK1", "c"), flow);
            assertThat(server.inbox.next().message().topVia().parameter("alias")).isEmpty();
        }

        @Test
        void noConnectionOfSomebodyWhoProvedNothing() {
            TcpFixture server = side(with(new Request("x").dns("rvoip.test")));
            TcpFixture client = side(believing);
            Flow flow = get(client.transports.flowTo(target(server.listen(TransportProtocol.TLS, "127.0.0.1"), "rvoip.test")));
            await(() -> server.connections() == 1);

            Target back = new Target(TransportProtocol.TLS, flow.local(), "client.test");
            assertThat(failure(server.transports.flowTo(back)).reason()).isNotEqualTo(TransportException.Reason.FULL);
        }
    }

    @Nested
    class Reloads {
        @Test
        void whileConnectionsLive() {
            TlsPolicy policy = with(new Request("x").dns("rvoip.test"));
            TcpFixture server = side(policy);
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");
            TcpFixture client = side(believing);
            Flow before = get(client.transports.flowTo(target(point, "rvoip.test")));

            authority.issue(directory, "cert0", new Request("x").dns("new.test"));
            assertThat(get(server.transports.reloadTls())).isInstanceOf(TlsEvent.Reloaded.class);

            assertThat(get(client.transports.flowTo(target(point, "new.test")))).isNotEqualTo(before);
            send(client, Requests.request("TLS a;branch=z9hG4bK1", "old"), before);
            assertThat(server.inbox.next().message().callId()).isEqualTo("old");
            assertThat(server.metrics.count("rvoip_tls_reloads_total", "result", "used")).isEqualTo(1);
        }

        @Test
        void nothingThatDoesNotFitTogetherAndRaisesAnAlarm() throws IOException {
            TlsPolicy policy = with(new Request("x").dns("rvoip.test"));
            TcpFixture server = side(policy);
            ListenPoint point = server.listen(TransportProtocol.TLS, "127.0.0.1");
            Files.copy(authority.issue(directory, "stranger", new Request("x")).key(), directory.resolve("cert0.key"),
                    StandardCopyOption.REPLACE_EXISTING);

            TlsEvent told = get(server.transports.reloadTls());

            assertThat(told).isInstanceOfSatisfying(TlsEvent.ReloadFailed.class,
                    failed -> assertThat(failed.reason()).startsWith("key:"));
            assertThat(events).contains(told);
            assertThat(server.metrics.count("rvoip_tls_reloads_total", "result", "refused")).as("ours, and the watcher's")
                    .isBetween(1L, 2L);
            assertThat(get(side(believing).transports.flowTo(target(point, "rvoip.test"))).protocol())
                    .isEqualTo(TransportProtocol.TLS);
        }

        @Test
        void andWarnsBeforeTheEnd() {
            Instant soon = Instant.now().plus(Duration.ofDays(3));
            TcpFixture server = side(with(new Request("x").valid(Instant.EPOCH.plusSeconds(1), soon)));

            assertThat(RecordingInbox.next(events)).isInstanceOf(TlsEvent.Expiring.class);
            assertThat(server.metrics.gaugeValue("rvoip_tls_certificate_seconds_left", "of", "sip"))
                    .isBetween(3 * 86_400 - 60.0, 3 * 86_400.0);
        }
    }

    @Test
    void withoutACertificateNothingListens() {
        assertThat(failure(side(believing).transports.listen(
                TransportProtocol.TLS, new InetSocketAddress("127.0.0.1", 0))))
                .hasMessage("tls: no certificate is configured");
    }
}
