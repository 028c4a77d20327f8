package io.rvoip.session;

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

    /** The session has ended: stop all timers. Called once. */
    void over();
}
