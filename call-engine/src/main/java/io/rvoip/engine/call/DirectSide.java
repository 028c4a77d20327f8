package io.rvoip.engine.call;

import io.rvoip.session.InviteSession;
import io.rvoip.session.Modification;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SessionEvent;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One side of a call whose descriptions pass through: what it said last, and its offer that the other side is asked
 * about. When both sides offer at once, the session that is busy answers 491 by itself.
 */
final class DirectSide {
    private static final int NOT_ACCEPTABLE = 488;

    private final InviteSession session;
    private @Nullable SdpBody last;
    private boolean open;
    private boolean offerGiven;
    private long turn;

    DirectSide(InviteSession session) {
        this.session = session;
    }

    InviteSession session() {
        return session;
    }

    /** Whether it has said anything. */
    boolean silent() {
        return last == null;
    }

    /** A description of its own that is in force, or will be. */
    void said(SdpBody body) {
        last = body;
    }

    /**
     * It offers a change: the other side is asked, and its answer or refusal comes back. What came in an UPDATE goes on
     * in one where it can: neither waits for a user.
     */
    void offered(SessionEvent.Offered event, DirectSide other) {
        SdpBody offer = event.offer();
        if (offer.equals(last) && other.last != null) {
            session.answer(other.last); // nothing new: it only keeps its own leg alive (RFC 4028 §7.4)
            return;
        }
        if (!other.session.canChange()) {
            session.refuse(NOT_ACCEPTABLE);
            return;
        }
        open = true;
        long mine = ++turn;
        CompletionStage<Modification> asked =
                event.atOnce() ? other.session.offerByUpdate(offer) : other.session.offer(offer);
        asked.whenComplete((outcome, failure) -> {
            if (turn == mine && open) {
                open = false;
                settle(offer, outcome, other);
            }
        });
    }

    private void settle(SdpBody offer, @Nullable Modification outcome, DirectSide other) {
        if (outcome instanceof Modification.Done done && done.description().isPresent()) {
            SdpBody answer = done.description().get();
            said(offer);
            other.said(answer);
            session.answer(answer);
        } else if (outcome instanceof Modification.Refused refused) {
            session.refuse(refused.status() >= 400 ? refused.status() : NOT_ACCEPTABLE);
        }
        // when the other side is gone, so is this one in a moment
    }

    /** It wants an offer: the other side's description as it stands; what comes back is offered to the other side. */
    void offerWanted(DirectSide other) {
        if (other.last == null) {
            session.refuse(NOT_ACCEPTABLE);
            return;
        }
        offerGiven = true;
        session.answer(other.last);
    }

    /** Its answer to the offer it wanted. */
    void answeredLate(SdpBody answer, DirectSide other) {
        if (!offerGiven) {
            return;
        }
        offerGiven = false;
        if (!answer.equals(last)) {
            said(answer);
            other.session.offer(answer).thenAccept(outcome -> {
                if (outcome instanceof Modification.Done done) {
                    done.description().ifPresent(other::said);
                }
            });
        }
    }

    /** It took its offer back. */
    void withdrawn() {
        open = false;
        offerGiven = false;
    }

    /** Refuses an offer that nobody will answer any more. */
    void refuseOpen() {
        session.refuse(NOT_ACCEPTABLE);
    }

    /** Whether its last description lets us send it nothing. */
    boolean holds() {
        if (last == null || !(SdpParser.parse(last.bytes()) instanceof SdpResult.Parsed parsed)) {
            return false;
        }
        SessionDescription description = parsed.value();
        return description.firstActive("audio").map(description::directionOf)
                .filter(direction -> direction == Direction.SENDONLY || direction == Direction.INACTIVE)
                .isPresent();
    }
}
