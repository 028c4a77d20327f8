package io.rvoip.common;

import java.util.concurrent.Executor;

/**
 * The single owner of a set of protocol objects: runs posted tasks one at a time, in order, and wakes them when
 * their deadlines pass. Objects confined to a loop need no locks.
 *
 * <p>{@link #execute(Runnable)} may be called from any thread; everything else is called on the loop. A task must
 * not block. A task that throws is logged and counted, and the loop goes on.
 */
public interface Loop extends Executor {
    /** The clocks this loop lives by: virtual in tests. */
    TimeSource time();

    /** Monotonic nanoseconds, short for {@code time().nanoTime()}. */
    default long now() {
        return time().nanoTime();
    }

    /** Whether the calling thread is the one that runs this loop's tasks. */
    boolean inLoop();

    /**
     * Posts a task; from the loop itself too it runs later, never inside this call.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the loop has been shut down
     */
    @Override
    void execute(Runnable task);

    /** What runs {@code task} on this loop when it is rung, on any thread. */
    default Doorbell doorbell(Runnable task) {
        return new Doorbell(this, task);
    }

    /** A disarmed timer that runs {@code onExpiry} on this loop: one for each protocol object that has deadlines. */
    Timer timer(Runnable onExpiry);

    /** One deadline, armed and re-armed at no cost in garbage. Confined to its loop. */
    interface Timer {
        /** The deadline that is none. */
        long NEVER = Long.MAX_VALUE;

        /**
         * Moves the deadline. A deadline in the past fires as soon as the loop is free, never inside this call.
         *
         * @param deadlineNanos on the scale of {@link Loop#now()}; {@link #NEVER} disarms
         */
        void arm(long deadlineNanos);

        /** Disarms; a disarmed timer does not fire, even when its deadline had already passed. */
        default void cancel() {
            arm(NEVER);
        }
    }
}
