package io.rvoip.session;

import io.rvoip.common.Loop;

/** A timer that is counted while it is armed. */
final class Alarm {
    private final Loop loop;
    private final Loop.Timer timer;
    private final Tally tally;
    private final Runnable action;
    private boolean armed;

    Alarm(Loop loop, Tally tally, Runnable action) {
        this.loop = loop;
        this.tally = tally;
        this.action = action;
        timer = loop.timer(this::fire);
    }

    /** Arms, or moves, the deadline to {@code nanos} from now. */
    void in(long nanos) {
        if (!armed) {
            armed = true;
            tally.timers++;
        }
        timer.arm(loop.now() + nanos);
    }

    boolean armed() {
        return armed;
    }

    void cancel() {
        if (armed) {
            armed = false;
            tally.timers--;
            timer.cancel();
        }
    }

    private void fire() {
        if (armed) {
            armed = false;
            tally.timers--;
            action.run();
        }
    }
}
