package io.rvoip.common;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts components one after the other, each after what it requires, and stops them in reverse. When one fails to
 * start, those already running are stopped again. Thread-safe; start and stop are idempotent.
 *
 * <pre>
 * NEW -> STARTING -> RUNNING -> DRAINING -> STOPPED
 *            |-> FAILED (rolled back)
 * NEW -> STOPPED
 * </pre>
 *
 * A stop during the start waits for the start to end.
 */
public final class Lifecycle {
    /** Where the application stands. */
    public enum State {
        /** Nothing has been started. */
        NEW,
        /** Components are being started. */
        STARTING,
        /** All components run. */
        RUNNING,
        /** Components are finishing their work and stopping. */
        DRAINING,
        /** All components have stopped. */
        STOPPED,
        /** A component failed to start, and the others have been stopped. */
        FAILED
    }

    private final String name;
    private final TimeSource time;
    private final List<Component> order;
    private final Deque<Component> running = new ArrayDeque<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private State state = State.NEW;
    private boolean stopAsked;

    /**
     * Orders the components.
     *
     * @param name of the whole, in its health
     * @param time to share the drain time out among the components
     * @throws ConfigurationException for an id given twice, a requirement that is not there, or a circle
     */
    public Lifecycle(String name, List<Component> components, TimeSource time) {
        this.name = Expect.notBlank("name", name);
        this.time = time;
        this.order = StartOrder.of(components);
    }

    /** The ids in the order of their start. */
    public List<String> order() {
        return order.stream().map(Component::id).toList();
    }

    /** Where it stands now. */
    public synchronized State state() {
        return state;
    }

    /**
     * Starts all components. Completes when all run, or with a {@link LifecycleException} when one failed and the
     * others have been stopped again, or with {@link IllegalStateException} when it was stopped before.
     */
    public CompletionStage<Void> start() {
        synchronized (this) {
            if (state == State.STOPPED && !started.isDone()) {
                started.completeExceptionally(new IllegalStateException(name + " has been stopped"));
            }
            if (state != State.NEW) {
                return started.copy();
            }
            state = State.STARTING;
        }
        startFrom(0);
        return started.copy();
    }

    /**
     * Stops all components in reverse order. {@code drain} is for all of them together: each is given what its
     * predecessors have left. Completes when all have stopped, with a {@link LifecycleException} when some failed to.
     */
    public CompletionStage<Void> stop(Duration drain) {
        Expect.notNegative("drain", drain);
        synchronized (this) {
            if (stopAsked) {
                return stopped.copy();
            }
            stopAsked = true;
            if (state == State.NEW) {
                state = State.STOPPED;
                stopped.complete(null);
                return stopped.copy();
            }
        }
        started.whenComplete((done, failure) -> {
            if (failure == null) {
                stopRunning(drain);
            } else {
                stopped.complete(null); // the failed start has already stopped everything
            }
        });
        return stopped.copy();
    }

    /** The health of all components, in the order of their start. */
    public Health health() {
        return Health.of(name, order.stream().map(this::healthOf).toList());
    }

    private Health healthOf(Component component) {
        synchronized (this) {
            if (!running.contains(component)) {
                return Health.unknown(component.id(), "not running");
            }
        }
        try {
            return component.health();
        } catch (RuntimeException failure) {
            return Health.unhealthy(component.id(), "its health cannot be told: " + failure);
        }
    }

    private void startFrom(int index) {
        if (index == order.size()) {
            enter(State.RUNNING);
            started.complete(null);
            return;
        }
        Component component = order.get(index);
        invoke(component::start).whenComplete((done, failure) -> {
            if (failure != null) {
                rollBack(new LifecycleException(component.id(), "start", cause(failure)));
                return;
            }
            synchronized (this) {
                running.push(component);
            }
            startFrom(index + 1);
        });
    }

    private void rollBack(LifecycleException failure) {
        stopNext(time.nanoTime(), new ArrayList<>(), failures -> {
            enter(State.FAILED);
            started.completeExceptionally(failure.with(failures));
        });
    }

    private void stopRunning(Duration drain) {
        enter(State.DRAINING);
        stopNext(time.nanoTime() + drain.toNanos(), new ArrayList<>(), failures -> {
            enter(State.STOPPED);
            if (failures.isEmpty()) {
                stopped.complete(null);
            } else {
                stopped.completeExceptionally(failures.get(0).with(failures.subList(1, failures.size())));
            }
        });
    }

    private void stopNext(long until, List<LifecycleException> failures, AllStopped then) {
        Component component = lastStarted();
        if (component == null) {
            then.stopped(failures);
            return;
        }
        Duration left = Duration.ofNanos(Math.max(0, until - time.nanoTime()));
        invoke(() -> component.stop(left)).whenComplete((done, failure) -> {
            if (failure != null) {
                failures.add(new LifecycleException(component.id(), "stop", cause(failure)));
            }
            stopNext(until, failures, then);
        });
    }

    private synchronized @Nullable Component lastStarted() {
        return running.poll();
    }

    private synchronized void enter(State next) {
        state = next;
    }

    private static CompletionStage<Void> invoke(Supplier<CompletionStage<Void>> action) {
        try {
            return action.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private interface AllStopped {
        void stopped(List<LifecycleException> failures);
    }
}
