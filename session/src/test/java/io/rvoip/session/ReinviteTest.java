package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.session.offer.OfferKind;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** re-INVITEs of both sides within a call that stands, arrow by arrow. */
class ReinviteTest extends PeerFixture {
    private static Modification outcome(CompletableFuture<Modification> future) {
        assertThat(future).isDone();
        return future.join();
    }

    private CompletableFuture<Modification> hold(Established call) {
        return call.session().hold().toCompletableFuture();
    }

    private void accept(ReceivedSip reinvite, String direction) {
        peer.respondWith(FakeMediaPort.sdp(direction, 2), reinvite, 200, "OK", contact(), SDP);
    }

    @Nested
    class OfOurs {
        @Test
        void holdAndResumeAreOfferedAgreedAndTold() {
            Established call = establish();
            CompletableFuture<Modification> held = hold(call);
            ReceivedSip first = peer.expect("INVITE");
            assertThat(first.text().body()).contains("a=sendonly");
            assertThat(first.header("To")).endsWith(";tag=bob");
            accept(first, "recvonly");
            peer.expect("ACK");
            assertThat(outcome(held).done()).isTrue();
            assertThat(call.session().held()).isTrue();

            CompletableFuture<Modification> resumed = call.session().resume().toCompletableFuture();
            ReceivedSip second = peer.expect("INVITE");
            assertThat(second.text().body()).contains("a=sendrecv");
            accept(second, "sendrecv");
            peer.expect("ACK");
            assertThat(outcome(resumed).done()).isTrue();
            assertThat(call.session().held()).isFalse();
            assertThat(call.events().count(SessionEvent.LocalHold.class)).isEqualTo(2);
            hangUp(call.session());
        }

        @Test
        void repeatedAnswerIsAcknowledgedAgain() {
            Established call = establish();
            hold(call);
            ReceivedSip invite = peer.expect("INVITE");
            accept(invite, "recvonly");
            ReceivedSip ack = peer.expect("ACK");
            accept(invite, "recvonly");
            assertThat(peer.expect("ACK").text().raw()).isEqualTo(ack.text().raw());
            hangUp(call.session());
        }

        @Test
        void refusalKeepsTheCall() {
            Established call = establish();
            CompletableFuture<Modification> held = hold(call);
            peer.respond(peer.expect("INVITE"), 488, "Not Acceptable Here");
            peer.expect("ACK");
            assertThat(outcome(held)).isEqualTo(new Modification.Refused(488, "Not Acceptable Here"));
            assertThat(call.session().held()).isFalse();
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            CompletableFuture<Modification> again = hold(call);
            accept(peer.expect("INVITE"), "recvonly");
            peer.expect("ACK");
            assertThat(outcome(again).done()).isTrue();
            hangUp(call.session());
        }

        @Test
        void lostDialogEndsTheCall() {
            Established call = establish();
            CompletableFuture<Modification> held = hold(call);
            peer.respond(peer.expect("INVITE"), 481, "Call/Transaction Does Not Exist");
            peer.expect("ACK");
            peer.respond(peer.expect("BYE"), 481, "Call/Transaction Does Not Exist");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
            assertThat(outcome(held)).isInstanceOf(Modification.Ended.class);
        }

        @Test
        void silenceEndsTheCall() {
            Established call = establish();
            hold(call);
            time.advance(Duration.ofSeconds(33));
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
            assertThat(call.events().end().status()).isEqualTo(408);
        }

        @Test
        void endlessProvisionalIsCancelled() {
            Established call = establish();
            hold(call);
            ReceivedSip invite = peer.expect("INVITE");
            peer.respond(invite, 100, "Trying");
            ReceivedSip cancel = peer.expect("CANCEL", Duration.ofMinutes(4));
            peer.respond(cancel, 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            peer.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void collisionIsTriedAgainAfterTheOwnersTime() {
            Established call = establish();
            CompletableFuture<Modification> held = hold(call);
            ReceivedSip first = peer.expect("INVITE");
            peer.respond(first, 491, "Request Pending");
            peer.expect("ACK");
            ReceivedSip second = peer.expect("INVITE");
            assertThat(Duration.ofNanos(second.atNanos() - first.atNanos()))
                    .isBetween(Duration.ofMillis(2100), Duration.ofMillis(4000));
            accept(second, "recvonly");
            peer.expect("ACK");
            assertThat(outcome(held).done()).isTrue();
            hangUp(call.session());
        }

        @Test
        void endlessCollisionsAreGivenUp() {
            Established call = establish();
            peer.when("INVITE", invite -> peer.respond(invite, 491, "Request Pending"));
            CompletableFuture<Modification> held = hold(call);
            time.advance(Duration.ofMinutes(1));
            assertThat(outcome(held)).isEqualTo(new Modification.Refused(491, "Request Pending"));
            hangUp(call.session());
        }

        @Test
        void inviteOfTheFarEndMeanwhileGets491() {
            Established call = establish();
            hold(call);
            ReceivedSip invite = peer.expect("INVITE");
            String theirs = within(call, "INVITE", 1, FakeMediaPort.sdp("sendonly", 2));
            peer.send(theirs, node.address);
            peer.expect("491");
            peer.send(SipText.read(theirs).ack(peer.received().get(0).text(), "x")
                    .replace("ACK sip:bob@" + peer.hostPort(), "ACK sip:alice@" + ourAddress()), node.address);
            accept(invite, "recvonly");
            peer.expect("ACK");
            assertThat(call.session().held()).isTrue();
            hangUp(call.session());
        }

        @Test
        void answerThatCannotBeUsedEndsTheCall() {
            Established call = establish();
            node.media.refuseAnswers = true;
            hold(call);
            accept(peer.expect("INVITE"), "recvonly");
            peer.expect("ACK");
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void hangingUpMeanwhileSendsByeAtOnce() {
            Established call = establish();
            CompletableFuture<Modification> held = hold(call);
            ReceivedSip invite = peer.expect("INVITE");
            call.session().hangup();
            peer.respond(peer.expect("BYE"), 200, "OK");
            peer.respond(invite, 487, "Request Terminated");
            peer.expect("ACK");
            assertThat(call.events().end().cause()).isEqualTo(EndCause.HANGUP);
            assertThat(outcome(held)).isInstanceOf(Modification.Ended.class);
        }

        @Test
        void answerAfterTheEndIsStillAcknowledged() {
            Established call = establish();
            hold(call);
            ReceivedSip invite = peer.expect("INVITE");
            peer.send(within(call, "BYE", 1, ""), node.address);
            peer.expect("200 BYE");
            accept(invite, "recvonly");
            peer.expect("ACK");
            assertThat(call.events().end().who()).isEqualTo(EndParty.REMOTE);
        }

        @Test
        void changesQueueAndBeyondTheLimitAreRefused() {
            Established call = establish();
            for (int i = 0; i < 4; i++) {
                hold(call);
            }
            assertThat(outcome(hold(call))).isInstanceOf(Modification.Refused.class);
            for (int i = 0; i < 4; i++) {
                accept(peer.expect("INVITE"), "recvonly");
                peer.expect("ACK");
            }
            hangUp(call.session());
        }

        @Test
        void needsAnAnsweredCall() {
            Node.Call call = call();
            assertThatThrownBy(() -> call.session().hold()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("CALLING");
            peer.respond(peer.expect("INVITE"), 486, "Busy Here");
            peer.expect("ACK");
            assertThat(outcome(call.session().hold().toCompletableFuture())).isInstanceOf(Modification.Ended.class);
        }
    }

    @Nested
    class OfTheirs {
        private SipText sent = SipText.read("X sip:x SIP/2.0\r\nA: b\r\n\r\n");

        private void invite(Established call, int cseq, String body) {
            String raw = within(call, "INVITE", cseq, body, contact());
            sent = SipText.read(raw);
            peer.send(raw, node.address);
            time.runReady();
        }

        private void ack(ReceivedSip response) {
            peer.send(sent.ack(response.text(), "z9hG4bKa" + sent.header("CSeq").charAt(0)), node.address);
            time.runReady();
        }

        @Test
        void holdIsAnsweredAndTold() {
            Established call = establish();
            invite(call, 1, FakeMediaPort.sdp("sendonly", 2));
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).contains("a=recvonly");
            ack(ok);
            assertThat(call.session().heldByRemote()).isTrue();
            invite(call, 2, FakeMediaPort.sdp("sendrecv", 3));
            ack(peer.expect("200 INVITE"));
            assertThat(call.session().heldByRemote()).isFalse();
            assertThat(call.events().count(SessionEvent.RemoteHold.class)).isEqualTo(2);
            hangUp(call.session());
        }

        @Test
        void answerIsRepeatedUntilTheAckComes() {
            Established call = establish();
            invite(call, 1, FakeMediaPort.sdp("sendonly", 2));
            peer.expect("200 INVITE");
            ack(peer.expect("200 INVITE"));
            peer.expectNothing(Duration.ofSeconds(40));
            hangUp(call.session());
        }

        @Test
        void withoutAckTheCallEnds() {
            Established call = establish();
            invite(call, 1, FakeMediaPort.sdp("sendonly", 2));
            ReceivedSip bye = peer.expect("BYE", Duration.ofSeconds(33));
            peer.respond(bye, 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.NO_ACK);
        }

        @Test
        void offerIsMadeWhenTheyBringNone() {
            Established call = establish();
            invite(call, 1, "");
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).contains("a=sendrecv");
            assertThat(node.media.legs.get(0).open).as("RFC 8839 §7.5").isEqualTo(OfferKind.ANEW);
            String ack = sent.ack(ok.text(), "z9hG4bKb");
            String body = FakeMediaPort.sdp("sendonly", 4);
            peer.send(ack.replaceFirst("Content-Length: 0\r\n\r\n", "").replaceFirst("\r\n\r\n$", "\r\n")
                    + SDP + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body, node.address);
            time.runReady();
            assertThat(call.session().heldByRemote()).isTrue();
            hangUp(call.session());
        }

        @Test
        void refusedOfferKeepsTheCall() {
            Established call = establish();
            node.media.refuseOffers = true;
            invite(call, 1, FakeMediaPort.sdp("sendonly", 2));
            ReceivedSip refused = peer.expect("488");
            assertThat(refused.header("Warning")).startsWith("305 ");
            ack(refused);
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void secondInviteBeforeTheAnswerGets500() {
            Established call = establish();
            node.media.slow = true;
            String one = within(call, "INVITE", 1, FakeMediaPort.sdp("sendonly", 2), contact());
            String two = within(call, "INVITE", 2, FakeMediaPort.sdp("sendonly", 3), contact());
            peer.send(one, node.address);
            peer.send(two, node.address);
            ReceivedSip busy = peer.expect("500");
            assertThat(busy.header("Retry-After")).isNotEmpty();
            sent = SipText.read(two);
            ack(busy);
            sent = SipText.read(one);
            ack(peer.expect("200 INVITE"));
            hangUp(call.session());
        }

        @Test
        void olderCSeqGets500() {
            Established call = establish();
            invite(call, 5, FakeMediaPort.sdp("sendonly", 2));
            ack(peer.expect("200 INVITE"));
            invite(call, 4, FakeMediaPort.sdp("sendrecv", 2));
            ack(peer.expect("500"));
            assertThat(call.session().heldByRemote()).isTrue();
            hangUp(call.session());
        }

        @Test
        void newContactIsUsedFromThenOn() {
            Established call = establish();
            String raw = within(call, "INVITE", 1, FakeMediaPort.sdp("sendrecv", 2),
                    "Contact: <sip:moved@" + peer.hostPort() + ">");
            sent = SipText.read(raw);
            peer.send(raw, node.address);
            ack(peer.expect("200 INVITE"));
            call.session().hangup();
            ReceivedSip bye = peer.expect("BYE");
            assertThat(bye.text().requestUri()).isEqualTo("sip:moved@" + peer.hostPort());
            peer.respond(bye, 200, "OK");
        }

        @Test
        void byeWhileTheirInviteIsBeingAnsweredEndsBoth() {
            Established call = establish();
            node.media.slow = true;
            String one = within(call, "INVITE", 1, FakeMediaPort.sdp("sendonly", 2), contact());
            peer.send(one, node.address);
            peer.send(within(call, "BYE", 2, ""), node.address);
            peer.expect("200 BYE");
            ReceivedSip terminated = peer.expect("487");
            sent = SipText.read(one);
            ack(terminated);
            assertThat(call.events().end().who()).isEqualTo(EndParty.REMOTE);
        }
    }

    @Nested
    class Relayed {
        private Established relayed() {
            Node.Call call = node.call(
                    node.requestTo(target).withMedia(MediaPlan.relay()).withOffer(SdpBody.of("mine")));
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().body()).isEqualTo("mine");
            respondAs("bob", invite, "theirs", 200, "OK");
            peer.expect("ACK");
            assertThat(call.events().last(SessionEvent.Answered.class).orElseThrow().description().orElseThrow().text())
                    .isEqualTo("theirs");
            return new Established(call.session(), call.events(), invite);
        }

        @Test
        void theirOfferWaitsForTheApplication() {
            Established call = relayed();
            String raw = within(call, "INVITE", 1, "new offer", contact());
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(2));
            assertThat(call.events().last(SessionEvent.Offered.class).orElseThrow().offer().text())
                    .isEqualTo("new offer");
            call.session().answer(SdpBody.of("new answer"));
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).isEqualTo("new answer");
            peer.send(SipText.read(raw).ack(ok.text(), "z9hG4bKr"), node.address);
            time.runReady();
            assertThatThrownBy(() -> call.session().answer(SdpBody.of("again")))
                    .isInstanceOf(IllegalStateException.class);
            hangUp(call.session());
        }

        @Test
        void theirCancelWithdrawsTheOffer() {
            Established call = relayed();
            String raw = within(call, "INVITE", 1, "new offer", contact());
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(1));
            peer.send(SipText.read(raw).cancel(), node.address);
            peer.expect("200 CANCEL");
            ReceivedSip terminated = peer.expect("487");
            peer.send(SipText.read(raw).ack(terminated.text(), "x"), node.address);
            assertThat(call.events().count(SessionEvent.OfferWithdrawn.class)).isEqualTo(1);
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void refusalOfTheApplicationKeepsTheCall() {
            Established call = relayed();
            String raw = within(call, "INVITE", 1, "new offer", contact());
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(1));
            call.session().refuse(488);
            ReceivedSip refused = peer.expect("488");
            peer.send(SipText.read(raw).ack(refused.text(), "x"), node.address);
            hangUp(call.session());
        }

        @Test
        void wantedOfferComesFromTheApplication() {
            Established call = relayed();
            String raw = within(call, "INVITE", 1, "", contact());
            peer.send(raw, node.address);
            time.advance(Duration.ofSeconds(1));
            assertThat(call.events().count(SessionEvent.OfferWanted.class)).isEqualTo(1);
            call.session().answer(SdpBody.of("our offer"));
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).isEqualTo("our offer");
            peer.send(SipText.read(raw).ack(ok.text(), "z9hG4bKw"), node.address);
            peer.respond(peer.expect("BYE"), 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void ourOfferIsSentAsGiven() {
            Established call = relayed();
            assertThatThrownBy(() -> call.session().hold()).isInstanceOf(IllegalStateException.class);
            CompletableFuture<Modification> changed = call.session().offer(SdpBody.of("changed")).toCompletableFuture();
            ReceivedSip invite = peer.expect("INVITE");
            assertThat(invite.text().body()).isEqualTo("changed");
            accept(invite, "sendrecv");
            peer.expect("ACK");
            assertThat(outcome(changed)).isInstanceOfSatisfying(Modification.Done.class, done ->
                    assertThat(done.description().orElseThrow().text()).contains("m=audio"));
            assertThat(call.events().last(SessionEvent.Modified.class).orElseThrow().byRemote()).isFalse();
            hangUp(call.session());
        }
    }

    @Test
    void bothSidesAtOnceComeToAnAgreement() {
        io.rvoip.testing.VirtualHost host = network.host();
        Node bob = Node.on(time, host, host.at(5060), 900);
        network.withConditions(LinkConditions.PERFECT.withDelay(Duration.ofMillis(20), Duration.ofMillis(30)));
        bob.onInvitation = Invitation::accept;
        Node.Call call = node.call(node.requestTo(bob.uri("bob")));
        time.advance(Duration.ofSeconds(1));
        InviteSession theirs = bob.invitations.get(0).session();
        CompletableFuture<Modification> one = call.session().hold().toCompletableFuture();
        CompletableFuture<Modification> other = theirs.hold().toCompletableFuture();
        time.advance(Duration.ofSeconds(10));
        assertThat(outcome(one).done()).isTrue();
        assertThat(outcome(other).done()).isTrue();
        assertThat(call.session().held() && theirs.held()).isTrue();
        assertThat(call.session().heldByRemote() && theirs.heldByRemote()).isTrue();
        theirs.hangup();
        time.advance(Duration.ofSeconds(1));
        assertThat(call.events().end().who()).isEqualTo(EndParty.REMOTE);
        time.settle(Duration.ofMinutes(1));
        assertThat(bob.counts()).isEqualTo(StackCounts.ZERO);
    }
}
