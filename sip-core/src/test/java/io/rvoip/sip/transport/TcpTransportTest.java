package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.await;
import static io.rvoip.sip.transport.TcpFixture.connect;
import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static io.rvoip.sip.transport.TcpFixture.read;
import static io.rvoip.sip.transport.TcpFixture.readToEnd;
import static io.rvoip.sip.transport.TcpFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP over real loopback. */
class TcpTransportTest {
    private static final String VIA = "TCP 127.0.0.1:5060;branch=z9hG4bK1";

    private TcpFixture fixture = new TcpFixture(TransportLimits.DEFAULT);
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void use(TransportLimits limits) {
        fixture.close();
        fixture = new TcpFixture(limits);
    }

    private void send(SipMessage message, Flow flow) {
        fixture.transports.send(message, flow, (failed, on, why) -> {
            assertThat(fixture.shard.inLoop()).isTrue();
            failures.add(why.reason() + " " + failed.callId());
        });
    }

    private void assertGoodCallPasses(ListenPoint point) throws IOException {
        try (Socket good = connect(point)) {
            write(good, Requests.options(VIA, "good"));
            assertThat(fixture.inbox.next().message().callId()).isEqualTo("good");
        }
    }

    @Nested
    class Receives {
        private final ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");

        @Test
        void segmentsOfOneByte() throws IOException {
            try (Socket peer = connect(point)) {
                for (byte b : Requests.options(VIA, "slow", "body").getBytes()) {
                    peer.getOutputStream().write(b);
                }

                RecordingInbox.Received got = fixture.inbox.next();
                assertThat(got.message().bodyText()).isEqualTo("body");
                assertThat(got.flow().remote()).isEqualTo(peer.getLocalSocketAddress());
                assertThat(got.flow().local()).isEqualTo(point.address());
                assertThat(got.flow().connection()).isPositive();
            }
        }

        @Test
        void fiftyPipelinedMessagesInOrder() throws IOException {
            try (Socket peer = connect(point)) {
                StringBuilder stream = new StringBuilder();
                for (int i = 0; i < 50; i++) {
                    stream.append(Requests.options(VIA, "c" + i, "\r\n\r\n"));
                }
                write(peer, stream.toString());

                for (int i = 0; i < 50; i++) {
                    assertThat(fixture.inbox.next().message().callId()).isEqualTo("c" + i);
                }
                assertThat(fixture.metrics.count(
                        "rvoip_sip_messages_total", "transport", "tcp", "direction", "in")).isEqualTo(50);
            }
        }

        @Test
        void moreThanItsShardMayQueueByReadingNoFaster() throws IOException {
            use(TransportLimits.DEFAULT.withQueues(1 << 20, 2));
            ListenPoint narrow = fixture.listen(TransportProtocol.TCP, "127.0.0.1");
            try (Socket peer = connect(narrow)) {
                for (int i = 0; i < 300; i++) {
                    write(peer, Requests.options(VIA, "c" + i));
                }
                for (int i = 0; i < 300; i++) {
                    assertThat(fixture.inbox.next().message().callId()).isEqualTo("c" + i);
                }
            }
        }

        @Test
        void requestsWithTheirTrueSource() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options("TCP phone.example;rport;branch=z9hG4bK1", "c"));

                assertThat(fixture.inbox.next().message().topVia()).hasToString("SIP/2.0/TCP phone.example;rport="
                        + peer.getLocalPort() + ";branch=z9hG4bK1;received=127.0.0.1");
            }
        }

        @Test
        void overIpv6() throws IOException {
            ListenPoint six = fixture.listen(TransportProtocol.TCP, "::1");
            try (Socket peer = connect(six)) {
                write(peer, Requests.options("TCP [2001:db8::9];branch=z9hG4bK1", "six"));

                RecordingInbox.Received got = fixture.inbox.next();
                assertThat(got.message().topVia().received()).contains("::1");
                assertThat(fixture.transports.sentBy(got.flow())).hasToString("[::1]:" + six.address().getPort());
                send(Requests.response("TCP [2001:db8::9];branch=z9hG4bK1", "six"), got.flow());
                assertThat(read(peer, 14)).isEqualTo("SIP/2.0 200 OK");
            }
        }

        @Test
        void pingsAndAnswersThem() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, "\r\n\r\n");
                assertThat(read(peer, 2)).isEqualTo("\r\n");
                write(peer, "\r\n");
                write(peer, Requests.options(VIA, "c"));
                fixture.inbox.next();
                write(peer, "\r\n\r");
                write(peer, "\n");
                assertThat(read(peer, 2)).isEqualTo("\r\n");
                assertThat(peer.getInputStream().available()).isZero();
            }
        }

        @Test
        void malformedMessagesAndReadsOn() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "bad").replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"));
                RecordingInbox.Refused refused = RecordingInbox.next(fixture.inbox.refused);
                assertThat(refused.refused().response().orElseThrow().status()).isEqualTo(400);
                write(peer, Requests.options(VIA, "good"));
                assertThat(fixture.inbox.next().flow()).isEqualTo(refused.flow());
            }
        }

        @Test
        void responsesToOurOwnViaOnly() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.ok("TCP 203.0.113.9;branch=z9hG4bK1", "theirs"));
                write(peer, Requests.ok("TCP 127.0.0.1:" + point.address().getPort() + ";branch=z9hG4bK1", "mine"));

                assertThat(fixture.inbox.next().message().callId()).isEqualTo("mine");
            }
        }
    }

    @Nested
    class Breaks {
        private final ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");

        @Test
        void withoutContentLengthAfterAnswering400() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c").replace("Content-Length: 0\r\n", "") + "more and more");
                peer.shutdownOutput();

                String answer = readToEnd(peer);
                assertThat(answer).startsWith("SIP/2.0 400 no Content-Length on a stream\r\n").contains("Call-ID: c\r\n");
                assertThat(RecordingInbox.next(fixture.inbox.closed).flow().remote())
                        .isEqualTo(peer.getLocalSocketAddress());
            }
            assertThat(fixture.inbox.received).isEmpty();
            assertThat(fixture.metrics.count("rvoip_sip_parse_errors_total", "class", "no-content-length")).isOne();
            assertGoodCallPasses(point);
        }

        @Test
        void evenWhenThePeerNeverCloses() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c").replace("Length: 0", "Length: -999"));

                assertThat(readToEnd(peer)).startsWith("SIP/2.0 400 ");
                assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("closed after a final answer");
            }
        }

        @Test
        void onBodiesOverTheLimit() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c").replace("Length: 0", "Length: 99999999"));
                peer.shutdownOutput();

                assertThat(readToEnd(peer)).startsWith("SIP/2.0 4").contains("Call-ID: c\r\n");
            }
        }

        @Test
        void onEndlessHeadersWithoutAnAnswer() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, "x".repeat(70_000));

                assertThat(readToEnd(peer)).isEmpty();
            }
            assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("headers over the limit");
            assertGoodCallPasses(point);
        }

        @Test
        void onAResetInMidMessage() throws IOException {
            for (int i = 0; i < 20; i++) {
                Socket peer = connect(point);
                write(peer, Requests.options(VIA, "c").substring(0, 60));
                await(() -> fixture.connections() == 1);
                peer.setSoLinger(true, 0);
                peer.close();
                RecordingInbox.next(fixture.inbox.closed);
            }

            assertThat(fixture.connections()).isZero();
            assertThat(fixture.inbox.received).isEmpty();
            assertThat(fixture.metrics.count("rvoip_sip_failures_total")).isZero();
            assertGoodCallPasses(point);
        }
    }

    @Nested
    class EndsInTime {
        @ParameterizedTest
        @ValueSource(strings = {"", "\r\n", "OPTIONS sip:a"})
        void connectionsWithoutAFirstMessage(String said) throws IOException {
            use(TransportLimits.DEFAULT.withMessageTimeouts(Duration.ofMillis(150), Duration.ofMinutes(1)));
            try (Socket peer = connect(fixture.listen(TransportProtocol.TCP, "127.0.0.1"))) {
                write(peer, said);

                assertThat(readToEnd(peer)).isEmpty();
            }
            assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("no message in time");
        }

        @Test
        void halfMessages() throws IOException {
            use(TransportLimits.DEFAULT.withMessageTimeouts(Duration.ofMinutes(1), Duration.ofMillis(150)));
            try (Socket peer = connect(fixture.listen(TransportProtocol.TCP, "127.0.0.1"))) {
                write(peer, Requests.options(VIA, "c") + "OPTIONS");

                fixture.inbox.next();
                assertThat(readToEnd(peer)).isEmpty();
            }
            assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("message not finished in time");
        }

        @Test
        void idleConnections() throws IOException {
            use(TransportLimits.DEFAULT.withIdleTimeout(Duration.ofMillis(150)));
            try (Socket peer = connect(fixture.listen(TransportProtocol.TCP, "127.0.0.1"))) {
                write(peer, Requests.options(VIA, "c"));

                fixture.inbox.next();
                assertThat(readToEnd(peer)).isEmpty();
            }
            assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("idle");
            await(() -> fixture.connections() == 0);
        }

        @Test
        void connectionsToReadersThatDoNotRead() throws IOException {
            use(TransportLimits.DEFAULT.withQueues(64 << 10, 10));
            try (Socket peer = connect(fixture.listen(TransportProtocol.TCP, "127.0.0.1"))) {
                write(peer, Requests.options(VIA, "c"));
                Flow flow = fixture.inbox.next().flow();
                SipRequest big = ((SipRequest) Requests.parse(Requests.options(VIA, "big")))
                        .toBuilder().body("text/plain", new byte[32 << 10]).build();
                for (int i = 0; i < 1_000 && fixture.transports.isOpen(flow); i++) {
                    send(big, flow);
                }

                assertThat(RecordingInbox.next(failures)).isIn("FULL big", "CLOSED big");
                assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("reader too slow");
            }
        }
    }

    @Nested
    class Bounds {
        @Test
        void connectionsOfOneSource() throws IOException {
            use(TransportLimits.DEFAULT.withConnections(100, 2));
            ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");
            try (Socket first = connect(point); Socket second = connect(point)) {
                await(() -> fixture.connections() == 2);
                try (Socket third = connect(point)) {
                    assertThat(readToEnd(third)).isEmpty();
                }
                assertThat(fixture.metrics.count(
                        "rvoip_sip_connections_refused_total", "reason", "too-many-from-source")).isOne();
                first.close();
                await(() -> fixture.connections() == 1);
                assertGoodCallPasses(point);
                assertThat(second.isClosed()).isFalse();
            }
        }

        @Test
        void connectionsInAll() throws IOException {
            use(TransportLimits.DEFAULT.withConnections(1, 100));
            ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");
            try (Socket first = connect(point)) {
                write(first, Requests.options(VIA, "c"));
                fixture.inbox.next();
                try (Socket second = connect(point)) {
                    assertThat(readToEnd(second)).isEmpty();
                }
                assertThat(failure(fixture.transports.flowTo(
                        new Target(TransportProtocol.TCP, point.address()))).reason())
                        .isEqualTo(TransportException.Reason.FULL);
            }
        }
    }

    @Nested
    class Connects {
        private final InetAddress loopback = InetAddress.getLoopbackAddress();

        @Test
        void onceForEachAddress() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
                Target target = new Target(TransportProtocol.TCP, (InetSocketAddress) server.getLocalSocketAddress());
                List<Flow> flows = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    flows.add(get(fixture.transports.flowTo(target)));
                }
                try (Socket peer = server.accept()) {
                    assertThat(flows).hasSize(5).containsOnly(flows.get(0));
                    send(Requests.request(VIA, "out"), flows.get(0));
                    assertThat(read(peer, 7)).isEqualTo("OPTIONS");
                    assertThat(fixture.connections()).isEqualTo(1);
                }
                RecordingInbox.next(fixture.inbox.closed);
                assertThat(fixture.transports.isOpen(flows.get(0))).isFalse();
                assertThat(get(fixture.transports.flowTo(target))).isNotEqualTo(flows.get(0));
            }
        }

        @Test
        void togetherWhenAskedTogether() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
                Target target = new Target(TransportProtocol.TCP, (InetSocketAddress) server.getLocalSocketAddress());
                var first = fixture.transports.flowTo(target);
                var second = fixture.transports.flowTo(target);

                assertThat(get(first)).isEqualTo(get(second));
            }
        }

        @Test
        void andTellsWhenItIsRefused() throws IOException {
            InetSocketAddress nobody = freeAddress();

            TransportException refused = failure(fixture.transports.flowTo(new Target(TransportProtocol.TCP, nobody)));
            assertThat(refused.reason()).isEqualTo(TransportException.Reason.REFUSED);
            await(() -> fixture.connections() == 0);
        }

        @Test
        void forLargeRequestsAndFallsBackToUdpWhenRefused() throws IOException {
            fixture.listen(TransportProtocol.UDP, "127.0.0.1");
            Target nobody = new Target(TransportProtocol.UDP, freeAddress());
            try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
                Target somebody = new Target(TransportProtocol.UDP, (InetSocketAddress) server.getLocalSocketAddress());

                assertThat(get(fixture.transports.flowTo(somebody, 1_301)).protocol()).isEqualTo(TransportProtocol.TCP);
                assertThat(get(fixture.transports.flowTo(somebody, 1_300)).protocol()).isEqualTo(TransportProtocol.UDP);
                assertThat(get(fixture.transports.flowTo(nobody, 1_301)).protocol()).isEqualTo(TransportProtocol.UDP);
            }
        }

        @Test
        void fromTheAddressItListensOn() throws IOException {
            ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.2");
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.3"))) {
                Flow flow = get(fixture.transports.flowTo(
                        new Target(TransportProtocol.TCP, (InetSocketAddress) server.getLocalSocketAddress())));

                assertThat(flow.local().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
                assertThat(fixture.transports.sentBy(flow)).isEqualTo(SentBy.of(point.address()));
            }
        }

        @Test
        void andPingsWhatItConnected() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
                Flow flow = get(fixture.transports.flowTo(
                        new Target(TransportProtocol.TCP, (InetSocketAddress) server.getLocalSocketAddress())));
                try (Socket peer = server.accept()) {
                    fixture.transports.keepAlive(flow);
                    assertThat(read(peer, 4)).isEqualTo("\r\n\r\n");
                    fixture.transports.disconnect(flow, "no longer wanted");
                    assertThat(readToEnd(peer)).isEmpty();
                }
                assertThat(RecordingInbox.next(fixture.inbox.closed))
                        .isEqualTo(new RecordingInbox.Closed(flow, "no longer wanted"));
            }
        }

        private InetSocketAddress freeAddress() throws IOException {
            try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
                return (InetSocketAddress) free.getLocalSocketAddress();
            }
        }
    }

    @Nested
    class Answers {
        private final ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");

        @Test
        void onTheConnectionOfTheRequest() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options("TCP 192.0.2.99:1;branch=z9hG4bK1", "c"));
                RecordingInbox.Received got = fixture.inbox.next();
                send(((SipRequest) got.message()).respond(200).toTag("t").build(), got.flow());

                assertThat(read(peer, 14)).isEqualTo("SIP/2.0 200 OK");
            }
        }

        @Test
        void onANewConnectionToTheSentByPortWhenThatIsGone() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
                String via = "TCP phone.example:" + server.getLocalPort() + ";branch=z9hG4bK1";
                try (Socket peer = connect(point)) {
                    write(peer, Requests.options(via, "c"));
                    fixture.inbox.next();
                }
                Flow gone = RecordingInbox.next(fixture.inbox.closed).flow();
                send(Requests.response(via, "c"), gone);

                try (Socket reopened = server.accept()) {
                    assertThat(read(reopened, 14)).isEqualTo("SIP/2.0 200 OK");
                }
                assertThat(failures).isEmpty();
            }
        }

        @Test
        void nobodyWhenThatFailsToo() throws IOException {
            String via = "TCP phone.example:1;branch=z9hG4bK1";
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(via, "c"));
                fixture.inbox.next();
            }
            Flow gone = RecordingInbox.next(fixture.inbox.closed).flow();
            send(Requests.response(via, "c"), gone);

            assertThat(RecordingInbox.next(failures)).isEqualTo("REFUSED c");
        }

        @Test
        void butRequestsOnAGoneConnectionFail() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c"));
                fixture.inbox.next();
            }
            Flow gone = RecordingInbox.next(fixture.inbox.closed).flow();
            send(Requests.request(VIA, "r"), gone);

            assertThat(RecordingInbox.next(failures)).isEqualTo("CLOSED r");
        }
    }

    @Nested
    class Closes {
        private final ListenPoint point = fixture.listen(TransportProtocol.TCP, "127.0.0.1");

        @Test
        void everyConnection() throws IOException {
            try (Socket first = connect(point); Socket second = connect(point)) {
                write(first, Requests.options(VIA, "c"));
                fixture.inbox.next();
                await(() -> fixture.connections() == 2);
                fixture.transports.close();

                assertThat(readToEnd(first)).isEmpty();
                assertThat(readToEnd(second)).isEmpty();
            }
            assertThat(RecordingInbox.next(fixture.inbox.closed).why()).isEqualTo("transport closed");
            await(() -> fixture.connections() == 0);
            assertThat(fixture.transports.listenPoints()).isEmpty();
        }

        @Test
        void afterWhatWasWrittenHasLeft() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c"));
                RecordingInbox.Received got = fixture.inbox.next();
                SipMessage answer = ((SipRequest) got.message()).respond(200).toTag("t").build();
                send(answer, got.flow());
                get(fixture.transports.shutdown(Duration.ofSeconds(5)));

                assertThat(readToEnd(peer)).isEqualTo(Requests.text(answer));
            }
        }

        @Test
        void listenersAloneWhenAsked() throws IOException {
            try (Socket peer = connect(point)) {
                write(peer, Requests.options(VIA, "c"));
                fixture.inbox.next();
                point.close();
                await(() -> fixture.transports.listenPoints().isEmpty());
                write(peer, Requests.options(VIA, "d"));

                assertThat(fixture.inbox.next().message().callId()).isEqualTo("d");
            }
        }

        @Test
        void leavingNothingAfterManyShortConnections() throws IOException {
            for (int i = 0; i < 200; i++) {
                try (Socket peer = connect(point)) {
                    write(peer, i % 2 == 0 ? Requests.options(VIA, "c" + i) : "OPTIONS sip:");
                }
            }
            for (int i = 0; i < 200; i++) {
                RecordingInbox.next(fixture.inbox.closed);
            }

            assertThat(fixture.connections()).isZero();
            assertThat(fixture.inbox.received).hasSize(100);
            assertThat(fixture.inbox.closed).isEmpty();
        }

        @Test
        void connectionsThatAreJustComingUp() {
            // nobody answers at an address for documentation (RFC 5737): the attempt is pending or fails at once
            var pending = fixture.transports.flowTo(
                    new Target(TransportProtocol.TCP, new InetSocketAddress("192.0.2.1", 5060)));
            fixture.transports.close();

            assertThat(failure(pending).reason()).isIn(
                    TransportException.Reason.CLOSED, TransportException.Reason.UNREACHABLE,
                    TransportException.Reason.REFUSED); // by a firewall on the way
            await(() -> fixture.connections() == 0);
        }

        @Test
        void andTheAddressIsFreeAgain() {
            fixture.transports.close();
            TcpFixture next = new TcpFixture(TransportLimits.DEFAULT);

            assertThat(get(next.transports.listen(TransportProtocol.TCP, point.address())).address())
                    .isEqualTo(point.address());
            next.close();
        }

        @Test
        void andAnAddressInUseIsRefused() {
            TransportException refused = failure(fixture.transports.listen(TransportProtocol.TCP, point.address()));

            assertThat(refused.reason()).isEqualTo(TransportException.Reason.BIND);
        }
    }
}
