package io.rvoip.engine.call;

import io.rvoip.session.InviteSession;
import io.rvoip.session.Modification;

/**
 * Holds one side of a call while the other side holds us, by re-INVITEs one after another; what is wanted may change
 * meanwhile. A refusal leaves the side as it is: its media stops anyway, because nothing is sent to it.
 */
final class HoldRelay {
    private final InviteSession side;
    private boolean wanted;
    private boolean running;

    HoldRelay(InviteSession side) {
        this.side = side;
    }

    void want(boolean hold) {
        wanted = hold;
        next();
    }

    private void next() {
        if (running || side.held() == wanted || !side.state().answered()) {
            return;
        }
        running = true;
        boolean asked = wanted;
        (asked ? side.hold() : side.resume()).whenComplete((outcome, failure) -> {
            running = false;
            if (outcome instanceof Modification.Done || asked != wanted) {
                next();
            }
        });
    }
}
