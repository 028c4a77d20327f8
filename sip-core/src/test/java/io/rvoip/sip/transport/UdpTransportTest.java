package io.rvoip.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP in virtual time: our transport on one host, raw datagrams on the other. */
class UdpTransportTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost here = network.host("192.0.2.1", "2001:db8::1");
    private final VirtualHost there = network.host("192.0.2.2", "2001:db8::2");
    private final Loop io = time.loop("io");
    private final Loop shard = time.loop("shard");
    private final RecordingInbox inbox = new RecordingInbox();
    private final TestMetrics metrics = new TestMetrics();
    private final SipTransports transports = build(TransportLimits.DEFAULT);
    private final List<String> failures = new ArrayList<>();
    private final List<CapturedDatagram> wire = network.capture();

    private SipTransports build(TransportLimits limits, String... advertised) {
        SipTransports.Builder builder = SipTransports.builder(Shards.single(shard, inbox)).withUdp(here, io)
                .withMetrics(metrics).withLimits(limits).withLocalAddress(remote -> Optional.empty());
        for (String name : advertised) {
            builder.withAdvertise(Advertised.parse(name));
        }
        return builder.build();
    }

    private ListenPoint listen(InetSocketAddress bind) {
        return get(transports.listen(TransportProtocol.UDP, bind));
    }

    private <T> T get(CompletionStage<T> stage) {
        time.runReady();
        return stage.toCompletableFuture().getNow(null);
    }

    private TransportException failure(CompletionStage<?> stage) {
        time.runReady();
        List<Throwable> caught = new ArrayList<>();
        stage.whenComplete((done, thrown) -> caught.add(thrown));
        return TransportException.from(caught.get(0));
    }

    private DatagramPath raw(int port) {
        return there.bindNow(there.at(port), io, (path, datagram, from) -> datagram.release());
    }

    private void send(DatagramPath from, String text, InetSocketAddress to) {
        io.execute(() -> from.send(Unpooled.copiedBuffer(text, UTF_8), to));
        time.advance(Duration.ofMillis(1));
    }

    private Flow flowTo(InetSocketAddress remote) {
        return get(transports.flowTo(new Target(TransportProtocol.UDP, remote)));
    }

    private String lastOnWire() {
        time.advance(Duration.ofMillis(1));
        return wire.get(wire.size() - 1).text();
    }

    @Nested
    class Receives {
        private final ListenPoint point = listen(here.at(5060));
        private final DatagramPath peer = raw(40000);

        @Test
        void requestsWithTheirTrueSource() {
            send(peer, Requests.options("UDP phone.example;rport;branch=z9hG4bK1", "c1"), point.address());

            RecordingInbox.Received got = inbox.received.remove();
            assertThat(got.flow()).isEqualTo(Flow.udp(here.at(5060), there.at(40000)));
            assertThat(got.message().topVia()).hasToString(
                    "SIP/2.0/UDP phone.example;rport=40000;branch=z9hG4bK1;received=192.0.2.2");
            assertThat(metrics.count("rvoip_sip_messages_total", "transport", "udp", "direction", "in")).isOne();
        }

        @Test
        void requestsOverIpv6() {
            ListenPoint six = listen(here.at6(5060));
            DatagramPath peer6 = there.bindNow(there.at6(40000), io, (path, datagram, from) -> datagram.release());
            send(peer6, Requests.options("UDP phone.example;branch=z9hG4bK1", "c1"), six.address());

            RecordingInbox.Received got = inbox.received.remove();
            assertThat(got.message().topVia().received()).contains("2001:db8::2");
            assertThat(transports.sentBy(got.flow())).hasToString("[2001:db8::1]:5060");
        }

        @Test
        void responsesToOurOwnViaOnly() {
            send(peer, Requests.ok("UDP 192.0.2.1:5060;branch=z9hG4bK1", "mine"), point.address());
            send(peer, Requests.ok("UDP 192.0.2.77:5060;branch=z9hG4bK1", "theirs"), point.address());

            assertThat(inbox.received).hasSize(1);
            assertThat(inbox.received.remove().message().callId()).isEqualTo("mine");
            assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "foreign-response")).isOne();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r\n\r\n", "\r\n", "", "\r\n\r\n\r\n\r\n"})
        void keepAlivesInSilence(String keepAlive) {
            send(peer, keepAlive, point.address());

            assertThat(inbox.received).isEmpty();
            assertThat(inbox.refused).isEmpty();
            assertThat(metrics.counts()).isEmpty();
            assertThat(wire).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "jaK", "\0\0\0\0", "OPTIONS sip:a SIP"})
        void tinyJunkToCountIt(String junk) {
            send(peer, junk, point.address());

            assertThat(inbox.refused).isEmpty();
            assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "tiny")).isOne();
        }

        @Test
        void malformedMessagesWithTheAnswerTheyDeserve() {
            send(peer, Requests.options("UDP h;rport;branch=z9hG4bK1", "c1").replace("Length: 0", "Length: 99"),
                    point.address());

            RecordingInbox.Refused got = inbox.refused.remove();
            assertThat(got.refused().response().orElseThrow().status()).isEqualTo(400);
            assertThat(got.refused().response().orElseThrow().topVia().rport()).isEqualTo(40000);
            assertThat(metrics.total("rvoip_sip_parse_errors_total")).isOne();
        }

        @Test
        void junkWithoutAnAnswer() {
            send(peer, "x".repeat(500), point.address());

            assertThat(inbox.refused).isEmpty();
            assertThat(wire).hasSize(1);
            assertThat(metrics.total("rvoip_sip_parse_errors_total")).isOne();
        }

        @Test
        void noMoreThanItsShardCanQueue() {
            transports.close();
            SipTransports small = build(TransportLimits.DEFAULT.withQueues(4_096, 3));
            ListenPoint other = get(small.listen(TransportProtocol.UDP, here.at(5080)));
            io.execute(() -> {
                for (int i = 0; i < 5; i++) {
                    peer.send(Unpooled.copiedBuffer(Requests.options("UDP h;branch=z9hG4bK1", "c" + i), UTF_8),
                            other.address());
                }
            });
            // all five are read at the same moment, before the shard has a turn
            time.advance(Duration.ofMillis(1));

            assertThat(inbox.received).hasSize(3);
            assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "backlog")).isEqualTo(2);
            send(peer, Requests.options("UDP h;branch=z9hG4bK1", "later"), other.address());
            assertThat(inbox.received).last().matches(got -> got.message().callId().equals("later"));
        }
    }

    @Nested
    class Sends {
        private final ListenPoint point = listen(here.at(5060));
        private final SipRequest request = Requests.request("UDP 192.0.2.1;branch=z9hG4bK1", "c1");

        private void send(SipTransport over, SipMessage message, Flow flow) {
            over.send(message, flow, (failed, on, why) -> {
                assertThat(shard.inLoop()).isTrue();
                failures.add(why.reason() + " " + failed.callId());
            });
            assertThat(failures).isEmpty();
            time.advance(Duration.ofMillis(1));
        }

        @Test
        void requestsAsTheyAre() {
            send(transports, request, flowTo(there.at(40000)));

            assertThat(lastOnWire()).isEqualTo(Requests.text(request));
            assertThat(wire.get(0).from()).isEqualTo(here.at(5060));
            assertThat(wire.get(0).to()).isEqualTo(there.at(40000));
            assertThat(failures).isEmpty();
            assertThat(metrics.count("rvoip_sip_messages_total", "transport", "udp", "direction", "out")).isOne();
        }

        @Test
        void responsesWhereTheViaSays() {
            Flow flow = flowTo(there.at(40000));
            send(transports, Requests.response("UDP h:7000;branch=z9hG4bK1", "c1"), flow);
            send(transports, Requests.response("UDP h:7000;rport=40000;branch=z9hG4bK1", "c1"), flow);

            assertThat(wire).extracting(CapturedDatagram::to).containsExactly(there.at(7000), there.at(40000));
        }

        @Test
        void nothingToMulticast() {
            send(transports, Requests.response("UDP h;maddr=224.0.1.75;branch=z9hG4bK1", "c1"), flowTo(there.at(40000)));

            assertThat(wire).isEmpty();
            assertThat(failures).containsExactly("UNREACHABLE c1");
            assertThat(failure(transports.flowTo(
                    new Target(TransportProtocol.UDP, new InetSocketAddress("224.0.1.75", 5060)))).reason())
                    .isEqualTo(TransportException.Reason.UNREACHABLE);
        }

        @Test
        void nothingThatFitsNoDatagram() {
            SipRequest large = request.toBuilder().body("text/plain", new byte[65_500]).build();
            send(transports, large, flowTo(there.at(40000)));

            assertThat(failures).containsExactly("TOO_LARGE c1");
        }

        @Test
        void nothingOnceItIsClosed() {
            Flow flow = flowTo(there.at(40000));
            assertThat(transports.isOpen(flow)).isTrue();
            point.close();
            send(transports, request, flow);

            assertThat(transports.isOpen(flow)).isFalse();
            assertThat(failures).containsExactly("CLOSED c1");
            assertThat(transports.listenPoints()).isEmpty();
            assertThat(here.openSockets()).isZero();
        }

        @Test
        void nothingWithoutARoute() {
            network.withMtu(100);
            send(transports, request, flowTo(there.at(40000)));

            assertThat(failures).containsExactly("UNREACHABLE c1");
        }

        @Test
        void keepAlives() {
            transports.keepAlive(flowTo(there.at(40000)));

            assertThat(lastOnWire()).isEqualTo("\r\n\r\n");
            assertThat(wire.get(0).to()).isEqualTo(there.at(40000));
        }

        @Test
        void largeRequestsByUdpWhereThereIsNoTcp() {
            Flow flow = get(transports.flowTo(new Target(TransportProtocol.UDP, there.at(40000)), 5_000));

            assertThat(flow.protocol()).isEqualTo(TransportProtocol.UDP);
        }

        @Test
        void nothingWhereNoListenerReaches() {
            assertThat(failure(transports.flowTo(new Target(TransportProtocol.UDP, there.at6(5060)))).reason())
                    .isEqualTo(TransportException.Reason.NO_LISTENER);
        }
    }

    @Nested
    class Listens {
        @ParameterizedTest
        @EnumSource(value = TransportProtocol.class, names = {"TCP", "TLS", "WS", "WSS"})
        void notByConnectionsWithoutLoopsForThem(TransportProtocol protocol) {
            TransportException refused = failure(transports.listen(protocol, here.at(5061)));

            assertThat(refused.reason()).isEqualTo(TransportException.Reason.NOT_SUPPORTED);
            assertThat(refused).hasMessage(protocol.uriName() + ": not configured");
            assertThat(transports.supports(protocol)).isFalse();
            assertThat(failure(transports.flowTo(new Target(protocol, there.at(5061)))).reason())
                    .isEqualTo(TransportException.Reason.NOT_SUPPORTED);
        }

        @Test
        void notTwiceOnOneAddress() {
            listen(here.at(5060));

            TransportException refused = failure(transports.listen(TransportProtocol.UDP, here.at(5060)));
            assertThat(refused.reason()).isEqualTo(TransportException.Reason.BIND);
            assertThat(refused).hasMessageContaining("192.0.2.1:5060");
        }

        @Test
        void onUnresolvedAddressesNever() {
            assertThatThrownBy(() -> transports.listen(
                    TransportProtocol.UDP, InetSocketAddress.createUnresolved("a.example", 1)))
                    .hasMessageContaining("bind");
        }

        @Test
        void underTheNameOthersSee() {
            SipTransports behindNat = build(TransportLimits.DEFAULT, "203.0.113.5:6060");
            ListenPoint point = get(behindNat.listen(TransportProtocol.UDP, here.at(5060)));

            assertThat(behindNat.sentBy(Flow.udp(point.address(), there.at(40000)))).hasToString("203.0.113.5:6060");
            DatagramPath peer = raw(40000);
            send(peer, Requests.ok("UDP 203.0.113.5:6060;branch=z9hG4bK1", "c"), point.address());
            assertThat(inbox.received).hasSize(1);
        }
    }

    @Nested
    class Closes {
        @Test
        void everySocketAndTimer() {
            listen(here.at(5060));
            listen(here.at6(5060));
            transports.close();
            time.advance(Duration.ofSeconds(1));

            assertThat(here.openSockets()).isZero();
            assertThat(time.pending()).isZero();
            assertThat(transports.listenPoints()).isEmpty();
            assertThat(failure(transports.listen(TransportProtocol.UDP, here.at(5060))).reason())
                    .isEqualTo(TransportException.Reason.CLOSED);
            assertThat(failure(transports.flowTo(new Target(TransportProtocol.UDP, there.at(5060)))).reason())
                    .isEqualTo(TransportException.Reason.CLOSED);
        }

        @Test
        void aSocketThatCameUpTooLate() {
            CompletionStage<ListenPoint> late = transports.listen(TransportProtocol.UDP, here.at(5060));
            transports.close();

            assertThat(failure(late).reason()).isEqualTo(TransportException.Reason.CLOSED);
            assertThat(here.openSockets()).isZero();
        }

        @Test
        void withoutWaitingForConnectionsThereAreNot() {
            listen(here.at(5060));

            assertThat(transports.shutdown(Duration.ofSeconds(5)).toCompletableFuture()).isCompleted();
        }
    }
}
