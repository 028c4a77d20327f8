package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.SessionState;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on one side of a call, and what the other side is told. */
class FailureTest {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 10.0.0.99\r\ns=-\r\nc=IN IP4 10.0.0.99\r\nt=0 0\r\n"
            + "m=audio 40000 RTP/AVP 0\r\n";
    private static final String TYPE = "Content-Type: application/sdp";

    private final Office office = new Office();
    private final Phone alice = office.registered("alice", 500);

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    @Nested
    class BetweenPhones {
        private final Phone bob = office.registered("bob", 900).answersAfter(500);

        private Phone.Talk talking() {
            Phone.Talk call = alice.call("bob");
            office.advance(1500);
            assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
            return call;
        }

        @Test
        void anAckThatIsLostOnceIsAskedForAgain() {
            Phone.Talk call = alice.call("bob");
            office.advance(300);
            office.network.link(alice.host, office.host, LinkConditions.CUT);
            office.advance(700);
            assertThat(bob.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
            office.network.link(alice.host, office.host, LinkConditions.PERFECT);
            office.advance(5000);
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            alice.act(call.session::hangup);
            assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
        }

        @Test
        void aCallerWhoNeverAcknowledgesLosesTheCall() {
            alice.call("bob");
            office.advance(300);
            office.network.link(alice.host, office.host, LinkConditions.CUT);
            office.advance(70_000);
            CallRecord record = office.record();
            assertThat(record.end().cause()).isEqualTo(EndCause.NO_ACK);
            assertThat(bob.talk().end().reasons().toString()).contains("SIP;cause=408");
            office.network.link(alice.host, office.host, LinkConditions.PERFECT);
        }

        @Test
        void aPhoneThatVanishesIsFoundOutByTheNextChange() {
            Phone.Talk call = talking();
            bob.host.block();
            alice.act(call.session::hold);
            office.advance(70_000);
            assertThat(call.end().reasons().toString()).contains("SIP;cause=408");
            assertThat(office.record().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
            assertThat(office.record().end().text()).endsWith("(the called side)");
            bob.host.unblock();
            bob.act(bob.talk().session::hangup);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 20, 40, 60, 80, 100})
        void cancelAndAnswerMayCross(int cancelAt) {
            office.network.withDelay(Duration.ofMillis(20), Duration.ofMillis(20));
            bob.onCall = talk -> office.time.after(Duration.ofMillis(500), () -> bob.stack.shards().get(0).loop()
                    .execute(talk::accept));
            Phone.Talk call = alice.call("bob");
            office.time.after(Duration.ofMillis(540 + cancelAt),
                    () -> alice.stack.shards().get(0).loop().execute(call.session::hangup));
            office.advance(5000);
            assertThat(call.end().cause()).isIn(EndCause.CANCELLED, EndCause.HANGUP);
            assertThat(bob.talk().end().cause()).isIn(EndCause.CANCELLED, EndCause.HANGUP);
            office.record();
        }

        @Test
        void bothSidesMayHangUpAtOnce() {
            Phone.Talk call = talking();
            office.network.withDelay(Duration.ofMillis(20), Duration.ofMillis(20));
            alice.act(call.session::hangup);
            bob.act(bob.talk().session::hangup);
            office.advance(1000);
            assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
            assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
            office.record();
        }

        @Test
        void mediaThatIsClosedEndsTheCall() {
            Phone.Talk call = talking();
            office.media.close();
            office.advance(500);
            assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
            assertThat(office.record().end().cause()).isEqualTo(EndCause.MEDIA);
            assertThat(office.record().end().text()).isEqualTo("the media engine was closed");
        }
    }

    @Nested
    class WithAScript {
        private final ScriptedSipPeer bob = office.scripted("bob");

        private ReceivedSip called() {
            alice.call("bob");
            return bob.expect("INVITE");
        }

        private void answer(ReceivedSip invite, int status, String reason, String tag, String body) {
            String contact = "Contact: <sip:bob@" + bob.hostPort() + ">";
            String raw = body.isEmpty()
                    ? invite.text().response(status, reason, contact)
                    : invite.text().responseWith(body, status, reason, contact, TYPE);
            bob.send(raw.replaceFirst("(?m)^(To: .*;tag=)[^\\r\\n]*", "$1" + tag), invite.from());
        }

        @Test
        void aDescriptionIn180IsEarlyMediaAndRinging() {
            ReceivedSip invite = called();
            answer(invite, 180, "Ringing", "one", SDP);
            office.advance(300);
            assertThat(alice.talk().names()).containsExactly("Authenticating", "183+sdp", "180");
            alice.act(alice.talk().session::hangup);
            bob.respond(bob.expect("CANCEL"), 200, "OK");
            answer(invite, 487, "Request Terminated", "one", "");
            bob.expect("ACK");
        }

        @Test
        void ringingAfterEarlyMediaIsToldAndRepeatsAreNot() {
            ReceivedSip invite = called();
            answer(invite, 180, "Ringing", "one", "");
            answer(invite, 183, "Progress", "one", SDP);
            answer(invite, 180, "Ringing", "one", "");
            answer(invite, 180, "Ringing", "one", "");
            answer(invite, 181, "Forwarded", "one", "");
            office.advance(300);
            assertThat(alice.talk().names())
                    .containsExactly("Authenticating", "180", "183+sdp", "180", "181");
            answer(invite, 486, "Busy Here", "one", "");
            bob.expect("ACK");
            office.advance(300);
            assertThat(alice.talk().end().status()).isEqualTo(486);
        }

        @Test
        void aSecondAnswerFromBehindThePhoneIsAcknowledgedAndEnded() {
            ReceivedSip invite = called();
            answer(invite, 200, "OK", "one", SDP);
            bob.expect("ACK");
            answer(invite, 200, "OK", "two", SDP);
            assertThat(bob.expect("ACK").text().header("To")).contains("tag=two");
            ReceivedSip bye = bob.expect("BYE");
            assertThat(bye.text().header("To")).contains("tag=two");
            bob.respond(bye, 200, "OK");
            office.advance(300);
            assertThat(alice.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
            alice.act(alice.talk().session::hangup);
            bob.respond(bob.expect("BYE"), 200, "OK");
        }

        @Test
        void anAnswerThatCannotBeUsedEndsTheCall() {
            ReceivedSip invite = called();
            answer(invite, 200, "OK", "one", SDP.replace("AVP 0", "AVP 18"));
            bob.expect("ACK");
            bob.respond(bob.expect("BYE"), 200, "OK");
            office.advance(300);
            assertThat(alice.talk().end().status()).isEqualTo(488);
            assertThat(office.record().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void theReasonOfAByeIsPassedOn() {
            ReceivedSip invite = called();
            answer(invite, 200, "OK", "one", SDP);
            bob.expect("ACK");
            office.advance(300);
            bob.send(bob.request("BYE", "sip:alice@" + office.host.address().getHostAddress() + ":5060",
                    "From: <sip:bob@rvoip.test>;tag=one", "To: " + invite.text().header("From"),
                    "Call-ID: " + invite.text().header("Call-ID"), "CSeq: 1 BYE",
                    "Reason: Q.850;cause=16;text=\"Terminated\""), office.host.at(5060));
            bob.expect("200");
            office.advance(300);
            assertThat(alice.talk().end().reasons().toString()).isEqualTo("[Q.850;cause=16;text=\"Terminated\"]");
            assertThat(office.record().end().reasons().toString()).contains("Q.850;cause=16");
        }

        @Test
        void aPhoneThatRingsForEverIsCancelled() {
            ReceivedSip invite = called();
            answer(invite, 180, "Ringing", "one", "");
            office.advance(59_000);
            bob.respond(bob.expect("CANCEL"), 200, "OK");
            answer(invite, 487, "Request Terminated", "one", "");
            bob.expect("ACK");
            office.advance(300);
            assertThat(alice.talk().end().status()).isEqualTo(480);
        }
    }
}
