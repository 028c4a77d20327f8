package io.rvoip.media.transport;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few daemon threads and a bounded queue for tasks that block: writing recordings, waiting for a sound card. Media
 * loops hand work over and never wait. Thread-safe.
 */
public final class BlockingIsland implements Executor, AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    private BlockingIsland(String name, int threads, int queued) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queued), task -> {
            Thread thread = new Thread(task, name + '-' + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * An island. Threads are started when needed and end after 30 idle seconds.
     *
     * @param name    of its threads
     * @param threads at most, at least 1; a sound device in use occupies one
     * @param queued  tasks that wait at most, at least 1
     */
    public static BlockingIsland create(String name, int threads, int queued) {
        return new BlockingIsland(name, threads, queued);
    }

    /**
     * Runs a task soon.
     *
     * @throws RejectedExecutionException when the queue is full or the island was closed
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Takes no more tasks, lets those taken run, and waits for them for at most five seconds. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
