package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two of ours hold and resume each other in every order (RFC 3264 §8.4, RFC 6337 §5.3). */
class HoldTest {
    private Negotiation near = Sdp.side(AudioFormat.PCMU);
    private Negotiation far = Sdp.farSide(AudioFormat.PCMU);

    @BeforeEach
    void connect() {
        nearOffers(OfferKind.INITIAL);
        directions(Direction.SENDRECV, Direction.SENDRECV);
    }

    @Test
    void oneSideHoldsAndResumes() {
        nearOffers(OfferKind.HOLD);
        directions(Direction.SENDONLY, Direction.RECVONLY);
        assertThat(near.held()).isTrue();
        assertThat(far.held()).isFalse();

        nearOffers(OfferKind.RESUME);
        directions(Direction.SENDRECV, Direction.SENDRECV);
    }

    @Test
    void bothHoldAndTheFirstResumesFirst() {
        nearOffers(OfferKind.HOLD);
        farOffers(OfferKind.HOLD);
        directions(Direction.INACTIVE, Direction.INACTIVE);

        nearOffers(OfferKind.RESUME);
        directions(Direction.RECVONLY, Direction.SENDONLY);

        farOffers(OfferKind.RESUME);
        directions(Direction.SENDRECV, Direction.SENDRECV);
    }

    @Test
    void aRefreshOfTheHeldSideDoesNotEndTheHold() {
        nearOffers(OfferKind.HOLD);

        farOffers(OfferKind.REFRESH);

        directions(Direction.SENDONLY, Direction.RECVONLY);
    }

    @Test
    void aRefreshOfTheHoldingSideSaysTheSame() {
        nearOffers(OfferKind.HOLD);
        SessionDescription held = near.lastSent().orElseThrow();

        nearOffers(OfferKind.REFRESH);

        assertThat(near.lastSent()).contains(held);
    }

    @Test
    void aCallMayBeAnsweredOnHold() {
        near = Sdp.side(AudioFormat.PCMU);
        far = Sdp.farSide(AudioFormat.PCMU).withHeld(true);

        nearOffers(OfferKind.INITIAL);

        directions(Direction.RECVONLY, Direction.SENDONLY);
    }

    @Test
    void ourOffersNeverCarryTheWildcard() {
        nearOffers(OfferKind.HOLD);

        assertThat(near.lastSent().orElseThrow().toString()).doesNotContain("0.0.0.0");
    }

    private void nearOffers(OfferKind kind) {
        near = near.offer(kind);
        far = Sdp.agreed(far.answer(Sdp.sent(near)));
        near = Sdp.agreed(near.accept(Sdp.sent(far)));
    }

    private void farOffers(OfferKind kind) {
        far = far.offer(kind);
        near = Sdp.agreed(near.answer(Sdp.sent(far)));
        far = Sdp.agreed(far.accept(Sdp.sent(near)));
    }

    private void directions(Direction ofNear, Direction ofFar) {
        assertThat(Sdp.audio(near).direction()).isEqualTo(ofNear);
        assertThat(Sdp.audio(far).direction()).isEqualTo(ofFar);
    }
}
