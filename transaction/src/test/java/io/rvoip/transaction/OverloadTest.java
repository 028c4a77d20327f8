package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 7339 in a layer, on both sides. */
class OverloadTest {
    private static final String TAGGED = ";tag=b1";
    private static final String ASKING = "SIP/2.0/UDP 192.0.2.9:5060;oc;oc-algo=\"loss\";branch=z9hG4bK";

    private final LayerFixture at = new LayerFixture();
    private int loss;
    private int number;

    OverloadTest() {
        at.overload = new OverloadPolicy() {
            @Override
            public boolean isUrgent(SipRequest request) {
                return request.has(HeaderKind.PRIORITY);
            }

            @Override
            public boolean isPeer(InetAddress node) {
                return node.equals(Texts.THERE.getAddress());
            }

            @Override
            public int loss(long now) {
                return loss;
            }
        };
    }

    private RecordingListener send(String method, String... extra) {
        RecordingListener listener = new RecordingListener();
        at.layer.request(Texts.outgoing(method, extra), Texts.UDP, listener, at.now());
        return listener;
    }

    /** One request that is answered, with what the peer says of its load. */
    private void told(int percent, int validity) {
        send("OPTIONS");
        SipRequest sent = (SipRequest) at.lastSent();
        at.receive(answer(sent, percent, validity));
        at.sent.clear();
    }

    private SipResponse answer(SipRequest sent, int percent, int validity) {
        String via = sent.topVia().toString().replace(";oc;", ";oc=" + percent + ";") + ";oc-validity=" + validity + ";oc-seq=" + ++number + ".0";
        return Texts.response(sent, 200).toBuilder().removeRaw("Via").addRaw("Via", via).build();
    }

    @Test
    void peersAreAskedOthersAreNot() {
        send("INVITE");
        assertThat(((SipRequest) at.lastSent()).topVia().toString()).endsWith(";oc;oc-algo=\"loss\"");
        at.overload = OverloadPolicy.NONE;
        send("INVITE");
        assertThat(((SipRequest) at.lastSent()).topVia().toString()).doesNotContain("oc");
    }

    @Test
    void peersThatAskAreToldInEveryResponse() {
        loss = 30;
        at.receive(Texts.requestOf("INVITE", ASKING + "1", "", "c1", 1));
        at.respond(at.lastRequest(), 180);
        assertThat(at.lastSent().topVia().toString()).contains(";oc=30;oc-algo=\"loss\"", ";oc-validity=1000", ";oc-seq=0.0");
        loss = 40;
        at.pass(Duration.ofSeconds(2));
        at.receive(Texts.requestOf("INVITE", ASKING + "1", "", "c1", 1));
        assertThat(at.lastSent().topVia().toString()).as("repeated, with what holds now").contains(";oc=40", ";oc-seq=2.0");
        loss = 0;
        at.respond(at.lastRequest(), 486);
        assertThat(at.lastSent().topVia().toString()).contains(";oc=0", ";oc-validity=0");
        assertThat(((SipResponse) at.lastSent()).status()).isEqualTo(486);
    }

    @Test
    void statelessAnswersTellToo() {
        loss = 30;
        SipRequest request = Texts.requestOf("INVITE", ASKING + "1", "", "c1", 1);
        at.layer.respondStatelessly(request, request.respond(503).build(), Texts.UDP);
        assertThat(at.lastSent().topVia().toString()).contains(";oc=30");
    }

    @Test
    void whoDidNotAskOrIsNoPeerIsToldNothing() {
        loss = 30;
        at.receive(Texts.requestOf("INVITE", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1", "", "c1", 1));
        at.respond(at.lastRequest(), 486);
        assertThat(at.lastSent().topVia().toString()).doesNotContain("oc");
        at.overload = OverloadPolicy.NONE;
        at.receive(Texts.requestOf("INVITE", ASKING + "2", "", "c2", 1));
        at.respond(at.lastRequest(), 486);
        assertThat(at.lastSent().topVia().toString()).doesNotContain("oc=");
    }

    @Test
    void whatIsKeptBackIsNotSentAndItsListenerHears() {
        told(100, 1000);
        RecordingListener invite = send("INVITE");
        assertThat(at.sent).isEmpty();
        assertThat(invite.log).as("not before the caller is done").isEmpty();
        at.pass(Duration.ZERO);
        assertThat(invite.log).containsExactly("error the next hop has asked for fewer requests", "terminated");
        assertThat(at.sent).isEmpty();
        assertThat(at.metrics.count("rvoip_sip_requests_kept_back_total")).isEqualTo(1);
        assertThat(at.metrics.count("rvoip_sip_transaction_transport_errors_total")).isZero();
        at.pass(Duration.ofSeconds(32));
        assertThat(at.layer.counts()).isEqualTo(new TransactionCounts(0, 0, 0, 0));
    }

    @Test
    void givingUpWhatIsKeptBackChangesNothing() {
        told(100, 1000);
        RecordingListener listener = new RecordingListener();
        ClientTransaction invite = at.layer.request(Texts.outgoing("INVITE"), Texts.UDP, listener, at.now());
        invite.cancel(at.now());
        at.pass(Duration.ZERO);
        assertThat(listener.log).hasSize(2).last().isEqualTo("terminated");
        assertThat(at.sent).isEmpty();
    }

    @Test
    void whatGoesOnWhatIsUrgentAndOptionsAreSent() {
        told(100, 1000);
        send("OPTIONS");
        send("INVITE", "Priority: emergency\r\n");
        at.layer.request(Texts.requestOf("BYE", "SIP/2.0/UDP x;branch=z9hG4bKx", TAGGED, "c1", 1).toBuilder().removeRaw("Via").build(),
                Texts.UDP, new RecordingListener(), at.now());
        assertThat(at.takeSent()).containsExactly("OPTIONS", "INVITE", "BYE");
    }

    @Test
    void whenItsTimeIsOverOrPeersAreNoneNothingIsKeptBack() {
        told(100, 1000);
        at.pass(Duration.ofSeconds(1));
        send("INVITE");
        assertThat(at.takeSent()).contains("INVITE");
    }

    @Test
    void whatIsTurnedAwayIsAnsweredEachTimeAndNothingIsKept() {
        SipRequest invite = Texts.request("INVITE", "z9hG4bK7");
        at.layer.turnAway(invite, Texts.UDP, at.now());
        SipResponse refusal = (SipResponse) at.lastSent();
        at.layer.turnAway(invite, Texts.UDP, at.now());
        assertThat(((SipResponse) at.lastSent()).to().tag()).as("the same for each copy").isEqualTo(refusal.to().tag());
        assertThat(at.takeSent()).containsExactly("503 INVITE", "503 INVITE");
        assertThat(at.layer.counts()).isEqualTo(new TransactionCounts(0, 0, 0, 0));
        assertThat(at.requests).isEmpty();
        at.receive(Texts.requestOf("ACK", "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK7", ";tag=" + refusal.to().tag().orElseThrow(), "c1", 1));
        assertThat(at.acks).as("goes no further").isEmpty();
        assertThat(at.metrics.count("rvoip_sip_dropped_total", "reason", "stray_ack")).isEqualTo(1);
    }

    @Test
    void aCopyOfWhatWasLetInIsNotTurnedAway() {
        SipRequest invite = Texts.request("INVITE", "z9hG4bK7");
        at.receive(invite);
        at.respond(at.lastRequest(), 180);
        at.takeSent();
        at.layer.turnAway(invite, Texts.UDP, at.now());
        assertThat(at.takeSent()).containsExactly("180 INVITE");
    }
}
