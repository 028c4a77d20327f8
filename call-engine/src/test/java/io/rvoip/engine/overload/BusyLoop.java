package io.rvoip.engine.overload;

import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A loop whose work takes time: while it is at work the world goes on, and what happened meanwhile comes when it is done, in
 * the order in which it happened. It may work for a part of each 10 ms only, as under a quota of the processor.
 */
final class BusyLoop implements Loop, TimeSource {
    private static final long PERIOD = 10_000_000;
    private static final long ORIGIN = PERIOD * 1000;

    private final PriorityQueue<Entry> agenda =
            new PriorityQueue<>(Comparator.<Entry>comparingLong(entry -> entry.at).thenComparingLong(entry -> entry.order));
    private final long quota;
    private long now = ORIGIN;
    private long period;
    private long used;
    private long order;

    private static final class Entry {
        private final long at;
        private final long order;
        private final Runnable task;
        private boolean cancelled;

        Entry(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }
    }

    /** @param share of the processor, in percent */
    BusyLoop(int share) {
        quota = PERIOD / 100 * share;
    }

    /** The task that runs takes so long. */
    void work(long nanos) {
        long left = nanos;
        while (left > 0) {
            if (now / PERIOD != period) {
                period = now / PERIOD;
                used = 0;
            }
            long step = Math.min(Math.min(left, quota - used), (period + 1) * PERIOD - now);
            now = step > 0 ? now + step : (period + 1) * PERIOD;
            used += step;
            left -= step;
        }
    }

    /** Something that happens outside, as soon as the loop looks. */
    void at(long time, Runnable task) {
        plan(time, task);
    }

    /** Runs all there is until then. */
    void run(long until) {
        for (Entry next = agenda.peek(); next != null && next.at <= until; next = agenda.peek()) {
            agenda.poll();
            if (!next.cancelled) {
                now = Math.max(now, next.at);
                next.task.run();
            }
        }
    }

    private Entry plan(long time, Runnable task) {
        Entry entry = new Entry(time, order++, task);
        agenda.add(entry);
        return entry;
    }

    @Override
    public TimeSource time() {
        return this;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        plan(now, task);
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return new Timer() {
            private Entry planned;

            @Override
            public void arm(long deadlineNanos) {
                if (planned != null) {
                    planned.cancelled = true;
                }
                planned = deadlineNanos == NEVER ? null : plan(Math.max(deadlineNanos, now), onExpiry);
            }
        };
    }
}
