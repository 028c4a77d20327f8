package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A call arrow by arrow, against a far end that does exactly what the test says. */
class CallStateTest extends PhoneFixture {
    private static final String SDP = "Content-Type: application/sdp";

    private final Phone alice = phone("alice");
    private final ScriptedSipPeer peer = ScriptedSipPeer.on(time, network.host(), 5060);
    private final Heard heard = new Heard();

    @BeforeEach
    void connect() {
        alice.connect();
    }

    private String sdp(String direction) {
        String host = peer.address().getAddress().getHostAddress();
        return "v=0\r\no=- 1 1 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\n"
                + "m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=" + direction + "\r\n";
    }

    private String contact() {
        return "Contact: <sip:bob@" + peer.hostPort() + ">";
    }

    private Call call() {
        return alice.call("sip:bob@" + peer.hostPort(), heard);
    }

    private void answer(ReceivedSip invite, String direction) {
        peer.respondWith(sdp(direction), invite, 200, "OK", contact(), SDP);
        peer.expect("ACK");
        time.runReady();
    }

    private Call established() {
        Call call = call();
        answer(peer.expect("INVITE"), "sendrecv");
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        return call;
    }

    /** A call of the peer to us, as it stands on the wire. */
    private Call invited() {
        return invited("sendrecv");
    }

    private Call invited(String direction) {
        peer.send(peer.requestWith(sdp(direction), "INVITE", alice.uri(), SDP), alice.host.at(5060));
        peer.expect("180");
        alice.incoming().addListener(heard);
        return alice.incoming();
    }

    private static void refuses(Call call, ThrowingCallable command) {
        CallState state = call.state();
        assertThatThrownBy(command).isInstanceOfSatisfying(IllegalCallStateException.class,
                refused -> assertThat(refused.state()).isEqualTo(state)).hasMessageContaining("is " + state + " and cannot");
    }

    private static void refusesAnsweredOnly(Call call) {
        refuses(call, call::hold);
        refuses(call, call::resume);
        refuses(call, () -> call.sendDtmf('1'));
    }

    private static void refusesIncomingOnly(Call call) {
        refuses(call, call::answer);
        refuses(call, call::reject);
        refuses(call, () -> call.redirect("carol@192.0.2.1"));
    }

    @Nested
    class Initiating {
        @Test
        void refusesWhatNeedsAnAnswer() {
            Call call = call();
            assertThat(call.state()).isEqualTo(CallState.INITIATING);
            refusesAnsweredOnly(call);
            refusesIncomingOnly(call);
            assertThat(call.duration()).isZero();
            assertThat(call.endReason()).isEmpty();
            peer.respond(peer.expect("INVITE"), 486, "Busy Here");
        }

        @Test
        void ringsOn180() {
            Call call = call();
            peer.respond(peer.expect("INVITE"), 180, "Ringing");
            time.runReady();
            assertThat(call.state()).isEqualTo(CallState.RINGING);
            assertThat(heard.last(CallEvent.Progress.class).status()).isEqualTo(180);
        }

        @Test
        void progressAloneDoesNotRing() {
            Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 183, "Session Progress");
            time.runReady();
            assertThat(call.state()).isEqualTo(CallState.INITIATING);
            assertThat(heard.last(CallEvent.Progress.class).text()).isEqualTo("Session Progress");
            peer.respond(invite, 404, "Not Found");
        }

        @Test
        void failsWhenRefused() {
            Call call = call();
            peer.respond(peer.expect("INVITE"), 404, "Not Found", "Reason: Q.850;cause=1");
            time.runReady();
            assertThat(call.state()).isEqualTo(CallState.FAILED);
            assertThat(call.endReason().orElseThrow().status()).isEqualTo(404);
            assertThat(call.endReason().orElseThrow().reasons().get(0).cause()).isEqualTo(1);
        }

        @Test
        void passwordIsTriedOnce() {
            Call call = call();
            peer.respond(peer.expect("INVITE"), 407, "Auth",
                    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256");
            ReceivedSip again = peer.expect("INVITE");
            assertThat(again.header("Proxy-Authorization")).contains("username=\"alice\"").contains("SHA-256");
            assertThat(heard.last(CallEvent.Progress.class).status()).isEqualTo(407);
            peer.respond(again, 407, "Auth", "Proxy-Authenticate: Digest realm=\"r\", nonce=\"m\", qop=\"auth\"");
            time.runReady();
            assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.AUTHENTICATION);
        }

        @Test
        void failsWhenNobodyIsThere() {
            Call call = call();
            peer.expect("INVITE");
            peer.discard();
            time.advance(Duration.ofSeconds(33));
            peer.discard();
            assertThat(call.state()).isEqualTo(CallState.FAILED);
        }

        @Test
        void transportThatIsNotThereFailsBeforeAnythingIsSent() {
            assertThat(failure(alice.client.makeCall("sip:bob@192.0.2.1;transport=ws")))
                    .isInstanceOf(NetworkException.class).hasMessageContaining("ws: not configured");
            assertThat(alice.client.calls()).isEmpty();
        }
    }

    @Nested
    class Ringing {
        @Test
        void earlyMediaIsHeardBeforeTheAnswer() {
            Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            peer.respondWith(sdp("sendrecv"), invite, 183, "Session Progress", contact(), SDP);
            time.runReady();
            assertThat(call.state()).isEqualTo(CallState.EARLY_MEDIA);
            peer.respond(invite, 180, "Ringing", contact());
            time.runReady();
            assertThat(call.state()).as("it still sends sound").isEqualTo(CallState.EARLY_MEDIA);
            answer(invite, "sendrecv");
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        }

        @Test
        void hangupCancels() {
            Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 180, "Ringing");
            time.runReady();
            var ended = call.hangup();
            ReceivedSip cancel = peer.expect("CANCEL");
            time.runReady();
            assertThat(ended).isNotDone();
            peer.respond(cancel, 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            assertThat(done(ended).cause()).isEqualTo(EndCause.CANCELLED);
            assertThat(call.state()).isEqualTo(CallState.ENDED);
        }

        @Test
        void whoAnswersAndHoldsIsShownHolding() {
            Call call = call();
            answer(peer.expect("INVITE"), "sendonly");
            assertThat(call.state()).isEqualTo(CallState.HELD_BY_REMOTE);
            assertThat(call.answered()).isCompleted();
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        }

        @Test
        void answerThatCrossesTheCancelIsHungUp() {
            Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 180, "Ringing");
            time.runReady();
            call.hangup();
            peer.respond(peer.expect("CANCEL"), 200, "OK");
            peer.respondWith(sdp("sendrecv"), invite, 200, "OK", contact(), SDP);
            peer.respond(peer.expect("BYE"), 200, "OK");
            done(call.ended());
            assertThat(heard.states()).doesNotContain(CallState.ANSWERED);
        }
    }

    @Nested
    class Answered {
        @Test
        void refusesWhatIsForOtherStates() {
            Call call = established();
            refusesIncomingOnly(call);
            refuses(call, call::resume);
        }

        @Test
        void holdThatIsRefusedChangesNothing() {
            Call call = established();
            var hold = call.hold();
            ReceivedSip reinvite = peer.expect("INVITE");
            assertThat(reinvite.text().body()).contains("a=sendonly");
            peer.respond(reinvite, 488, "Not Acceptable Here");
            assertThat(failure(hold)).isInstanceOfSatisfying(
                    SipRefusedException.class, refused -> assertThat(refused.status()).isEqualTo(488));
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        }

        @Test
        void holdIsNotDoneBeforeTheFarEndAgreed() {
            Call call = established();
            var hold = call.hold();
            ReceivedSip reinvite = peer.expect("INVITE");
            advance(200);
            assertThat(hold).isNotDone();
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
            answer(reinvite, "recvonly");
            done(hold);
            assertThat(call.state()).isEqualTo(CallState.ON_HOLD);
        }

        @Test
        void holdThatTheEndOvertakesFails() {
            Call call = established();
            var hold = call.hold();
            ReceivedSip reinvite = peer.expect("INVITE");
            call.hangup();
            peer.respond(reinvite, 487, "Request Terminated");
            assertThat(failure(hold)).isInstanceOf(CallEndedException.class);
        }

        @Test
        void lostDialogFailsTheCall() {
            Call call = established();
            call.hold();
            peer.respond(peer.expect("INVITE"), 481, "Gone");
            done(call.ended());
            assertThat(call.state()).isEqualTo(CallState.FAILED);
            assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.DIALOG_LOST);
        }

        @Test
        void hangupWaitsForTheFarEnd() {
            Call call = established();
            peer.when("BYE", bye -> {});
            var ended = call.hangup();
            advance(3_000);
            assertThat(ended).isNotDone();
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
            done(ended);
        }

        @Test
        void hangupGivesUpAfter32Seconds() {
            Call call = established();
            peer.when("BYE", bye -> {});
            var ended = call.hangup();
            time.advance(Duration.ofSeconds(33));
            assertThat(ended).isDone();
            assertThat(call.state()).isEqualTo(CallState.ENDED);
        }
    }

    @Nested
    class OnHold {
        @Test
        void refusesToBeHeldAgainAndIsResumed() {
            Call call = established();
            var hold = call.hold();
            answer(peer.expect("INVITE"), "recvonly");
            done(hold);
            refuses(call, call::hold);
            assertThat(call.isActive()).isTrue();
            var resume = call.resume();
            ReceivedSip reinvite = peer.expect("INVITE");
            assertThat(reinvite.text().body()).contains("a=sendrecv");
            answer(reinvite, "sendrecv");
            done(resume);
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        }

        @Test
        void farEndMayHoldToo() {
            Call call = established();
            var hold = call.hold();
            answer(peer.expect("INVITE"), "inactive");
            done(hold);
            assertThat(call.state()).isEqualTo(CallState.ON_HOLD);
            assertThat(heard.last(CallEvent.RemoteHold.class).held()).isTrue();
            var resume = call.resume();
            answer(peer.expect("INVITE"), "sendonly");
            done(resume);
            assertThat(call.state()).isEqualTo(CallState.HELD_BY_REMOTE);
        }
    }

    @Nested
    class IncomingRinging {
        @Test
        void rings() {
            Call call = invited();
            assertThat(call.state()).isEqualTo(CallState.RINGING);
            refusesAnsweredOnly(call);
            assertThat(alice.heard.last(IncomingCall.class).hasVideo()).isFalse();
            assertThat(alice.client.call(call.id())).contains(call);
            call.reject();
            peer.expect("486");
        }

        @Test
        void answerIsDoneWhenTheAckCame() {
            Call call = invited();
            var answered = alice.client.answer(call.id());
            ReceivedSip ok = peer.expect("200 INVITE");
            advance(100);
            assertThat(answered).isNotDone();
            assertThat(call.state()).isEqualTo(CallState.RINGING);
            acknowledge(ok);
            done(answered);
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        }

        @Test
        void whoCallsAndHoldsIsShownHolding() {
            Call call = invited("sendonly");
            var answered = call.answer();
            acknowledge(peer.expect("200 INVITE"));
            done(answered);
            assertThat(call.state()).isEqualTo(CallState.HELD_BY_REMOTE);
            assertThat(heard.states()).endsWith(CallState.ANSWERED, CallState.HELD_BY_REMOTE);
            assertThat(heard.last(CallEvent.RemoteHold.class).held()).isTrue();
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        }

        @Test
        void answerThatIsNeverAcknowledgedFails() {
            Call call = invited();
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
            var answered = call.answer();
            time.advance(Duration.ofSeconds(33));
            assertThat(failure(answered)).isInstanceOf(CallEndedException.class);
            assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.NO_ACK);
            assertThat(call.state()).isEqualTo(CallState.FAILED);
        }

        @Test
        void rejectionCarriesItsStatus() {
            for (RejectReason reason : RejectReason.values()) {
                invited();
                Call call = alice.incoming();
                assertThat(done(alice.client.reject(call.id(), reason)).status()).isEqualTo(reason.status());
                peer.expect(reason.status() + " INVITE");
            }
        }

        @Test
        void hangupRefusesAsUnavailable() {
            Call call = invited();
            done(call.hangup());
            peer.expect("480");
            assertThat(call.state()).isEqualTo(CallState.ENDED);
        }

        @Test
        void videoIsOfferedAndRefusedByItself() {
            String offer = sdp("sendrecv") + "m=video 40002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n";
            peer.send(peer.requestWith(offer, "INVITE", alice.uri(), SDP), alice.host.at(5060));
            peer.expect("180");
            assertThat(alice.heard.last(IncomingCall.class).hasVideo()).isTrue();
            alice.incoming().answer();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).contains("m=video 0 ");
            acknowledge(ok);
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
        }

        @Test
        void callsAfterAnIncomingOneAreFoundByIdOnly() {
            assertThatThrownBy(() -> alice.client.answer("nobody")).isInstanceOf(IllegalArgumentException.class);
        }

        private void acknowledge(ReceivedSip ok) {
            SipText response = ok.text();
            peer.send(peer.request("ACK", SipText.addressIn(response.header("Contact")),
                    "From: " + response.header("From"), "To: " + response.header("To"),
                    "Call-ID: " + response.header("Call-ID"), "CSeq: 1 ACK"), alice.host.at(5060));
            time.runReady();
        }
    }

    @Nested
    class Ended {
        @Test
        void refusesEverythingButHangup() {
            Call call = call();
            peer.respond(peer.expect("INVITE"), 486, "Busy Here");
            time.runReady();
            refusesAnsweredOnly(call);
            refusesIncomingOnly(call);
            refuses(call, () -> call.mute(true));
            assertThat(done(call.hangup()).status()).isEqualTo(486);
            assertThat(done(call.hangup()).who()).isEqualTo(EndParty.REMOTE);
            assertThat(heard.names().get(heard.names().size() - 1)).isEqualTo("CallEnded");
            assertThat(heard.states()).isEqualTo(List.of(CallState.FAILED));
        }
    }
}
