package io.rvoip.ice.ice4j;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Tasks one after the other, on threads of others. Thread-safe. */
final class SerialTasks {
    private static final int ROOM = 1_000;
    private final Executor island;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    SerialTasks(Executor island) {
        this.island = island;
    }

    /**
     * Runs a task, which throws nothing, after those before it: here and now where the others take no more tasks.
     *
     * @return false when too many wait already, and it is not run
     */
    boolean execute(Runnable task) {
        synchronized (this) {
            if (waiting.size() >= ROOM) {
                return false;
            }
            waiting.add(task);
            if (busy) {
                return true;
            }
            busy = true;
        }
        try {
            island.execute(this::drain);
        } catch (RejectedExecutionException ended) {
            drain();
        }
        return true;
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        busy = task != null;
        return task;
    }
}
