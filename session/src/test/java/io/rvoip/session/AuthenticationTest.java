package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Challenges on the way of calls and of requests within them. */
class AuthenticationTest extends PeerFixture {
    private static final String CHALLENGE = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"";

    private Node.Call callWithPassword() {
        return node.call(node.requestTo(target).withCredentials(Node.credentials("alice", "secret")));
    }

    @Test
    void challengedInviteIsSentAgainWithTheNextCSeq() {
        Node.Call call = callWithPassword();
        ReceivedSip first = peer.expect("INVITE");
        peer.respond(first, 401, "Unauthorized", CHALLENGE);
        peer.expect("ACK");
        ReceivedSip second = peer.expect("INVITE");
        assertThat(second.header("Authorization")).contains("username=\"alice\"").contains("nc=00000001");
        assertThat(second.header("Call-ID")).isEqualTo(first.header("Call-ID"));
        assertThat(second.header("From")).isEqualTo(first.header("From"));
        assertThat(second.header("Contact")).isEqualTo(first.header("Contact"));
        assertThat(number(second)).isEqualTo(number(first) + 1);
        assertThat(second.text().body()).isEqualTo(first.text().body());
        respondAs("bob", second, answer(), 200, "OK");
        ReceivedSip ack = peer.expect("ACK");
        assertThat(ack.header("Authorization")).isEqualTo(second.header("Authorization"));
        assertThat(ack.header("CSeq")).isEqualTo(number(second) + " ACK");
        assertThat(call.events().names()).containsExactly("Authenticating", "Answered", "Confirmed");
        hangUp(call.session());
    }

    private static long number(ReceivedSip message) {
        return Long.parseLong(message.header("CSeq").split(" ")[0]);
    }

    @Test
    void secondRejectionIsAnAuthenticationFailure() {
        Node.Call call = callWithPassword();
        peer.respond(peer.expect("INVITE"), 401, "Unauthorized", CHALLENGE);
        peer.expect("ACK");
        peer.respond(peer.expect("INVITE"), 401, "Unauthorized", CHALLENGE.replace("n1", "n2"));
        peer.expect("ACK");
        assertThat(call.events().end().cause()).isEqualTo(EndCause.AUTHENTICATION);
        assertThat(call.events().end().status()).isEqualTo(401);
        peer.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    void withoutCredentialsTheCallEnds() {
        Node.Call call = call();
        peer.respond(peer.expect("INVITE"), 407, "Proxy Authentication Required",
                CHALLENGE.replace("WWW", "Proxy"));
        peer.expect("ACK");
        assertThat(call.events().end().cause()).isEqualTo(EndCause.AUTHENTICATION);
        assertThat(call.events().end().text()).contains("no credentials for realm");
    }

    @Test
    void hangingUpBetweenChallengeAndAnswerIsCancelled() {
        Node.Call call = callWithPassword();
        ReceivedSip first = peer.expect("INVITE");
        peer.respond(first, 100, "Trying");
        time.runReady();
        call.session().hangup();
        peer.expect("CANCEL");
        peer.respond(first, 401, "Unauthorized", CHALLENGE);
        peer.expect("ACK");
        assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(peer.count("INVITE")).isEqualTo(1);
    }

    @Test
    void requestsWithinTheCallCarryCredentialsAndAreChallengedAgain() {
        Node.Call call = callWithPassword();
        peer.respond(peer.expect("INVITE"), 401, "Unauthorized", CHALLENGE);
        peer.expect("ACK");
        respondAs("bob", peer.expect("INVITE"), answer(), 200, "OK");
        peer.expect("ACK");

        call.session().hold();
        ReceivedSip hold = peer.expect("INVITE");
        assertThat(hold.header("Authorization")).contains("nc=00000002");
        peer.respond(hold, 401, "Unauthorized", CHALLENGE.replace("n1", "n2"));
        peer.expect("ACK");
        ReceivedSip again = peer.expect("INVITE");
        assertThat(again.header("Authorization")).contains("n2").contains("nc=00000001");
        assertThat(number(again)).isEqualTo(number(hold) + 1);
        peer.respondWith(FakeMediaPort.sdp("recvonly", 2), again, 200, "OK", contact(), SDP);
        peer.expect("ACK");
        assertThat(call.session().held()).isTrue();

        call.session().hangup();
        ReceivedSip bye = peer.expect("BYE");
        assertThat(bye.header("Authorization")).contains("nc=00000002");
        peer.respond(bye, 401, "Unauthorized", CHALLENGE.replace("n1", "n3"));
        ReceivedSip second = peer.expect("BYE");
        assertThat(number(second)).isEqualTo(number(bye) + 1);
        peer.respond(second, 200, "OK");
        time.runReady();
        assertThat(call.events().end().cause()).isEqualTo(EndCause.HANGUP);
    }
}
