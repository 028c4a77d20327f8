package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.header.Contact;
import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The called side, arrow by arrow. */
class CalledTest extends CalledFixture {
    @Nested
    class Invited {
        @Test
        void eventCarriesTheExactOffer() {
            Invitation invitation = ring();
            assertThat(invitation.offer().orElseThrow().text()).isEqualTo(FakeMediaPort.sdp("sendrecv", 1));
            assertThat(invitation.flow().remote()).isEqualTo(peer.address());
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void rings() {
            Invitation invitation = ring("Record-Route: <sip:" + peer.hostPort() + ";lr>");
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            assertThat(ringing.header("Contact")).isEqualTo("<sip:alice@" + ourAddress() + ">");
            assertThat(ringing.header("Record-Route")).isEqualTo("<sip:" + peer.hostPort() + ";lr>");
            assertThat(ringing.text().parameter("To", "tag")).isPresent();
            invitation.reject(480);
            ReceivedSip refused = peer.expect("480");
            assertThat(refused.text().parameter("To", "tag")).isEqualTo(ringing.text().parameter("To", "tag"));
            ack(refused);
        }

        @Test
        void ringingIsRepeatedEachMinute() {
            Invitation invitation = ring();
            invitation.ring();
            time.advance(Duration.ofSeconds(125));
            assertThat(peer.count("180")).isEqualTo(3);
            invitation.reject(480);
            ack(peer.expect("480"));
        }

        @Test
        void earlyMediaAndAnswerCarryTheSameDescription() {
            Invitation invitation = ring();
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).isEqualTo(progress.text().body()).contains("m=audio");
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void rejectionEndsLocally() {
            Invitation invitation = ring();
            invitation.reject(603, List.of(new HeaderLine("Reason", "Q.850;cause=21")));
            ReceivedSip refused = peer.expect("603");
            assertThat(refused.header("Reason")).isEqualTo("Q.850;cause=21");
            ack(refused);
            assertThat(events().end().who()).isEqualTo(EndParty.LOCAL);
            assertThat(events().end().cause()).isEqualTo(EndCause.REJECTED);
            assertThatThrownBy(invitation::accept).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void hangupRejects() {
            Invitation invitation = ring();
            invitation.session().hangup();
            ack(peer.expect("480"));
            assertThat(events().end().cause()).isEqualTo(EndCause.REJECTED);
        }

        @Test
        void redirects() {
            Invitation invitation = ring();
            invitation.redirect(List.of(Contact.of("<sip:carol@192.0.2.9>")));
            ReceivedSip moved = peer.expect("302");
            assertThat(moved.header("Contact")).isEqualTo("<sip:carol@192.0.2.9>");
            ack(moved);
            assertThat(events().end().cause()).isEqualTo(EndCause.REDIRECTED);
        }

        @Test
        void cancelBeforeAnyAnswerIsAMissedCall() {
            ring();
            cancel();
            peer.expect("200 CANCEL");
            ack(peer.expect("487"));
            assertThat(events().end().who()).isEqualTo(EndParty.REMOTE);
            assertThat(events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void cancelWhileRinging() {
            ring().ring();
            peer.expect("180");
            cancel();
            peer.expect("200 CANCEL");
            ack(peer.expect("487"));
            assertThat(events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void cancelWhileTheAnswerIsBeingMade() {
            node.media.slow = true;
            node.onInvitation = invitation -> { };
            Invitation invitation = ring();
            cancel();
            time.after(Duration.ZERO, invitation::accept);
            time.runReady();
            peer.expect("200 CANCEL");
            ack(peer.expect("487"));
            assertThat(peer.count("200 INVITE")).isZero();
        }

        @Test
        void byeOnTheEarlyDialogEndsIt() {
            ring().ring();
            ReceivedSip ringing = peer.expect("180");
            peer.send(dialogRequest("BYE", 2, ringing), node.address);
            peer.expect("200 BYE");
            ack(peer.expect("487"));
            assertThat(events().end().who()).isEqualTo(EndParty.REMOTE);
            assertThat(events().end().cause()).isEqualTo(EndCause.CANCELLED);
        }

        @Test
        void reinviteOnTheEarlyDialogIsTooEarly() {
            Invitation invitation = ring();
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            peer.send(dialogRequest("INVITE", 2, ringing), node.address);
            ReceivedSip busy = peer.expect("500");
            assertThat(Integer.parseInt(busy.header("Retry-After"))).isBetween(0, 10);
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void expiresOfTheCallerEndsIt() {
            ring("Expires: 20").ring();
            time.advance(Duration.ofSeconds(21));
            ack(peer.expect("487"));
            assertThat(events().end().cause()).isEqualTo(EndCause.NO_ANSWER);
        }

        @Test
        void unansweredInvitationEndsByItself() {
            ring().ring();
            time.advance(Duration.ofMinutes(5).plusSeconds(1));
            ack(peer.expect("480"));
            assertThat(events().end().who()).isEqualTo(EndParty.SYSTEM);
            assertThat(events().end().cause()).isEqualTo(EndCause.NO_ANSWER);
        }

        @Test
        void offerThatCannotBeAnsweredGets488WithWarning() {
            node.media.refuseOffers = true;
            ring().accept();
            ReceivedSip refused = peer.expect("488");
            assertThat(refused.header("Warning")).isEqualTo("305 rvoip \"no codec in common\"");
            ack(refused);
            assertThat(events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void mediaThatCannotBePreparedGets500() {
            node.media.failToOpen = "no port is free";
            ring().accept();
            ack(peer.expect("500"));
            assertThat(events().end().text()).isEqualTo("no port is free");
        }
    }

    @Nested
    class Accepted {
        @Test
        void lostAckMakesTheAnswerComeAgain() {
            Invitation invitation = ring();
            invitation.accept();
            ReceivedSip first = peer.expect("200 INVITE");
            ReceivedSip second = peer.expect("200 INVITE");
            ReceivedSip third = peer.expect("200 INVITE");
            assertThat(Duration.ofNanos(second.atNanos() - first.atNanos())).isEqualTo(Duration.ofMillis(500));
            assertThat(Duration.ofNanos(third.atNanos() - second.atNanos())).isEqualTo(Duration.ofSeconds(1));
            ack(third);
            peer.expectNothing(Duration.ofSeconds(40));
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(invitation.session());
        }

        @Test
        void withoutAckItEndsWithByeAfter64T1() {
            Invitation invitation = ring();
            invitation.accept();
            time.advance(Duration.ofSeconds(33));
            assertThat(peer.count("200 INVITE")).isEqualTo(11);
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(events().end().who()).isEqualTo(EndParty.SYSTEM);
            assertThat(events().end().cause()).isEqualTo(EndCause.NO_ACK);
            assertThat(invitation.session().state()).isEqualTo(SessionState.ENDED);
        }

        @Test
        void hangingUpWaitsForTheAck() {
            Invitation invitation = ring();
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            invitation.session().hangup();
            time.advance(Duration.ofMillis(400));
            assertThat(peer.count("BYE")).isZero();
            ack(ok);
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(events().end().cause()).isEqualTo(EndCause.HANGUP);
        }

        @Test
        void byeInsteadOfAckEndsIt() {
            ring().accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            peer.send(dialogRequest("BYE", 2, ok), node.address);
            peer.expect("200 BYE");
            assertThat(events().end().who()).isEqualTo(EndParty.REMOTE);
            assertThat(events().end().cause()).isEqualTo(EndCause.HANGUP);
            peer.discard();
            peer.expectNothing(Duration.ofSeconds(40));
        }

        @Test
        void cancelComesTooLate() {
            Invitation invitation = ring();
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            cancel();
            peer.expect("200 CANCEL");
            ack(ok);
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(invitation.session());
        }

        @Test
        void delayedOfferTakesItsAnswerFromTheAck() {
            Invitation invitation = invited("");
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).contains("m=audio");
            String ack = invite.ack(ok.text(), "z9hG4bKd");
            peer.send(ack.replaceFirst("Content-Length: 0\r\n\r\n", "") .replaceFirst("\r\n\r\n$", "\r\n")
                    + SDP + "\r\nContent-Length: " + answer().length() + "\r\n\r\n" + answer(), node.address);
            time.runReady();
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(invitation.session().leg().orElseThrow().negotiated()).isPresent();
            hangUp(invitation.session());
        }

        @Test
        void delayedOfferWithoutAnswerIsEnded() {
            invited("").accept();
            ack(peer.expect("200 INVITE"));
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(events().end().cause()).isEqualTo(EndCause.MEDIA);
        }
    }
}
