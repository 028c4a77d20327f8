package io.rvoip.common;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which users' callbacks run, so that none runs on a loop and a slow one holds up nobody's packets.
 * Bounded in threads; each {@linkplain #serial() serial executor} is bounded in tasks and takes one place at most in
 * the pool's own queue. Thread-safe.
 */
public final class CallbackPool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ExecutorService threads;
    private final int tasksPerSerial;

    /**
     * A pool of daemon threads, started when needed.
     *
     * @param name names the threads: {@code name-0}, {@code name-1} …
     * @param threads at most, 1–1,024
     * @param tasksPerSerial tasks that may wait in each serial executor, 1 or more
     */
    public CallbackPool(String name, int threads, int tasksPerSerial) {
        Expect.inRange("threads", threads, 1, 1024);
        this.tasksPerSerial = Expect.inRange("tasksPerSerial", tasksPerSerial, 1, Integer.MAX_VALUE);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A new serial executor on these threads: one for each call. */
    public SerialExecutor serial() {
        return new SerialExecutor(threads, tasksPerSerial);
    }

    /** Takes no more tasks, lets those that wait run for two seconds, and interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopWaiting) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
