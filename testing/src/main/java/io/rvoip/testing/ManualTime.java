package io.rvoip.testing;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves only when told, with any number of loops that live by it.
 *
 * <p>Tasks and timers of all loops run one after another inside the calls below, on the calling thread, in order of
 * time and then of posting or arming; so a test gives the same result each time. While something runs,
 * {@link #nanoTime()} is exactly its due time. Other threads may post tasks: they run in the next call.
 *
 * <p>A task that throws does not stop the others. The first failure is thrown by the call that ran it, when that
 * call is done, with later ones suppressed in it: a test never passes over an exception.
 */
public final class ManualTime implements TimeSource {
    private static final long ORIGIN = 1_000_000_000_000L;
    private static final Instant WALL_ORIGIN = Instant.parse("2026-01-05T09:00:00Z");

    private final Agenda agenda = new Agenda();
    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();
    private volatile long now = ORIGIN;
    private volatile Thread owner = Thread.currentThread();
    private volatile @Nullable VirtualLoop running;
    private boolean busy;
    private long executed;
    private @Nullable Throwable failure;
    private int loops;

    /** Stands still at an arbitrary point of the scale, not 0. */
    public ManualTime() {}

    @Override
    public long nanoTime() {
        return now;
    }

    /** 5 January 2026, 9:00 UTC when the test starts, and in step with {@link #nanoTime()} from there. */
    @Override
    public Instant wallClock() {
        return WALL_ORIGIN.plusNanos(now - ORIGIN);
    }

    /** A new loop. */
    public Loop loop() {
        return loop("loop-" + loops);
    }

    /** A new loop with a name for failure messages. */
    public Loop loop(String name) {
        loops++;
        return new VirtualLoop(this, name);
    }

    /** Runs everything due within the next {@code duration}, then stands at its end. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: not negative)");
        }
        advanceTo(now + duration.toNanos());
    }

    /** Runs everything due until {@code nanos} on the scale of {@link #nanoTime()}, then stands there. */
    public void advanceTo(long nanos) {
        if (nanos < now) {
            throw new IllegalArgumentException("nanos: " + nanos + " (expected: not before now, " + now + ")");
        }
        run(nanos, () -> false);
        now = nanos;
        report();
    }

    /**
     * Runs everything that is due now, and what that posts, without moving time.
     *
     * @return whether anything ran
     */
    public boolean runReady() {
        long before = executed;
        run(now, () -> false);
        report();
        return executed > before;
    }

    /**
     * Advances until {@code condition} holds, at most {@code within}; stops at the moment it became true.
     *
     * @return whether the condition holds
     */
    public boolean runUntil(BooleanSupplier condition, Duration within) {
        long end = now + within.toNanos();
        run(end, condition);
        boolean holds = condition.getAsBoolean();
        if (!holds) {
            now = end;
        }
        report();
        return holds;
    }

    /**
     * Advances until no task and no timer is left.
     *
     * @return how much time passed
     * @throws AssertionError when something is still planned after {@code within}
     */
    public Duration settle(Duration within) {
        long start = now;
        run(start + within.toNanos(), () -> false);
        report();
        adopt();
        if (agenda.size() > 0) {
            throw new AssertionError(agenda.size() + " tasks and timers are still planned after " + within);
        }
        return Duration.ofNanos(now - start);
    }

    /** Posts a task that belongs to no loop, {@code delay} from now: the test's own steps. */
    public void after(Duration delay, Runnable task) {
        plan(new Task(this, null, task), now + delay.toNanos());
    }

    /** Tasks and armed timers that have not run yet. */
    public int pending() {
        adopt();
        return agenda.size();
    }

    /** How many tasks and timers have run so far. */
    public long executed() {
        return executed;
    }

    void schedule(long at, Loop loop, Runnable task) {
        Task planned = loop instanceof VirtualLoop ours
                ? new Task(this, ours, task)
                : new Task(this, null, () -> loop.execute(task));
        plan(planned, Math.max(at, now));
    }

    void plan(Agenda.Entry entry, long at) {
        if (Thread.currentThread() == owner) {
            agenda.plan(entry, at);
        } else {
            foreign.add(() -> agenda.plan(entry, at));
        }
    }

    void cancel(Agenda.Entry entry) {
        agenda.remove(entry);
    }

    boolean isRunning(VirtualLoop loop) {
        return running == loop && Thread.currentThread() == owner;
    }

    void runOn(@Nullable VirtualLoop loop, Runnable task) {
        running = loop;
        try {
            task.run();
        } catch (Throwable thrown) {
            remember(thrown);
        } finally {
            running = null;
        }
    }

    private void run(long end, BooleanSupplier enough) {
        if (busy) {
            throw new IllegalStateException("time is already being advanced: call this from the test, not from a task");
        }
        busy = true;
        owner = Thread.currentThread();
        try {
            while (!enough.getAsBoolean()) {
                adopt();
                Agenda.Entry next = agenda.first();
                if (next == null || next.at() > end) {
                    return;
                }
                agenda.remove(next);
                now = Math.max(now, next.at());
                executed++;
                next.run();
            }
        } finally {
            busy = false;
        }
    }

    private void adopt() {
        Runnable posted;
        while ((posted = foreign.poll()) != null) {
            posted.run();
        }
    }

    private void remember(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    private void report() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }

    private static final class Task extends Agenda.Entry {
        private final ManualTime time;
        private final @Nullable VirtualLoop loop;
        private final Runnable task;

        Task(ManualTime time, @Nullable VirtualLoop loop, Runnable task) {
            this.time = time;
            this.loop = loop;
            this.task = task;
        }

        @Override
        void run() {
            time.runOn(loop, task);
        }
    }
}
