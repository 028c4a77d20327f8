package io.rvoip.common;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes one task of a loop from any thread: rung any number of times before the task runs, it runs once. Ringing makes no
 * garbage, so that it may go with every packet. {@link Loop#doorbell} makes them.
 */
public final class Doorbell {
    private final Executor loop;
    private final Runnable task;
    private final Runnable answer = this::answer;
    private final AtomicBoolean rung = new AtomicBoolean();

    /** @param loop runs what it is given one after another */
    public Doorbell(Executor loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /**
     * Has the task run, soon and on its loop; what was written before is seen by it. Any thread.
     *
     * @return false when the loop has ended, and the task will not run
     */
    public boolean ring() {
        if (rung.get() || !rung.compareAndSet(false, true)) {
            return true;
        }
        try {
            loop.execute(answer);
            return true;
        } catch (RejectedExecutionException ended) {
            rung.set(false);
            return false;
        }
    }

    private void answer() {
        rung.set(false);
        task.run();
    }
}
