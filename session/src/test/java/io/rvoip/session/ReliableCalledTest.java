package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Provisional responses of ours that are acknowledged with PRACK (RFC 3262 §3, §5), arrow by arrow. */
class ReliableCalledTest extends CalledFixture {
    private static final String SUPPORTED = "Supported: 100rel";
    private static final String REQUIRED = "Require: 100rel";
    private int cseq = 1;

    private void prack(ReceivedSip response, String body) {
        String rack = "RAck: " + response.header("RSeq") + " " + response.header("CSeq");
        peer.send(dialogRequestWith(body, "PRACK", ++cseq, response, rack), node.address);
    }

    private void prack(ReceivedSip response) {
        prack(response, "");
        assertThat(peer.expect("200 PRACK").text().body()).isEmpty();
    }

    private static long rseq(ReceivedSip response) {
        return Long.parseLong(response.header("RSeq"));
    }

    @Nested
    class Sending {
        @Test
        void withoutTheOptionOfTheCallerNothingIsReliable() {
            Invitation invitation = ring();
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            assertThat(ringing.text().has("RSeq")).isFalse();
            assertThat(ringing.text().has("Require")).isFalse();
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void carriesRequireAndANumberOfItsOwn() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            assertThat(ringing.header("Require")).isEqualTo("100rel");
            assertThat(rseq(ringing)).isBetween(1L, (1L << 31) - 1);
            assertThat(ringing.header("Allow")).contains("PRACK");
            prack(ringing);
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void isRepeatedAtDoubledIntervalsUntilThePrackComes() {
            ring(SUPPORTED).ring();
            time.advance(Duration.ofMillis(15_600));
            List<Long> at = peer.received().stream().filter(m -> m.text().is("180")).map(ReceivedSip::atNanos).toList();
            assertThat(at).hasSize(6); // 0, 0.5, 1.5, 3.5, 7.5, 15.5 s: T2 does not bound it
            assertThat(Duration.ofNanos(at.get(5) - at.get(4)).toMillis()).isEqualTo(8000);
            prack(peer.expect("180"));
            time.advance(Duration.ofSeconds(40));
            assertThat(peer.count("180")).isEqualTo(6);
            cancel();
            ack(peer.expect("487"));
        }

        @Test
        void withoutPrackTheCallIsRefused() {
            ring(SUPPORTED).ring();
            ReceivedSip refused = peer.expect("504", Duration.ofSeconds(33));
            ack(refused);
            assertThat(events().end().cause()).isEqualTo(EndCause.NO_ACK);
            assertThat(events().end().status()).isEqualTo(504);
        }

        @Test
        void theNextOneWaitsForThePrackOfTheFirst() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            invitation.ring();
            ReceivedSip first = peer.expect("183");
            time.advance(Duration.ofMillis(100));
            assertThat(peer.count("180")).isZero();
            prack(first);
            ReceivedSip second = peer.expect("180");
            assertThat(rseq(second)).isEqualTo(rseq(first) + 1);
            assertThat(second.text().body()).isEmpty();
            prack(second);
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void isSentAnewAfterTwoAndAHalfMinutes() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip first = peer.expect("180");
            prack(first);
            time.advance(Duration.ofSeconds(151));
            ReceivedSip second = peer.expect("180");
            assertThat(rseq(second)).isEqualTo(rseq(first) + 1);
            prack(second);
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void moreThanAnybodyNeedsAreLeftOut() {
            Invitation invitation = ring(SUPPORTED);
            for (int i = 0; i < 30; i++) {
                invitation.ring();
            }
            for (int i = 0; i < 9; i++) {
                prack(peer.expect("180"));
            }
            assertThat(peer.count("180")).isEqualTo(9);
            invitation.reject(486);
            ack(peer.expect("486"));
        }
    }

    @Nested
    class Pracks {
        @Test
        void forNothingOfOursGet481AndTheResponseGoesOn() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            for (String rack : List.of((rseq(ringing) + 1) + " 1 INVITE", rseq(ringing) + " 2 INVITE",
                    rseq(ringing) + " 1 OPTIONS", "x")) {
                String cseqOfInvite = invite.header("CSeq").split(" ")[0];
                String value = rack.replace(" 1 ", " " + cseqOfInvite + " ");
                peer.send(dialogRequest("PRACK", ++cseq, ringing, "RAck: " + value), node.address);
                peer.expect("481 PRACK");
            }
            time.advance(Duration.ofSeconds(1));
            assertThat(peer.count("180")).isEqualTo(2);
            prack(ringing);
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void ofAResponseAcknowledgedAlreadyGet481() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            prack(ringing);
            prack(ringing, "");
            peer.expect("481 PRACK");
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void afterTheAnswerAreStillTaken() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            ack(ok);
            prack(ringing);
            time.advance(Duration.ofSeconds(5));
            assertThat(peer.count("180")).as("not repeated after the 2xx").isEqualTo(1);
            hangUp(invitation.session());
        }

        @Test
        void outsideOfAnyDialogGet481() {
            peer.send(peer.request("PRACK", "sip:alice@" + ourAddress(), "RAck: 1 1 INVITE"), node.address);
            peer.expect("481 PRACK");
        }

        @Test
        void thatCrossARefusalFindNoDialog() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            invitation.reject(486);
            ack(peer.expect("486"));
            prack(ringing, "");
            peer.expect("481 PRACK");
        }

        @Test
        void areNotWaitedForWhenTheCallerGivesUp() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            peer.expect("183");
            invitation.accept();
            cancel();
            peer.expect("200 CANCEL");
            ack(peer.expect("487"));
            assertThat(events().end().cause()).isEqualTo(EndCause.CANCELLED);
            assertThat(peer.count("183")).isEqualTo(1);
        }

        @Test
        void areNotWaitedForWhenTheCallerHangsUp() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            peer.send(dialogRequest("BYE", ++cseq, progress), node.address);
            peer.expect("200 BYE");
            ack(peer.expect("487"));
            time.advance(Duration.ofSeconds(3));
            assertThat(peer.count("183")).isEqualTo(1);
            assertThat(invitation.session().state()).isEqualTo(SessionState.ENDED);
        }
    }

    @Nested
    class OfferAndAnswer {
        @Test
        void answerInAReliableResponseIsNotRepeatedInThe200() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            assertThat(progress.text().body()).contains("m=audio");
            prack(progress);
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).isEmpty();
            ack(ok);
            assertThat(events().last(SessionEvent.Answered.class).orElseThrow().description().orElseThrow().text())
                    .isEqualTo(progress.text().body());
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(invitation.session());
        }

        @Test
        void the200WaitsForThePrackOfADescription() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            invitation.accept();
            time.advance(Duration.ofSeconds(2));
            assertThat(peer.count("200 INVITE")).isZero();
            assertThat(invitation.session().state()).isEqualTo(SessionState.INVITED);
            prack(progress);
            ack(peer.expect("200 INVITE"));
            hangUp(invitation.session());
        }

        @Test
        void the200ThatWaitsInVainBecomesARefusal() {
            Invitation invitation = ring(SUPPORTED);
            invitation.progress();
            invitation.accept();
            ack(peer.expect("504", Duration.ofSeconds(33)));
            assertThat(peer.count("200 INVITE")).isZero();
        }

        @Test
        void plainRingingDoesNotHoldThe200Back() {
            Invitation invitation = ring(REQUIRED);
            invitation.ring();
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).contains("m=audio");
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void offerInTheResponseAnswerInThePrack() {
            Invitation invitation = invited("", SUPPORTED);
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            assertThat(progress.text().body()).contains("m=audio");
            prack(progress, FakeMediaPort.sdp("sendonly", 1));
            peer.expect("200 PRACK");
            assertThat(invitation.session().leg().orElseThrow().negotiated()).isPresent();
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().body()).isEmpty();
            ack(ok);
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(invitation.session());
        }

        @Test
        void prackWithoutTheAnswerEndsTheCall() {
            Invitation invitation = invited("", SUPPORTED);
            invitation.progress();
            prack(peer.expect("183"));
            ack(peer.expect("488"));
            assertThat(events().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void unusableAnswerInThePrackEndsTheCall() {
            node.media.refuseAnswers = true;
            Invitation invitation = invited("", SUPPORTED);
            invitation.progress();
            prack(peer.expect("183"), FakeMediaPort.sdp("sendrecv", 1));
            peer.expect("200 PRACK");
            ack(peer.expect("488"));
        }

        @Test
        void ringingWithoutOfferIsUnreliableUnlessRequired() {
            Invitation invitation = invited("", SUPPORTED);
            invitation.ring();
            assertThat(peer.expect("180").text().has("RSeq")).isFalse();
            invitation.reject(486);
            ack(peer.expect("486"));
        }

        @Test
        void requiredRingingCarriesTheOffer() {
            Invitation invitation = invited("", REQUIRED);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            assertThat(ringing.header("RSeq")).isNotEmpty();
            assertThat(ringing.text().body()).contains("m=audio");
            prack(ringing, FakeMediaPort.sdp("sendrecv", 1));
            peer.expect("200 PRACK");
            invitation.accept();
            ack(peer.expect("200 INVITE"));
            hangUp(invitation.session());
        }
    }

    @Nested
    class Updates {
        private static final String ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, PRACK";

        private Invitation settled() {
            Invitation invitation = ring(SUPPORTED, ALLOW);
            invitation.progress();
            return invitation;
        }

        private void finish(Invitation invitation) {
            invitation.accept();
            ack(peer.expect("200 INVITE"));
            hangUp(invitation.session());
        }

        @Test
        void offerInThePrackIsAnsweredInIts200() {
            Invitation invitation = settled();
            invitation.ring();
            prack(peer.expect("183"), FakeMediaPort.sdp("sendonly", 2));
            assertThat(peer.expect("200 PRACK").text().body()).contains("a=recvonly");
            assertThat(invitation.session().heldByRemote()).isTrue();
            prack(peer.expect("180"));
            finish(invitation);
        }

        @Test
        void offerInThePrackThatCannotBeUsedIsRefusedAndTheResponseIsThrough() {
            Invitation invitation = settled();
            ReceivedSip progress = peer.expect("183");
            node.media.refuseOffers = true;
            prack(progress, FakeMediaPort.sdp("sendonly", 2));
            peer.expect("488 PRACK");
            time.advance(Duration.ofSeconds(3));
            assertThat(peer.count("183")).isEqualTo(1);
            finish(invitation);
        }

        @Test
        void offerBeforeOurAnswerGets500() {
            Invitation invitation = ring(SUPPORTED, ALLOW);
            invitation.ring();
            ReceivedSip ringing = peer.expect("180");
            prack(ringing);
            peer.send(dialogRequestWith(FakeMediaPort.sdp("sendonly", 2), "UPDATE", ++cseq, ringing), node.address);
            assertThat(peer.expect("500 UPDATE").text().has("Retry-After")).isTrue();
            finish(invitation);
        }

        @Test
        void offerWhileOursAwaitsThePrackGets491() {
            Invitation invitation = invited("", SUPPORTED, ALLOW);
            invitation.progress();
            ReceivedSip progress = peer.expect("183");
            peer.send(dialogRequestWith(FakeMediaPort.sdp("sendonly", 2), "UPDATE", ++cseq, progress), node.address);
            peer.expect("491 UPDATE");
            prack(progress, FakeMediaPort.sdp("sendrecv", 1));
            peer.expect("200 PRACK");
            finish(invitation);
        }

        @Test
        void offerInAnUpdateIsAnswered() {
            Invitation invitation = settled();
            ReceivedSip progress = peer.expect("183");
            prack(progress);
            peer.send(dialogRequestWith(FakeMediaPort.sdp("sendonly", 2), "UPDATE", ++cseq, progress), node.address);
            assertThat(peer.expect("200 UPDATE").text().body()).contains("a=recvonly");
            finish(invitation);
        }

        @Test
        void ourOfferWaitsForThePrackAndGoesWithUpdate() {
            Invitation invitation = settled();
            ReceivedSip progress = peer.expect("183");
            assertThat(invitation.session().canChange()).isFalse();
            prack(progress);
            assertThat(invitation.session().canChange()).isTrue();
            invitation.session().hold();
            ReceivedSip update = peer.expect("UPDATE");
            assertThat(update.text().body()).contains("a=sendonly");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), update, 200, "OK", contact(), SDP);
            time.runReady();
            assertThat(invitation.session().held()).isTrue();
            finish(invitation);
        }

        @Test
        void betweenThe200AndItsAckIsAnswered() {
            Invitation invitation = ring(ALLOW);
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            peer.send(dialogRequestWith(FakeMediaPort.sdp("sendonly", 2), "UPDATE", ++cseq, ok), node.address);
            peer.expect("200 UPDATE");
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void betweenOurOfferInThe200AndItsAckGets491() {
            Invitation invitation = invited("", ALLOW);
            invitation.accept();
            ReceivedSip ok = peer.expect("200 INVITE");
            peer.send(dialogRequestWith(FakeMediaPort.sdp("sendonly", 2), "UPDATE", ++cseq, ok), node.address);
            peer.expect("491 UPDATE");
            String raw = invite.ack(ok.text(), "z9hG4bKlate");
            String body = FakeMediaPort.sdp("sendrecv", 1);
            peer.send(raw.replaceFirst("Content-Length: 0", SDP + "\r\nContent-Length: " + body.length()) + body,
                    node.address);
            time.runReady();
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(invitation.session());
        }
    }

    @Nested
    class Required extends CalledFixture {
        @Override
        Node.Setup setup() {
            Node.Setup setup = new Node.Setup();
            setup.settings = UserAgentSettings.DEFAULT.withReliability(Reliability.REQUIRED);
            return setup;
        }

        @Test
        void callsWithoutTheOptionAreRefused() {
            send(FakeMediaPort.sdp("sendrecv", 1));
            ReceivedSip refused = peer.expect("421");
            assertThat(refused.header("Require")).isEqualTo("100rel");
            assertThat(node.invitations).isEmpty();
        }
    }

    @Nested
    class Off extends CalledFixture {
        @Override
        Node.Setup setup() {
            Node.Setup setup = new Node.Setup();
            setup.settings = UserAgentSettings.DEFAULT.withReliability(Reliability.OFF);
            return setup;
        }

        @Test
        void callsThatRequireItAreRefused() {
            send(FakeMediaPort.sdp("sendrecv", 1), REQUIRED);
            assertThat(peer.expect("420").header("Unsupported")).isEqualTo("100rel");
        }

        @Test
        void callsThatSupportItGetPlainResponses() {
            Invitation invitation = ring(SUPPORTED);
            invitation.ring();
            assertThat(peer.expect("180").text().has("RSeq")).isFalse();
            invitation.reject(486);
            ack(peer.expect("486"));
            peer.send(peer.request("PRACK", "sip:alice@" + ourAddress(), "RAck: 1 1 INVITE"), node.address);
            assertThat(peer.expect("405").header("Allow")).doesNotContain("PRACK");
        }
    }
}
