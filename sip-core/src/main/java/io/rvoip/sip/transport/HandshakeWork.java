package io.rvoip.sip.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where the arithmetic of TLS handshakes is done, a millisecond or more for each: beside the loops, so that a crowd of
 * newcomers holds up nobody who is connected. Half of the processors, daemon threads that end when they have nothing to
 * do. What waits is bounded; beyond that a loop does its own, which slows those who come.
 * Thread-safe.
 */
public final class HandshakeWork implements Executor {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /** @param waiting tasks at most: those of as many handshakes, for one has one at a time */
    public HandshakeWork(int waiting) {
        int some = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(some, some, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, "rvoip-tls");
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.CallerRunsPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Lets what waits be done and ends. */
    void close() {
        threads.shutdown();
    }
}
