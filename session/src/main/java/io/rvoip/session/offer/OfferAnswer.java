package io.rvoip.session.offer;

import io.rvoip.sip.sdp.SessionDescription;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is (RFC 3264 §4, §8). Immutable: each move gives the next state.
 *
 * <table>
 *   <caption>Moves; every other one throws {@link OfferAnswerException}</caption>
 *   <tr><th>state</th><th>offerSent</th><th>offerReceived</th><th>answerSent</th><th>answerReceived</th>
 *       <th>answerReplaced</th><th>rolledBack</th></tr>
 *   <tr><td>NONE</td><td>OFFER_SENT</td><td>OFFER_RECEIVED</td><td></td><td></td><td></td><td>NONE</td></tr>
 *   <tr><td>OFFER_SENT</td><td></td><td></td><td></td><td>STABLE</td><td></td><td>as before the offer</td></tr>
 *   <tr><td>OFFER_RECEIVED</td><td></td><td></td><td>STABLE</td><td></td><td></td><td>as before the offer</td></tr>
 *   <tr><td>STABLE</td><td>OFFER_SENT</td><td>OFFER_RECEIVED</td><td></td><td></td>
 *       <td>STABLE, when the offer was ours</td><td>STABLE</td></tr>
 * </table>
 */
public final class OfferAnswer {
    /** Nothing was offered yet. */
    public static final OfferAnswer NONE = new OfferAnswer(State.NONE, null, null);

    private final State state;
    private final @Nullable SessionDescription open;
    private final @Nullable Agreement agreement;

    private OfferAnswer(State state, @Nullable SessionDescription open, @Nullable Agreement agreement) {
        this.state = state;
        this.open = open;
        this.agreement = agreement;
    }

    /** The states of RFC 3264, as RFC 6337 §2.2 tells them apart. */
    public enum State {
        NONE,
        OFFER_SENT,
        OFFER_RECEIVED,
        STABLE
    }

    public State state() {
        return state;
    }

    /** Whether either side may make an offer now. */
    public boolean mayOffer() {
        return state == State.NONE || state == State.STABLE;
    }

    /** The offer without an answer. */
    public Optional<SessionDescription> openOffer() {
        return Optional.ofNullable(open);
    }

    /** The last offer that was answered; an open offer does not touch it. */
    public Optional<Agreement> agreement() {
        return Optional.ofNullable(agreement);
    }

    /** We send an offer. */
    public OfferAnswer offerSent(SessionDescription offer) {
        requireMayOffer("an offer to send");
        return new OfferAnswer(State.OFFER_SENT, offer, agreement);
    }

    /** The far end's offer is here. */
    public OfferAnswer offerReceived(SessionDescription offer) {
        requireMayOffer("an offer from the far end");
        return new OfferAnswer(State.OFFER_RECEIVED, offer, agreement);
    }

    /** We answer. */
    public OfferAnswer answerSent(SessionDescription answer) {
        SessionDescription offer = requireOpen(State.OFFER_RECEIVED, "an answer to send");
        return new OfferAnswer(State.STABLE, null, new Agreement(answer, offer, false));
    }

    /** The far end answers. */
    public OfferAnswer answerReceived(SessionDescription answer) {
        SessionDescription offer = requireOpen(State.OFFER_SENT, "an answer from the far end");
        return new OfferAnswer(State.STABLE, null, new Agreement(offer, answer, true));
    }

    /** Another branch of a forked INVITE answers the same offer of ours (RFC 3261 §13.2.2.4). */
    public OfferAnswer answerReplaced(SessionDescription answer) {
        Agreement last = agreement;
        if (state != State.STABLE || last == null || !last.ours()) {
            throw illegal("another answer from the far end");
        }
        return new OfferAnswer(State.STABLE, null, new Agreement(last.local(), answer, true));
    }

    /** The open offer, if any, came to nothing (RFC 3261 §14.1); what was agreed before still is. */
    public OfferAnswer rolledBack() {
        if (mayOffer()) {
            return this;
        }
        return agreement == null ? NONE : new OfferAnswer(State.STABLE, null, agreement);
    }

    private void requireMayOffer(String move) {
        if (!mayOffer()) {
            throw illegal(move);
        }
    }

    private SessionDescription requireOpen(State needed, String move) {
        SessionDescription offer = open;
        if (state != needed || offer == null) {
            throw illegal(move);
        }
        return offer;
    }

    private OfferAnswerException illegal(String move) {
        return new OfferAnswerException(move + " in state " + state);
    }

    @Override
    public String toString() {
        return "OfferAnswer[" + state + "]";
    }
}
