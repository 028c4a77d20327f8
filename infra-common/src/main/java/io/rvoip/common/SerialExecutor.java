package io.rvoip.common;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order on threads it shares with others: one for each call, so that a user's
 * callbacks for a call never overtake each other. Takes no thread while it is idle. A task that throws is logged and
 * the next one runs. Thread-safe.
 */
public final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
    /** After so many tasks the thread may serve somebody else. */
    private static final int BATCH = 16;

    private final Executor pool;
    private final int capacity;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /**
     * Serial execution on {@code pool}.
     *
     * @param capacity tasks that may wait, 1 or more
     */
    public SerialExecutor(Executor pool, int capacity) {
        this.pool = pool;
        this.capacity = Expect.inRange("capacity", capacity, 1, Integer.MAX_VALUE);
    }

    /**
     * Queues a task behind the others.
     *
     * @throws RejectedExecutionException when too many wait already, or the pool has been shut down
     */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (waiting.size() == capacity) {
                throw new RejectedExecutionException(capacity + " tasks are waiting already");
            }
            waiting.addLast(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException rejected) {
            synchronized (this) {
                scheduled = false;
                waiting.removeLastOccurrence(task);
            }
            throw rejected;
        }
    }

    /** How many tasks wait. */
    public synchronized int pending() {
        return waiting.size();
    }

    private void run() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("A callback failed", failure);
            }
        }
        yieldThread();
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.pollFirst();
        scheduled = task != null;
        return task;
    }

    private void yieldThread() {
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException shutDown) {
            run(); // what was accepted is run
        }
    }
}
