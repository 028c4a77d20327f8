package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A stack of ours and a far end that does exactly what the test says. Afterwards nothing may be left. */
abstract class PeerFixture {
    static final String SDP = "Content-Type: application/sdp";

    final ManualTime time = new ManualTime();
    final VirtualNetwork network = new VirtualNetwork(time, 7);
    final VirtualHost ours = network.host();
    final VirtualHost theirs = network.host();
    final Node node = Node.on(time, ours, ours.at(5060), 100, setup());
    final ScriptedSipPeer peer = ScriptedSipPeer.on(time, theirs, 5060);
    final SipUri target = SipUri.of("sip:bob@" + peer.hostPort());

    Node.Setup setup() {
        return new Node.Setup();
    }

    String contact() {
        return "Contact: <sip:bob@" + peer.hostPort() + ">";
    }

    static String answer() {
        return FakeMediaPort.sdp("sendrecv", 1);
    }

    Node.Call call() {
        return node.call(node.requestTo(target));
    }

    /** A response of another place: with its own To tag. */
    void respondAs(String tag, ReceivedSip request, String body, int status, String reason) {
        String raw = body.isEmpty()
                ? request.text().response(status, reason, contact())
                : request.text().responseWith(body, status, reason, contact(), SDP);
        peer.send(raw.replaceFirst(";tag=peer[0-9a-f]+", ";tag=" + tag), request.from());
    }

    /** A call of ours that stands. */
    Established establish() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("bob", invite, answer(), 200, "OK");
        peer.expect("ACK");
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        return new Established(call.session(), call.events(), invite);
    }

    record Established(InviteSession session, Recorder events, ReceivedSip invite) {}

    /** A request of the far end within a call of ours. */
    String within(Established call, String method, int cseq, String body, String... more) {
        String[] lines = new String[more.length + 4 + (body.isEmpty() ? 0 : 1)];
        lines[0] = "From: " + call.invite.header("To") + ";tag=bob";
        lines[1] = "To: " + call.invite.header("From");
        lines[2] = "Call-ID: " + call.invite.header("Call-ID");
        lines[3] = "CSeq: " + cseq + " " + method;
        System.arraycopy(more, 0, lines, 4, more.length);
        if (!body.isEmpty()) {
            lines[lines.length - 1] = SDP;
        }
        return peer.requestWith(body, method, "sip:alice@" + ourAddress(), lines);
    }

    String ourAddress() {
        return node.address.getAddress().getHostAddress() + ":" + node.address.getPort();
    }

    /** Ends a call politely. */
    void hangUp(InviteSession session) {
        session.hangup();
        peer.respond(peer.expect("BYE"), 200, "OK");
        time.runReady();
        assertThat(session.state()).isEqualTo(SessionState.ENDED);
    }

    @AfterEach
    void nothingIsLeft() {
        time.settle(Duration.ofMinutes(5));
        assertThat(node.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(node.media.openLegs()).as("open legs").isZero();
    }
}
