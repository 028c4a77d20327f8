package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.sdp.SessionDescription;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OfferAnswerTest {
    private static final SessionDescription A = Sdp.of("m=audio 1000 RTP/AVP 0");
    private static final SessionDescription B = Sdp.of("m=audio 2000 RTP/AVP 0");
    private static final SessionDescription C = Sdp.of("m=audio 3000 RTP/AVP 0");

    @Nested
    class None {
        private final OfferAnswer state = OfferAnswer.NONE;

        @Test
        void eitherSideMayOffer() {
            assertThat(state.mayOffer()).isTrue();
            assertThat(state.agreement()).isEmpty();
            assertThat(state.offerSent(A).state()).isEqualTo(OfferAnswer.State.OFFER_SENT);
            assertThat(state.offerReceived(A).state()).isEqualTo(OfferAnswer.State.OFFER_RECEIVED);
        }

        @Test
        void rollingBackChangesNothing() {
            assertThat(state.rolledBack()).isSameAs(state);
        }

        @Test
        void refusesAnswers() {
            illegal(() -> state.answerSent(A), "an answer to send in state NONE");
            illegal(() -> state.answerReceived(A), "an answer from the far end in state NONE");
            illegal(() -> state.answerReplaced(A), "another answer from the far end in state NONE");
        }
    }

    @Nested
    class OfferSent {
        private final OfferAnswer state = OfferAnswer.NONE.offerSent(A);

        @Test
        void isOpenUntilAnswered() {
            assertThat(state.mayOffer()).isFalse();
            assertThat(state.openOffer()).contains(A);
            assertThat(state.agreement()).isEmpty();
        }

        @Test
        void anAnswerMakesItStable() {
            OfferAnswer stable = state.answerReceived(B);

            assertThat(stable.state()).isEqualTo(OfferAnswer.State.STABLE);
            assertThat(stable.openOffer()).isEmpty();
            assertThat(stable.agreement()).contains(new Agreement(A, B, true));
        }

        @Test
        void rollsBackToNothing() {
            assertThat(state.rolledBack()).isSameAs(OfferAnswer.NONE);
        }

        @Test
        void refusesOffersAndOurOwnAnswer() {
            illegal(() -> state.offerSent(B), "an offer to send in state OFFER_SENT");
            illegal(() -> state.offerReceived(B), "an offer from the far end in state OFFER_SENT");
            illegal(() -> state.answerSent(B), "an answer to send in state OFFER_SENT");
            illegal(() -> state.answerReplaced(B), "another answer from the far end in state OFFER_SENT");
        }
    }

    @Nested
    class OfferReceived {
        private final OfferAnswer state = OfferAnswer.NONE.offerReceived(A);

        @Test
        void anAnswerMakesItStable() {
            assertThat(state.openOffer()).contains(A);
            assertThat(state.answerSent(B).agreement()).contains(new Agreement(B, A, false));
        }

        @Test
        void rollsBackToNothing() {
            assertThat(state.rolledBack()).isSameAs(OfferAnswer.NONE);
        }

        @Test
        void refusesOffersAndTheFarEndsAnswer() {
            illegal(() -> state.offerSent(B), "an offer to send in state OFFER_RECEIVED");
            illegal(() -> state.offerReceived(B), "an offer from the far end in state OFFER_RECEIVED");
            illegal(() -> state.answerReceived(B), "an answer from the far end in state OFFER_RECEIVED");
            illegal(() -> state.answerReplaced(B), "another answer from the far end in state OFFER_RECEIVED");
        }
    }

    @Nested
    class Stable {
        private final OfferAnswer ours = OfferAnswer.NONE.offerSent(A).answerReceived(B);
        private final OfferAnswer theirs = OfferAnswer.NONE.offerReceived(A).answerSent(B);

        @Test
        void eitherSideMayOfferAgainAndTheAgreementStays() {
            assertThat(ours.offerSent(C).agreement()).contains(new Agreement(A, B, true));
            assertThat(ours.offerReceived(C).agreement()).contains(new Agreement(A, B, true));
        }

        @Test
        void anotherBranchMayAnswerOurOffer() {
            assertThat(ours.answerReplaced(C).agreement()).contains(new Agreement(A, C, true));
        }

        @Test
        void nobodyMayAnswerTheirOfferTwice() {
            illegal(() -> theirs.answerReplaced(C), "another answer from the far end in state STABLE");
            illegal(() -> theirs.answerSent(C), "an answer to send in state STABLE");
            illegal(() -> ours.answerReceived(C), "an answer from the far end in state STABLE");
        }

        @Test
        void aFailedOfferRollsBackToTheAgreement() {
            OfferAnswer back = ours.offerSent(C).rolledBack();

            assertThat(back.state()).isEqualTo(OfferAnswer.State.STABLE);
            assertThat(back.openOffer()).isEmpty();
            assertThat(back.agreement()).contains(new Agreement(A, B, true));
            assertThat(ours.rolledBack()).isSameAs(ours);
        }
    }

    private static void illegal(ThrowingCallable move, String message) {
        assertThatThrownBy(move).isInstanceOf(OfferAnswerException.class).hasMessage(message);
    }
}
