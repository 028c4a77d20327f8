package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import io.rvoip.common.Rate;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.SipText;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The layer over a real parser and a virtual network, against a peer that speaks raw text. */
class TransactionDriverTest implements RequestHandler {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network =
            new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    private final VirtualHost host = network.host("192.0.2.1", "2001:db8::1");
    private final VirtualHost far = network.host("192.0.2.9", "2001:db8::9");
    private final InetSocketAddress here = host.at(5060);
    private final Loop loop = time.loop("shard");
    private final TestMetrics metrics = new TestMetrics();
    private final TransactionDriver driver = new TransactionDriver(
            loop, TransactionSettings.DEFAULT.withMalformedReplies(new Rate(1, 2)), new SeededIds(9), metrics);
    private final SipTransports transport = SipTransports.builder(Shards.single(loop, driver))
            .withUdp(host, loop)
            .withLocalAddress(remote -> Optional.of(host.address()))
            .build();
    private final TransactionLayer layer = driver.open(transport, this);
    private final ScriptedSipPeer peer = ScriptedSipPeer.on(time, far, 5060);
    private final List<ServerTransaction> requests = new ArrayList<>();
    private final List<SipRequest> acks = new ArrayList<>();
    private final List<ServerTransaction> cancelled = new ArrayList<>();

    @BeforeEach
    void listen() {
        transport.listen(TransportProtocol.UDP, here);
        transport.listen(TransportProtocol.UDP, host.at6(5060));
        time.runReady();
    }

    @AfterEach
    void leavesNothing() {
        time.advance(Duration.ofMinutes(2));
        CompletableFuture<TransactionCounts> counts = driver.counts().toCompletableFuture();
        time.runReady();
        assertThat(counts).isCompletedWithValue(new TransactionCounts(0, 0, 0, 0));
        transport.close();
        time.settle(Duration.ofMinutes(1));
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        requests.add(transaction);
    }

    @Override
    public void onAck(SipRequest ack, Flow flow) {
        acks.add(ack);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel) {
        cancelled.add(invite);
        invite.respond(invite.request().respond(487).toTag(invite.toTag()).build(), loop.now());
    }

    private void answer(ServerTransaction transaction, int status) {
        loop.execute(() -> transaction.respond(
                transaction.request().respond(status).toTag(transaction.toTag()).build(), loop.now()));
        time.runReady();
    }

    private RecordingListener send(String method, InetSocketAddress to) {
        RecordingListener heard = new RecordingListener();
        InetSocketAddress from = to.getAddress() instanceof Inet6Address ? host.at6(5060) : here;
        loop.execute(() -> layer.request(Texts.outgoing(method), Flow.udp(from, to), heard, loop.now()));
        time.runReady();
        return heard;
    }

    @Test
    void carriesAnInviteThere() {
        RecordingListener heard = send("INVITE", peer.address());
        ReceivedSip invite = peer.expect("INVITE");
        assertThat(invite.text().parameter("Via", "rport")).contains("");
        peer.respond(invite, 180, "Ringing");
        time.advance(Duration.ofSeconds(1));
        peer.respond(invite, 486, "Busy Here");
        assertThat(peer.expect("ACK").header("CSeq")).isEqualTo("1 ACK");
        assertThat(heard.log.subList(0, 1)).containsExactly("180");
        assertThat(heard.log.get(1)).startsWith("final 486");
    }

    @Test
    void carriesARequestOverIpv6() {
        ScriptedSipPeer six = ScriptedSipPeer.on(time, far, far.at6(5060));
        RecordingListener heard = send("OPTIONS", six.address());
        ReceivedSip options = six.expect("OPTIONS");
        assertThat(options.header("Via")).startsWith("SIP/2.0/UDP [2001:db8::1]:5060;");
        six.respond(options, 200, "OK");
        time.advance(Duration.ofMillis(10));
        assertThat(heard.log).hasSize(1);
    }

    @Test
    void takesAnInviteWithTryingRingingAndFailure() {
        String invite = peer.request("INVITE", "sip:bob@192.0.2.1");
        peer.send(invite, here);
        ReceivedSip trying = peer.expect("100");
        assertThat(trying.text().parameter("Via", "received")).contains("192.0.2.9");
        assertThat(trying.text().parameter("Via", "rport")).contains("5060");
        answer(requests.get(0), 180);
        peer.expect("180");
        answer(requests.get(0), 404);
        ReceivedSip notFound = peer.expect("404");
        peer.expect("404");
        peer.send(SipText.read(invite).ack(notFound.text(), ""), here);
        time.advance(Duration.ofMillis(20));
        peer.discard();
        peer.expectNothing(Duration.ofSeconds(32));
        assertThat(acks).isEmpty();
    }

    @Test
    void takesACancel() {
        String invite = peer.request("INVITE", "sip:bob@192.0.2.1");
        peer.send(invite, here);
        peer.expect("100");
        peer.send(SipText.read(invite).cancel(), here);
        peer.expect("200 CANCEL");
        ReceivedSip terminated = peer.expect("487");
        peer.send(SipText.read(invite).ack(terminated.text(), ""), here);
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void passesTheAckOfA2xxOn() {
        String invite = peer.request("INVITE", "sip:bob@192.0.2.1");
        peer.send(invite, here);
        time.advance(Duration.ofMillis(10));
        answer(requests.get(0), 200);
        ReceivedSip ok = peer.expect("200");
        peer.send(SipText.read(invite).ack(ok.text(), "z9hG4bKack"), here);
        time.advance(Duration.ofMillis(10));
        assertThat(acks).hasSize(1);
    }

    @Test
    void survivesHeavyLoss() {
        network.withLoss(0.5);
        peer.when("OPTIONS", options -> peer.respond(options, 200, "OK"));
        List<RecordingListener> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(send("OPTIONS", peer.address()));
        }
        time.advance(Duration.ofSeconds(40));
        assertThat(all).allSatisfy(heard -> assertThat(heard.log).hasSize(2));
        assertThat(all).filteredOn(heard -> heard.log.get(0).startsWith("final 200")).hasSizeGreaterThan(15);
        assertThat(metrics.count("rvoip_sip_retransmissions_total", "way", "out")).isPositive();
    }

    @Test
    void tellsWhenSomethingCannotBeSent() {
        RecordingListener heard = new RecordingListener();
        Flow nowhere = Flow.udp(new InetSocketAddress("192.0.2.77", 5060), peer.address());
        loop.execute(() -> layer.request(Texts.outgoing("OPTIONS"), nowhere, heard, loop.now()));
        time.runReady();
        assertThat(heard.log).hasSize(2);
        assertThat(heard.log.get(0)).startsWith("error ");
        assertThat(heard.log.get(1)).isEqualTo("terminated");
    }

    @Test
    void answersMalformedRequestsAsOftenAsAllowed() {
        for (int i = 0; i < 5; i++) {
            peer.send(peer.request("OPTIONS", "sip:x", "CSeq: 1 BYE"), here);
        }
        time.advance(Duration.ofMillis(100));
        assertThat(peer.count("400")).isEqualTo(2);
        assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "malformed_over_rate")).isEqualTo(3);
    }

    @Test
    void neverReflectsAStrayResponse() {
        String victim = "SIP/2.0/UDP 192.0.2.200:5060;branch=z9hG4bKvictim";
        String options = peer.request("OPTIONS", "sip:x", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKguess, " + victim);
        peer.send(SipText.read(options).response(200, "OK"), here);
        long before = network.stats().sent();
        time.advance(Duration.ofSeconds(5));
        assertThat(network.stats().sent()).isEqualTo(before);
        assertThat(metrics.count("rvoip_sip_dropped_total", "reason", "stray_response")).isEqualTo(1);
    }

    @Test
    void opensOnce() {
        assertThatThrownBy(() -> driver.open(transport, this)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tellsOfClosedConnectionsFromAnyThread() {
        Flow tcp = new Flow(TransportProtocol.TCP, here, peer.address(), 7);
        RecordingListener heard = new RecordingListener();
        loop.execute(() -> layer.request(Texts.outgoing("OPTIONS"), tcp, heard, loop.now()));
        driver.closed(tcp, "reset");
        time.runReady();
        assertThat(heard.log).containsExactly("error reset", "terminated");
    }
}
