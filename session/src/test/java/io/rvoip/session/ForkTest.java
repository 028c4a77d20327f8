package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One INVITE, several places that answer it. */
class ForkTest extends PeerFixture {
    @Override
    Node.Setup setup() {
        Node.Setup setup = new Node.Setup();
        setup.settings = UserAgentSettings.DEFAULT.withLimits(UserAgentLimits.DEFAULT.withMaxForks(3));
        return setup;
    }

    @Test
    void firstAnswerWinsAndTheLateOneIsAcknowledgedAndEnded() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, "", 180, "Ringing");
        respondAs("two", invite, "", 180, "Ringing");
        respondAs("two", invite, answer(), 200, "OK");
        ReceivedSip ack = peer.expect("ACK");
        assertThat(ack.text().parameter("To", "tag")).contains("two");
        respondAs("one", invite, answer(), 200, "OK");
        ReceivedSip lateAck = peer.expect("ACK");
        assertThat(lateAck.text().parameter("To", "tag")).contains("one");
        ReceivedSip bye = peer.expect("BYE");
        assertThat(bye.text().parameter("To", "tag")).contains("one");
        peer.respond(bye, 200, "OK");
        time.runReady();
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.session().dialog().orElseThrow().id().remoteTag()).isEqualTo("two");
        hangUp(call.session());
    }

    @Test
    void lateAnswerIsEndedEvenAfterTheCall() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, answer(), 200, "OK");
        peer.expect("ACK");
        hangUp(call.session());
        time.advance(Duration.ofSeconds(5));
        respondAs("two", invite, answer(), 200, "OK");
        peer.expect("ACK");
        peer.respond(peer.expect("BYE"), 200, "OK");
    }

    @Test
    void repeatedLateAnswerIsAcknowledgedAgainAndEndedOnce() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, answer(), 200, "OK");
        peer.expect("ACK");
        respondAs("two", invite, answer(), 200, "OK");
        peer.expect("ACK");
        peer.respond(peer.expect("BYE"), 200, "OK");
        respondAs("two", invite, answer(), 200, "OK");
        assertThat(peer.expect("ACK").text().parameter("To", "tag")).contains("two");
        time.advance(Duration.ofSeconds(1));
        assertThat(peer.count("BYE")).isEqualTo(1);
        hangUp(call.session());
    }

    @Test
    void eachForkHasItsDialog() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, "", 180, "Ringing");
        respondAs("two", invite, "", 180, "Ringing");
        time.runReady();
        assertThat(node.counts().agents().dialogs()).isEqualTo(2);
        assertThat(call.events().last(SessionEvent.Progress.class).orElseThrow().fork()).isEqualTo("two");
        peer.respond(invite, 486, "Busy Here");
        peer.expect("ACK");
        assertThat(node.counts().agents().dialogs()).isZero();
    }

    @Test
    void newestEarlyMediaWinsAndTheAnswerOfTheWinnerIsPutBack() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, FakeMediaPort.sdp("sendonly", 1), 183, "Session Progress");
        time.runReady();
        assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isFalse();
        respondAs("two", invite, FakeMediaPort.sdp("sendrecv", 2), 183, "Session Progress");
        time.runReady();
        assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isTrue();
        respondAs("one", invite, "", 200, "OK");
        peer.expect("ACK");
        assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isFalse();
        hangUp(call.session());
    }

    @Test
    void oneForkMoreThanAllowedIsNotToldButItsAnswerIsTaken() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        for (String tag : new String[] {"f1", "f2", "f3", "f4"}) {
            respondAs(tag, invite, "", 180, "Ringing");
        }
        time.runReady();
        assertThat(call.events().count(SessionEvent.Progress.class)).isEqualTo(3);
        assertThat(node.counts().agents().dialogs()).isEqualTo(3);
        respondAs("f4", invite, answer(), 200, "OK");
        peer.expect("ACK");
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        hangUp(call.session());
    }

    @Test
    void twoAnswersThatCrossACancelAreBothEnded() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("one", invite, "", 180, "Ringing");
        time.runReady();
        call.session().hangup();
        peer.respond(peer.expect("CANCEL"), 200, "OK");
        respondAs("one", invite, answer(), 200, "OK");
        respondAs("two", invite, answer(), 200, "OK");
        peer.respond(peer.expect("BYE"), 200, "OK");
        peer.respond(peer.expect("BYE"), 200, "OK");
        time.runReady();
        assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
    }
}
