package io.rvoip.testing;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.util.Objects;

/** A loop of {@link ManualTime}. */
final class VirtualLoop implements Loop {
    private final ManualTime time;
    private final String name;

    VirtualLoop(ManualTime time, String name) {
        this.time = time;
        this.name = name;
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public boolean inLoop() {
        return time.isRunning(this);
    }

    @Override
    public void execute(Runnable task) {
        time.schedule(time.nanoTime(), this, Objects.requireNonNull(task, "task"));
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return new VirtualTimer(Objects.requireNonNull(onExpiry, "onExpiry"));
    }

    @Override
    public String toString() {
        return name;
    }

    private final class VirtualTimer extends Agenda.Entry implements Timer {
        private final Runnable onExpiry;

        VirtualTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        @Override
        public void arm(long deadlineNanos) {
            if (deadlineNanos == NEVER) {
                time.cancel(this);
            } else {
                time.plan(this, Math.max(deadlineNanos, time.nanoTime()));
            }
        }

        @Override
        void run() {
            time.runOn(VirtualLoop.this, onExpiry);
        }
    }
}
