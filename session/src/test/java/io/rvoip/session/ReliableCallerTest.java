package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reliable provisional responses of the called side, and our PRACKs (RFC 3262 §4, §5), arrow by arrow. */
class ReliableCallerTest extends PeerFixture {
    private void reliable(String tag, ReceivedSip invite, long rseq, String body, int status) {
        String[] lines = body.isEmpty()
                ? new String[] {contact(), "Require: 100rel", "RSeq: " + rseq}
                : new String[] {contact(), "Require: 100rel", "RSeq: " + rseq, SDP};
        String raw = invite.text().responseWith(body, status, "Progress", lines);
        peer.send(raw.replaceFirst(";tag=peer[0-9a-f]+", ";tag=" + tag), invite.from());
    }

    private ReceivedSip prack() {
        ReceivedSip prack = peer.expect("PRACK");
        peer.respond(prack, 200, "OK");
        time.runReady();
        return prack;
    }

    private static long cseq(ReceivedSip message) {
        return Long.parseLong(message.header("CSeq").split(" ")[0]);
    }

    @Nested
    class Acknowledging {
        @Test
        void offersTheOption() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.header("Supported")).contains("100rel");
            assertThat(invite.text().has("Require")).isFalse();
            assertThat(invite.header("Allow")).contains("PRACK");
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
            assertThat(call.events().ended()).isTrue();
        }

        @Test
        void prackGoesWithinTheEarlyDialog() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 4711, "", 180);
            ReceivedSip prack = prack();
            assertThat(prack.header("RAck")).isEqualTo("4711 " + invite.header("CSeq"));
            assertThat(cseq(prack)).isEqualTo(cseq(invite) + 1);
            assertThat(prack.text().parameter("To", "tag")).contains("one");
            assertThat(prack.text().requestUri()).isEqualTo("sip:bob@" + peer.hostPort());
            assertThat(call.events().last(SessionEvent.Progress.class).orElseThrow().status()).isEqualTo(180);
            respondAs("one", invite, answer(), 200, "OK");
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void repeatedResponseIsNeitherToldNorAcknowledgedAgain() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, "", 180);
            prack();
            reliable("one", invite, 1, "", 180);
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.count("PRACK")).isEqualTo(1);
            assertThat(call.events().count(SessionEvent.Progress.class)).isEqualTo(1);
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }

        @Test
        void responseThatOvertookAnotherIsIgnoredUntilItsTurn() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 10, "", 180);
            prack();
            reliable("one", invite, 12, "", 182);
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.count("PRACK")).isEqualTo(1);
            reliable("one", invite, 11, "", 181);
            assertThat(prack().header("RAck")).startsWith("11 ");
            reliable("one", invite, 12, "", 182);
            assertThat(prack().header("RAck")).startsWith("12 ");
            assertThat(call.events().count(SessionEvent.Progress.class)).isEqualTo(3);
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }

        @Test
        void eachForkCountsByItself() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 100, "", 180);
            ReceivedSip first = prack();
            reliable("two", invite, 7, "", 180);
            ReceivedSip second = prack();
            reliable("one", invite, 101, "", 181);
            ReceivedSip third = prack();
            assertThat(first.text().parameter("To", "tag")).contains("one");
            assertThat(second.text().parameter("To", "tag")).contains("two");
            assertThat(second.header("RAck")).startsWith("7 ");
            assertThat(third.header("RAck")).startsWith("101 ");
            assertThat(cseq(third)).isEqualTo(cseq(first) + 1);
            respondAs("two", invite, answer(), 200, "OK");
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void lostPrackIsSentAgain() {
            call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, "", 180);
            peer.expect("PRACK");
            ReceivedSip again = peer.expect("PRACK", Duration.ofSeconds(1));
            peer.respond(again, 200, "OK");
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }

        @Test
        void refusedPrackLeavesTheCallToTheCalledSide() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, "", 180);
            peer.respond(peer.expect("PRACK"), 481, "Call/Transaction Does Not Exist");
            time.runReady();
            assertThat(call.session().state()).isEqualTo(SessionState.PROCEEDING);
            peer.respond(invite, 504, "Server Time-out");
            peer.expect("ACK");
        }

        @Test
        void challengedPrackIsSentWithCredentials() {
            Node.Call call = node.call(node.requestTo(target).withCredentials(Node.credentials("alice", "secret")));
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, "", 180);
            ReceivedSip first = peer.expect("PRACK");
            peer.respond(first, 407, "Proxy Authentication Required",
                    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
            ReceivedSip second = prack();
            assertThat(second.header("Proxy-Authorization")).contains("uri=\"sip:bob@");
            assertThat(cseq(second)).isEqualTo(cseq(first) + 1);
            assertThat(second.header("RAck")).isEqualTo(first.header("RAck"));
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
            assertThat(call.events().ended()).isTrue();
        }

        @Test
        void aCallThatIsBeingCancelledStillAcknowledges() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, "", 180);
            prack();
            call.session().hangup();
            peer.respond(peer.expect("CANCEL"), 200, "OK");
            reliable("one", invite, 2, answer(), 183);
            assertThat(prack().header("RAck")).startsWith("2 ");
            peer.respond(invite, 487, "Request Terminated");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void prackOfTheCalledSideIsForNothing() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("bob", invite, 1, "", 180);
            prack();
            Established early = new Established(call.session(), call.events(), invite);
            peer.send(within(early, "PRACK", 1, "", "RAck: 1 1 INVITE"), node.address);
            peer.expect("481 PRACK");
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }
    }

    @Nested
    class OfferAndAnswer {
        @Test
        void answerInAReliableResponseCountsAndLaterOnesDoNot() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, FakeMediaPort.sdp("sendonly", 1), 183);
            assertThat(prack().text().body()).isEmpty();
            assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isFalse();
            reliable("one", invite, 2, FakeMediaPort.sdp("sendrecv", 2), 183);
            prack();
            respondAs("one", invite, FakeMediaPort.sdp("sendrecv", 3), 200, "OK");
            peer.expect("ACK");
            assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isFalse();
            hangUp(call.session());
        }

        @Test
        void the200NeedsNoDescriptionThen() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, answer(), 183);
            prack();
            respondAs("one", invite, "", 200, "OK");
            peer.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(call.events().last(SessionEvent.Answered.class).orElseThrow().description().orElseThrow().text())
                    .isEqualTo(answer());
            hangUp(call.session());
        }

        @Test
        void offerInTheResponseIsAnsweredInThePrack() {
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().body()).isEmpty();
            reliable("one", invite, 1, FakeMediaPort.sdp("sendrecv", 1), 183);
            assertThat(prack().text().body()).contains("m=audio");
            reliable("one", invite, 2, "", 180);
            assertThat(prack().text().body()).isEmpty();
            respondAs("one", invite, "", 200, "OK");
            assertThat(peer.expect("ACK").text().body()).isEmpty();
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void offerThatCannotBeAnsweredCancelsTheCall() {
            node.media.refuseOffers = true;
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, FakeMediaPort.sdp("sendrecv", 1), 183);
            prack();
            peer.respond(peer.expect("CANCEL"), 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void lateOffersOfTwoForksAreBothAnsweredAndTheWinnersMediaPutBack() {
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, FakeMediaPort.sdp("sendrecv", 1), 183);
            prack();
            reliable("two", invite, 1, FakeMediaPort.sdp("sendrecv", 1), 183);
            prack();
            respondAs("one", invite, "", 200, "OK");
            peer.expect("ACK");
            ReceivedSip again = peer.expect("INVITE");
            assertThat(again.text().parameter("To", "tag")).contains("one");
            peer.respondWith(answer(), again, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void earlyMediaOfTheWinnerIsPutBack() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("one", invite, 1, FakeMediaPort.sdp("sendonly", 1), 183);
            prack();
            reliable("two", invite, 1, FakeMediaPort.sdp("sendrecv", 1), 183);
            prack();
            assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isTrue();
            respondAs("one", invite, "", 200, "OK");
            peer.expect("ACK");
            assertThat(call.session().leg().orElseThrow().negotiated().orElseThrow().sending()).isFalse();
            hangUp(call.session());
        }
    }

    @Nested
    class Policies {
        @Test
        void aCallMayRequireIt() {
            node.call(node.requestTo(target).withReliability(Reliability.REQUIRED));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.header("Require")).isEqualTo("100rel");
            peer.respond(invite, 420, "Bad Extension", "Unsupported: 100rel");
            peer.expect("ACK");
        }

        @Test
        void aCallMayDoWithoutIt() {
            Node.Call call = node.call(node.requestTo(target).withReliability(Reliability.OFF));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.header("Supported")).doesNotContain("100rel");
            reliable("one", invite, 1, answer(), 183);
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.count("PRACK")).isZero();
            assertThat(call.events().count(SessionEvent.Progress.class)).isEqualTo(1);
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }
    }
}
