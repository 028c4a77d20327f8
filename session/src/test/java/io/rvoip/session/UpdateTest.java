package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** UPDATE within calls that we made (RFC 3311), before and after the answer, arrow by arrow. */
class UpdateTest extends PeerFixture {
    private static final String ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, PRACK";

    private void reliable(String tag, ReceivedSip invite, long rseq, String body, String... more) {
        String[] lines = new String[more.length + 3 + (body.isEmpty() ? 0 : 1)];
        lines[0] = contact();
        lines[1] = "Require: 100rel";
        lines[2] = "RSeq: " + rseq;
        System.arraycopy(more, 0, lines, 3, more.length);
        if (!body.isEmpty()) {
            lines[lines.length - 1] = SDP;
        }
        String raw = invite.text().responseWith(body, 183, "Progress", lines);
        peer.send(raw.replaceFirst(";tag=peer[0-9a-f]+", ";tag=" + tag), invite.from());
    }

    /** A call with early media agreed upon for certain, that the far end's tag "bob" has. */
    private Established early() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        reliable("bob", invite, 1, answer(), ALLOW);
        peer.respond(peer.expect("PRACK"), 200, "OK");
        time.runReady();
        return new Established(call.session(), call.events(), invite);
    }

    private void answerTheCall(Established call) {
        respondAs("bob", call.invite(), "", 200, "OK");
        peer.expect("ACK");
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        hangUp(call.session());
    }

    private ReceivedSip send(String request, String expected) {
        peer.send(request, node.address);
        return peer.expect(expected);
    }

    @Nested
    class OfTheirsBeforeTheAnswer {
        @Test
        void offerIsAnsweredAndTold() {
            Established call = early();
            ReceivedSip ok = send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "200 UPDATE");
            assertThat(ok.text().body()).contains("a=recvonly");
            assertThat(ok.header("Contact")).contains(ourAddress());
            assertThat(ok.header("Allow")).contains("UPDATE");
            assertThat(call.session().heldByRemote()).isTrue();
            assertThat(call.events().count(SessionEvent.Modified.class)).isEqualTo(1);
            answerTheCall(call);
        }

        @Test
        void withoutOfferOnlyTheTargetIsRefreshed() {
            Established call = early();
            String moved = "Contact: <sip:moved@" + peer.hostPort() + ">";
            assertThat(send(within(call, "UPDATE", 1, "", moved), "200 UPDATE").text().body()).isEmpty();
            reliable("bob", call.invite(), 2, "", moved.replace("Contact", "X-Contact"));
            answerTheCall(call);
        }

        @Test
        void offerBeforeTheFirstAnswerGets491() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("bob", invite, 1, "", ALLOW);
            peer.respond(peer.expect("PRACK"), 200, "OK");
            Established early = new Established(call.session(), call.events(), invite);
            send(within(early, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "491 UPDATE");
            respondAs("bob", invite, answer(), 200, "OK");
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void offerOfAPlaceThatIsNotHeardGets500WithRetryAfter() {
            Established call = early();
            reliable("other", call.invite(), 1, answer(), ALLOW);
            peer.respond(peer.expect("PRACK"), 200, "OK");
            ReceivedSip busy = send(
                    within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "500 UPDATE");
            assertThat(Integer.parseInt(busy.header("Retry-After"))).isBetween(0, 10);
            answerTheCall(call);
        }

        @Test
        void refusedOfferLeavesTheCall() {
            Established call = early();
            node.media.refuseOffers = true;
            send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "488 UPDATE");
            node.media.refuseOffers = false;
            answerTheCall(call);
        }

        @Test
        void withoutDialogGets481() {
            peer.send(peer.request("UPDATE", "sip:alice@" + ourAddress(), contact()), node.address);
            peer.expect("481 UPDATE");
        }

        @Test
        void afterAChangeAnotherPlaceThatTakesTheCallIsOfferedAnew() {
            Established call = early();
            send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "200 UPDATE");
            respondAs("other", call.invite(), answer(), 200, "OK");
            assertThat(peer.expect("ACK").text().parameter("To", "tag")).contains("other");
            ReceivedSip again = peer.expect("INVITE");
            assertThat(again.text().parameter("To", "tag")).contains("other");
            peer.respondWith(answer(), again, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(call.session());
        }
    }

    @Nested
    class OfOursBeforeTheAnswer {
        @Test
        void holdGoesWithUpdateWithinTheEarlyDialog() {
            Established call = early();
            assertThat(call.session().canChange()).isTrue();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            ReceivedSip update = peer.expect("UPDATE");
            assertThat(update.text().body()).contains("a=sendonly");
            assertThat(update.text().parameter("To", "tag")).contains("bob");
            assertThat(update.header("Contact")).contains(ourAddress());
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(held.join().done()).isTrue();
            assertThat(call.session().held()).isTrue();
            answerTheCall(call);
        }

        @Test
        void theAnswerOfTheCallMayComeFirst() {
            Established call = early();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            ReceivedSip update = peer.expect("UPDATE");
            respondAs("bob", call.invite(), "", 200, "OK");
            peer.expect("ACK");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(held.join().done()).isTrue();
            hangUp(call.session());
        }

        @Test
        void anotherPlaceThatTakesTheCallIsAskedAgain() {
            Established call = early();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            ReceivedSip update = peer.expect("UPDATE");
            respondAs("other", call.invite(), answer(), 200, "OK");
            peer.expect("ACK");
            ReceivedSip again = peer.expect("INVITE");
            assertThat(again.text().parameter("To", "tag")).contains("other");
            assertThat(again.text().body()).contains("a=sendonly");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(held).isNotDone();
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), again, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            assertThat(held.join().done()).isTrue();
            hangUp(call.session());
        }

        @Test
        void isNotPossibleWithoutAReliableAnswer() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, answer(), 183, "Progress");
            time.runReady();
            assertThat(call.session().canChange()).isFalse();
            assertThatThrownBy(() -> call.session().hold()).isInstanceOf(IllegalStateException.class);
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }

        @Test
        void isNotPossibleWhereTheFarEndDoesNotAllowIt() {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            reliable("bob", invite, 1, answer());
            peer.respond(peer.expect("PRACK"), 200, "OK");
            time.runReady();
            assertThat(call.session().canChange()).isFalse();
            peer.respond(invite, 486, "Busy Here");
            peer.expect("ACK");
        }

        @Test
        void lostEarlyDialogRefusesTheChangeOnly() {
            Established call = early();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            peer.respond(peer.expect("UPDATE"), 481, "Call/Transaction Does Not Exist");
            time.runReady();
            assertThat(held.join()).isInstanceOf(Modification.Refused.class);
            answerTheCall(call);
        }

        @Test
        void theCallMayEndMeanwhile() {
            Established call = early();
            CompletableFuture<Modification> held = call.session().hold().toCompletableFuture();
            peer.expect("UPDATE");
            peer.respond(call.invite(), 486, "Busy Here");
            peer.expect("ACK");
            assertThat(held.join()).isInstanceOf(Modification.Ended.class);
        }
    }

    @Nested
    class Glare {
        @Test
        void theirOfferGets491WhileOursIsOpen() {
            Established call = early();
            call.session().hold();
            ReceivedSip update = peer.expect("UPDATE");
            send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "491 UPDATE");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(call.session().held()).isTrue();
            answerTheCall(call);
        }

        @Test
        void oursIsSentAgainAfter491() {
            Established call = early();
            call.session().hold();
            ReceivedSip first = peer.expect("UPDATE");
            peer.respond(first, 491, "Request Pending");
            ReceivedSip second = peer.expect("UPDATE");
            assertThat(Duration.ofNanos(second.atNanos() - first.atNanos()))
                    .isBetween(Duration.ofMillis(2100), Duration.ofMillis(4000));
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), second, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(call.session().held()).isTrue();
            answerTheCall(call);
        }

        @Test
        void oursIsSentAgainAfter500WithRetryAfter() {
            Established call = early();
            call.session().hold();
            ReceivedSip first = peer.expect("UPDATE");
            peer.respond(first, 500, "Server Internal Error", "Retry-After: 3");
            ReceivedSip second = peer.expect("UPDATE");
            assertThat(Duration.ofNanos(second.atNanos() - first.atNanos()).toMillis()).isBetween(3000L, 3100L);
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), second, 200, "OK", contact(), SDP);
            answerTheCall(call);
        }

        @Test
        void aSecondUpdateGets500WhileTheFirstIsAnswered() {
            Established call = relayed();
            peer.send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), node.address);
            time.runReady();
            assertThat(call.events().last(SessionEvent.Offered.class).orElseThrow().atOnce()).isTrue();
            assertThat(send(within(call, "UPDATE", 2, "", contact()), "500 UPDATE").text().has("Retry-After")).isTrue();
            call.session().answer(SdpBody.of(FakeMediaPort.sdp("recvonly", 2)));
            assertThat(peer.expect("200 UPDATE").text().body()).contains("a=recvonly");
            answerTheCall(call);
        }

        @Test
        void anUnansweredOfferIsRefusedBeforeTheFarEndGivesUp() {
            Established call = relayed();
            peer.send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), node.address);
            peer.expect("504 UPDATE", Duration.ofSeconds(31));
            assertThat(call.events().count(SessionEvent.OfferWithdrawn.class)).isEqualTo(1);
            assertThatThrownBy(() -> call.session().answer(SdpBody.of(answer())))
                    .isInstanceOf(IllegalStateException.class);
            answerTheCall(call);
        }

        private Established relayed() {
            Node.Call call = node.call(node.requestTo(target)
                    .withMedia(MediaPlan.relay()).withOffer(SdpBody.of(FakeMediaPort.sdp("sendrecv", 1))));
            ReceivedSip invite = peer.expect("INVITE");
            reliable("bob", invite, 1, answer(), ALLOW);
            peer.respond(peer.expect("PRACK"), 200, "OK");
            time.runReady();
            return new Established(call.session(), call.events(), invite);
        }
    }

    @Nested
    class WithinACallThatStands {
        private ReceivedSip update(Established call, int cseq, String body) {
            peer.send(within(call, "UPDATE", cseq, body, contact(), ALLOW), node.address);
            return peer.expect("200 UPDATE");
        }

        @Test
        void theirOfferIsAnswered() {
            Established call = establish();
            assertThat(update(call, 1, FakeMediaPort.sdp("sendonly", 2)).text().body()).contains("a=recvonly");
            assertThat(call.session().heldByRemote()).isTrue();
            hangUp(call.session());
        }

        @Test
        void theTargetIsRefreshed() {
            Established call = establish();
            peer.send(within(call, "UPDATE", 1, "", "Contact: <sip:moved@" + peer.hostPort() + ">"), node.address);
            peer.expect("200 UPDATE");
            call.session().hangup();
            ReceivedSip bye = peer.expect("BYE");
            assertThat(bye.text().requestUri()).isEqualTo("sip:moved@" + peer.hostPort());
            peer.respond(bye, 200, "OK");
        }

        @Test
        void theirOfferGets491WhileOurReinviteIsOpen() {
            Established call = establish();
            call.session().hold();
            ReceivedSip reinvite = peer.expect("INVITE");
            send(within(call, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), "491 UPDATE");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), reinvite, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void aReinviteGets500WhileAnUpdateIsAnswered() {
            Node.Call call = node.call(node.requestTo(target)
                    .withMedia(MediaPlan.relay()).withOffer(SdpBody.of(FakeMediaPort.sdp("sendrecv", 1))));
            ReceivedSip invite = peer.expect("INVITE");
            respondAs("bob", invite, answer(), 200, "OK");
            peer.expect("ACK");
            Established established = new Established(call.session(), call.events(), invite);
            peer.send(within(established, "UPDATE", 1, FakeMediaPort.sdp("sendonly", 2), contact()), node.address);
            send(within(established, "INVITE", 2, FakeMediaPort.sdp("sendrecv", 3), contact()), "500 INVITE");
            call.session().answer(SdpBody.of(FakeMediaPort.sdp("recvonly", 2)));
            peer.expect("200 UPDATE");
            hangUp(call.session());
        }

        @Test
        void oursGoesWithUpdateWhenAskedFor() {
            Established call = establish();
            update(call, 1, "");
            CompletableFuture<Modification> done =
                    call.session().offerByUpdate(SdpBody.of(FakeMediaPort.sdp("sendonly", 2))).toCompletableFuture();
            ReceivedSip update = peer.expect("UPDATE");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(done.join().done()).isTrue();
            hangUp(call.session());
        }

        @Test
        void withoutTheirAllowItGoesWithReinvite() {
            Established call = establish();
            call.session().offerByUpdate(SdpBody.of(FakeMediaPort.sdp("sendonly", 2)));
            ReceivedSip reinvite = peer.expect("INVITE");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), reinvite, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void lostDialogEndsTheCall() {
            Established call = establish();
            update(call, 1, "");
            call.session().offerByUpdate(SdpBody.of(FakeMediaPort.sdp("sendonly", 2)));
            peer.respond(peer.expect("UPDATE"), 481, "Call/Transaction Does Not Exist");
            peer.respond(peer.expect("BYE"), 481, "Call/Transaction Does Not Exist");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
        }

        @Test
        void bodyThatIsNoDescriptionGets415() {
            Established call = establish();
            String raw = within(call, "UPDATE", 1, "<x/>", contact()).replace("application/sdp", "application/xml");
            send(raw, "415 UPDATE");
            hangUp(call.session());
        }

        @Test
        void outOfOrderGets500() {
            Established call = establish();
            update(call, 5, "");
            send(within(call, "UPDATE", 4, "", contact()), "500 UPDATE");
            hangUp(call.session());
        }
    }
}
