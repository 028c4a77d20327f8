package io.rvoip.simple;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A future that is completed away from the loops, so that what users attach to it may take its time. */
final class Promise<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final Executor results;

    Promise(Executor results) {
        this.results = results;
    }

    void complete(T value) {
        run(() -> future.complete(value));
    }

    void fail(SimpleVoipException why) {
        run(() -> future.completeExceptionally(why));
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** The first outcome counts, in whatever order the threads run. */
    private void run(Runnable completion) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        try {
            results.execute(completion);
        } catch (RejectedExecutionException closed) {
            completion.run(); // the threads are gone; who still waits must not wait for ever
        }
    }
}
