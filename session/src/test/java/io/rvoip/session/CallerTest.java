package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.Reason;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The calling side, arrow by arrow. */
class CallerTest extends PeerFixture {
    private void expectCancelled(Node.Call call, EndParty who) {
        assertThat(call.events().end().who()).isEqualTo(who);
        assertThat(call.events().end().cause()).isEqualTo(EndCause.CANCELLED);
    }

    @Nested
    class Starting {
        @Test
        void hangingUpBeforeAnythingWasSentSendsNothing() {
            Recorder events = new Recorder();
            node.stack.shards().get(0).loop().execute(() ->
                    node.agent().invite(node.requestTo(target), events).hangup());
            time.runReady();
            assertThat(events.end().cause()).isEqualTo(EndCause.CANCELLED);
            peer.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void unresolvableTargetEndsWithTransport() {
            Node.Call call = node.call(node.requestTo(SipUri.of("sip:bob@host.invalid")));
            assertThat(call.events().end().cause()).isEqualTo(EndCause.TRANSPORT);
            assertThat(call.events().end().text()).contains("host.invalid");
        }

        @Test
        void sipsGoesNoPlainWayWhateverTheNextHop() {
            Node.Call call = node.call(node.requestTo(SipUri.of("sips:bob@192.0.2.1"))
                    .withNextHop(NextHop.to(new Target(TransportProtocol.UDP, peer.address()))));
            assertThat(call.events().end().text()).isEqualTo("sips: does not go by udp");
            peer.expectNothing(Duration.ofSeconds(1));
        }

        @Test
        void mediaThatCannotBePreparedEndsTheCall() {
            node.media.failToOpen = "no port is free";
            Node.Call call = call();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
            assertThat(call.events().end().text()).isEqualTo("no port is free");
            peer.expectNothing(Duration.ofSeconds(1));
        }
    }

    @Nested
    class Calling {
        @Test
        void inviteCarriesWhatTheRfcAsksFor() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().requestUri()).isEqualTo(target.toString());
            assertThat(invite.header("Contact")).isEqualTo("<sip:alice@" + ourAddress() + ">");
            assertThat(invite.header("Max-Forwards")).isEqualTo("70");
            assertThat(invite.header("Allow")).isEqualTo("INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK");
            assertThat(invite.text().body()).contains("m=audio");
            assertThat(invite.text().parameter("From", "tag")).isPresent();
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
            assertThat(call.events().end().status()).isEqualTo(486);
        }

        @Test
        void cancelWaitsForAProvisionalResponse() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            call.session().hangup();
            time.advance(Duration.ofSeconds(3));
            assertThat(peer.count("CANCEL")).isZero();
            peer.respond(invite, 100, "Trying");
            ReceivedSip cancel = peer.expect("CANCEL");
            assertThat(cancel.text().parameter("Via", "branch")).isEqualTo(invite.text().parameter("Via", "branch"));
            peer.respond(cancel, 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            peer.expect("ACK");
            expectCancelled(call, EndParty.LOCAL);
        }

        @Test
        void cancelledWithoutAnyResponseEndsAfterTimerB() {
            Node.Call call = call();
            call.session().hangup();
            time.advance(Duration.ofSeconds(31));
            assertThat(call.session().state()).isEqualTo(SessionState.CANCELLING);
            time.advance(Duration.ofSeconds(2));
            expectCancelled(call, EndParty.LOCAL);
            assertThat(peer.count("CANCEL")).isZero();
        }

        @Test
        void silenceEndsWithNoResponse() {
            Node.Call call = call();
            time.advance(Duration.ofSeconds(33));
            assertThat(call.events().end().who()).isEqualTo(EndParty.SYSTEM);
            assertThat(call.events().end().cause()).isEqualTo(EndCause.NO_RESPONSE);
            assertThat(call.events().end().status()).isEqualTo(408);
        }

        @Test
        void finalResponseInsteadOfProvisionalAfterHangingUpNeedsNoCancel() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            call.session().hangup();
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
            expectCancelled(call, EndParty.LOCAL);
            assertThat(peer.count("CANCEL")).isZero();
        }

        @Test
        void callTimeoutCancels() {
            Node.Call call = node.call(node.requestTo(target).withCallTimeout(Duration.ofSeconds(10)));
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 180, "Ringing", contact());
            ReceivedSip cancel = peer.expect("CANCEL", Duration.ofSeconds(11));
            peer.respond(cancel, 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            time.runReady();
            assertThat(call.events().end().who()).isEqualTo(EndParty.SYSTEM);
            assertThat(call.events().end().cause()).isEqualTo(EndCause.NO_ANSWER);
        }
    }

    @Nested
    class Proceeding {
        @Test
        void ringingAndEarlyMediaAreTold() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, "", 180, "Ringing");
            respondAs("bob", invite, answer(), 183, "Session Progress");
            time.runReady();
            assertThat(call.events().count(SessionEvent.Progress.class)).isEqualTo(2);
            assertThat(call.events().last(SessionEvent.Progress.class).orElseThrow().description()).isPresent();
            assertThat(call.session().leg().orElseThrow().negotiated()).isPresent();
            respondAs("bob", invite, "", 200, "OK");
            peer.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void hangingUpCancelsAtOnce() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, "", 180, "Ringing");
            time.runReady();
            call.session().hangup(Reason.of("SIP", 200, "Call completed elsewhere"));
            ReceivedSip cancel = peer.expect("CANCEL");
            assertThat(cancel.header("Reason")).isEqualTo("SIP;cause=200;text=\"Call completed elsewhere\"");
            assertThat(cancel.header("CSeq")).isEqualTo(invite.header("CSeq").replace("INVITE", "CANCEL"));
            peer.respond(cancel, 200, "OK");
            respondAs("bob", invite, "", 487, "Request Terminated");
            peer.expect("ACK");
            expectCancelled(call, EndParty.LOCAL);
            assertThat(call.events().end().status()).isEqualTo(487);
        }

        @Test
        void refusalEndsWithStatusAndReason() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 100, "Trying");
            peer.respond(invite, 603, "Decline", "Reason: Q.850;cause=21;text=\"Call Rejected\"");
            peer.expect("ACK");
            CallEnd end = call.events().end();
            assertThat(end.who()).isEqualTo(EndParty.REMOTE);
            assertThat(end.cause()).isEqualTo(EndCause.REJECTED);
            assertThat(end.status()).isEqualTo(603);
            assertThat(end.text()).isEqualTo("Decline");
            assertThat(end.reasons()).extracting(Object::toString)
                    .containsExactly("Q.850;cause=21;text=\"Call Rejected\"");
        }

        @Test
        void calledSideThatHangsUpTooEarlyIsAnsweredAndTheInviteCancelled() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, "", 180, "Ringing");
            time.runReady();
            peer.send(within(new Established(call.session(), call.events(), invite), "BYE", 1, ""), node.address);
            peer.expect("200 BYE");
            ReceivedSip cancel = peer.expect("CANCEL");
            peer.respond(cancel, 200, "OK");
            respondAs("bob", invite, "", 487, "Request Terminated");
            peer.expect("ACK");
            expectCancelled(call, EndParty.REMOTE);
        }
    }

    @Nested
    class Cancelling {
        private Node.Call cancelling(ReceivedSip[] invite) {
            Node.Call call = call();
            invite[0] = peer.expect("INVITE");
            respondAs("bob", invite[0], "", 180, "Ringing");
            time.runReady();
            call.session().hangup();
            peer.respond(peer.expect("CANCEL"), 200, "OK");
            return call;
        }

        @Test
        void answerThatCrossesTheCancelIsAcknowledgedAndEnded() {
            ReceivedSip[] invite = new ReceivedSip[1];
            Node.Call call = cancelling(invite);
            respondAs("bob", invite[0], answer(), 200, "OK");
            peer.expect("ACK");
            peer.respond(peer.expect("BYE"), 200, "OK");
            expectCancelled(call, EndParty.LOCAL);
            assertThat(call.events().count(SessionEvent.Answered.class)).isZero();
        }

        @Test
        void noFinalResponseFor64T1EndsIt() {
            ReceivedSip[] invite = new ReceivedSip[1];
            Node.Call call = cancelling(invite);
            time.advance(Duration.ofSeconds(31));
            assertThat(call.events().ended()).isFalse();
            time.advance(Duration.ofSeconds(2));
            expectCancelled(call, EndParty.LOCAL);
        }

        @Test
        void hangingUpAgainChangesNothing() {
            ReceivedSip[] invite = new ReceivedSip[1];
            Node.Call call = cancelling(invite);
            call.session().hangup();
            respondAs("bob", invite[0], "", 487, "Request Terminated");
            peer.expect("ACK");
            assertThat(peer.count("CANCEL")).isEqualTo(1);
            assertThat(call.events().count(SessionEvent.Ended.class)).isEqualTo(1);
        }
    }

    @Nested
    class Answered {
        @Test
        void repeatedAnswerGetsTheSameAckAgain() {
            Established call = establish();
            respondAs("bob", call.invite(), answer(), 200, "OK");
            ReceivedSip again = peer.expect("ACK");
            assertThat(peer.received().stream().filter(m -> m.text().is("ACK")).map(m -> m.text().raw()).distinct())
                    .hasSize(1);
            assertThat(again.text().requestUri()).isEqualTo("sip:bob@" + peer.hostPort());
            assertThat(call.events().count(SessionEvent.Answered.class)).isEqualTo(1);
            hangUp(call.session());
        }

        @Test
        void answerWithoutDescriptionIsEnded() {
            Node.Call call = call();
            respondAs("bob", peer.expect("INVITE"), "", 200, "OK");
            peer.expect("ACK");
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
            assertThat(call.events().end().status()).isEqualTo(488);
        }

        @Test
        void unusableAnswerIsEndedWithReason() {
            node.media.refuseAnswers = true;
            Node.Call call = call();
            respondAs("bob", peer.expect("INVITE"), answer(), 200, "OK");
            peer.expect("ACK");
            ReceivedSip bye = peer.expect("BYE");
            assertThat(bye.header("Reason")).startsWith("SIP;cause=488");
            peer.respond(bye, 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void delayedOfferIsAnsweredInTheAck() {
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().body()).isEmpty();
            respondAs("bob", invite, answer(), 200, "OK");
            assertThat(peer.expect("ACK").text().body()).contains("m=audio");
            hangUp(call.session());
        }

        @Test
        void delayedOfferThatCannotBeAnsweredIsEnded() {
            node.media.refuseOffers = true;
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            respondAs("bob", peer.expect("INVITE"), answer(), 200, "OK");
            peer.expect("ACK");
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void slowMediaAnswersADelayedOfferOnce() {
            node.media.slow = true;
            Node.Call call = node.call(node.requestTo(target).withDelayedOffer(true));
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, answer(), 200, "OK");
            respondAs("bob", invite, answer(), 200, "OK");
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void relayedDelayedOfferWaitsForTheApplication() {
            Node.Call call = node.call(node.requestTo(target).withMedia(MediaPlan.relay()));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().body()).isEmpty();
            respondAs("bob", invite, answer(), 200, "OK");
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.count("ACK")).isZero();
            assertThat(call.events().last(SessionEvent.Offered.class).orElseThrow().offer().text()).isEqualTo(answer());
            call.session().answer(SdpBody.of("v=0\r\nmine"));
            assertThat(peer.expect("ACK").text().body()).isEqualTo("v=0\r\nmine");
            hangUp(call.session());
        }

        @Test
        void hangingUpBeforeTheLateAnswerAcknowledgesFirst() {
            Node.Call call = node.call(node.requestTo(target).withMedia(MediaPlan.relay()));
            respondAs("bob", peer.expect("INVITE"), answer(), 200, "OK");
            time.advance(Duration.ofMillis(100));
            call.session().hangup();
            assertThat(peer.expectNext("ACK").text().body()).isEmpty();
            peer.respond(peer.expectNext("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.HANGUP);
        }
    }

    @Nested
    class Redirected {
        @Test
        void isAValueUnlessAskedFor() {
            Node.Call call = call();
            peer.respond(peer.expect("INVITE"), 302, "Moved Temporarily",
                    "Contact: <sip:carol@" + peer.hostPort() + ">");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.REDIRECTED);
            assertThat(call.events().last(SessionEvent.Redirected.class).orElseThrow().contacts()).hasSize(1);
        }

        @Test
        void isFollowedBestFirst() {
            Node.Call call = node.call(node.requestTo(target).withRedirectsFollowed(true));
            ReceivedSip first = peer.expect("INVITE");
            peer.respond(first, 302, "Moved Temporarily",
                    "Contact: <sip:low@" + peer.hostPort() + ">;q=0.1, <sip:high@" + peer.hostPort() + ">;q=0.9");
            peer.expect("ACK");
            ReceivedSip second = peer.expect("INVITE");
            assertThat(second.text().requestUri()).startsWith("sip:high@");
            assertThat(second.header("Call-ID")).isEqualTo(first.header("Call-ID"));
            assertThat(second.header("To")).isEqualTo(first.header("To"));
            peer.respond(second, 486, "Busy Here");
            peer.expect("ACK");
            ReceivedSip third = peer.expect("INVITE");
            assertThat(third.text().requestUri()).startsWith("sip:low@");
            peer.respond(third, 486, "Busy Here");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.REJECTED);
        }

        @Test
        void loopsAreNotFollowed() {
            Node.Call call = node.call(node.requestTo(target).withRedirectsFollowed(true));
            peer.respond(peer.expect("INVITE"), 302, "Moved Temporarily", "Contact: <" + target + ">");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.REDIRECTED);
            peer.expectNothing(Duration.ofSeconds(1));
        }
    }
}
