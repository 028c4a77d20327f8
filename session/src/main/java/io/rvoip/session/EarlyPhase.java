package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.transaction.ServerTransaction;
import java.util.Optional;

/** What a session is doing before it is answered: calling somebody, or being called. */
interface EarlyPhase {
    /** Nothing. */
    EarlyPhase NONE = new EarlyPhase() {
        @Override
        public void giveUp(CallEnd why) {
            // there is nothing to give up
        }

        @Override
        public void over() {
            // there is nothing to let go
        }
    };

    /** The call is to end before it was answered. */
    void giveUp(CallEnd why);

    /** A BYE is about to be sent for a call that is answered: whatever must go before it goes now. */
    default void ending() {
        // nothing must
    }

    /** A PRACK of the far end (RFC 3262 §3). Returns false when it is for nothing of ours. */
    default boolean onPrack(ServerTransaction transaction, SipRequest prack) {
        return false;
    }

    /** Whose turn it is in offer and answer before the call is answered. */
    default Turn turn() {
        return Turn.FREE;
    }

    /** The early dialog in which we may offer with UPDATE now. */
    default Optional<DialogWay> updatable() {
        return Optional.empty();
    }

    /** Whether nothing of it is wanted any more once the first ACK is there, so that the session can let go of it. */
    default boolean endsWithAck() {
        return false;
    }

    /** The session has ended: stop all timers. Called once. */
    void over();
}
