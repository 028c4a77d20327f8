package io.rvoip.simple;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what must come soon, and fails the test when it does not. */
final class Waiting {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private Waiting() {}

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("the future failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("nothing within " + PATIENCE, late);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    static Throwable failure(CompletableFuture<?> future) {
        try {
            Object result = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("did not fail, but gave " + result);
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException late) {
            throw new AssertionError("nothing within " + PATIENCE, late);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
