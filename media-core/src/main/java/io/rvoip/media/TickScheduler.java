package io.rvoip.media;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The 20 ms beat of one media loop. All streams of the loop share one timer; they are spread over ten phases 2 ms
 * apart, so that a loop with many calls works evenly instead of all at once. Beats are counted from a fixed origin
 * and do not drift. After a pause of the process up to five missed beats are made up for at once, older ones are
 * skipped and reported. A stream that throws (a source or sink of the application's) is logged and counted, and the
 * others go on. Confined to its loop.
 */
public final class TickScheduler {
    /** Between two ticks of one stream, in nanoseconds. */
    public static final long PERIOD = 20_000_000;
    /** Ticks that are made up for after a pause. */
    public static final int MAX_CATCH_UP = 5;

    private static final int PHASES = 10;
    private static final long STEP = PERIOD / PHASES;

    private final Loop loop;
    private final Loop.Timer timer;
    private final Metrics.Distribution lateness;
    private final Metrics.Counter failures;
    private final RateLimitedLog log;
    private final List<List<Ticking>> phases = new ArrayList<>();
    private final long origin;
    private long nextBeat;
    private volatile int count;
    private int removals;

    /** What is called every 20 ms. */
    @FunctionalInterface
    public interface Ticking {
        /**
         * One tick.
         *
         * @param now     the time this tick was due, on the loop's scale; a tick made up for keeps its own
         * @param skipped ticks that were left out before this one because the process stood still for too long
         */
        void tick(long now, int skipped);
    }

    /** A beat for {@code loop}; created on it. */
    public TickScheduler(Loop loop, Metrics metrics) {
        this.loop = loop;
        this.timer = loop.timer(this::onTimer);
        this.lateness = metrics.distribution("rvoip_media_tick_lateness_seconds");
        this.failures = metrics.counter("rvoip_media_tick_failures_total");
        this.log = new RateLimitedLog(LoggerFactory.getLogger(TickScheduler.class), loop.time());
        this.origin = loop.now();
        for (int i = 0; i < PHASES; i++) {
            phases.add(new ArrayList<>());
        }
    }

    /** Adds a stream to the phase with the fewest; its first tick comes within 20 ms. */
    public void join(Ticking stream) {
        List<Ticking> emptiest = phases.get(0);
        for (List<Ticking> phase : phases) {
            if (phase.size() < emptiest.size()) {
                emptiest = phase;
            }
        }
        emptiest.add(stream);
        count = count + 1;
        if (count == 1) {
            nextBeat = beatAt(loop.now()) + 1;
            timer.arm(timeOf(nextBeat));
        }
    }

    /** Takes a stream off; no tick comes afterwards. Does nothing when it is not there. */
    public void leave(Ticking stream) {
        for (List<Ticking> phase : phases) {
            if (phase.remove(stream)) {
                removals++;
                count = count - 1;
                if (count == 0) {
                    timer.cancel();
                }
                return;
            }
        }
    }

    /** Streams that tick now; any thread. */
    public int size() {
        return count;
    }

    private void onTimer() {
        long now = loop.now();
        long due = beatAt(now);
        lateness.record(Math.max(0, now - timeOf(nextBeat)) / 1e9);
        int skipped = (int) Math.max(0, (due - nextBeat) / PHASES - MAX_CATCH_UP + 1);
        nextBeat += (long) skipped * PHASES;
        long firstRound = nextBeat + PHASES;
        for (; count > 0 && nextBeat <= due; nextBeat++) {
            List<Ticking> phase = phases.get((int) Math.floorMod(nextBeat, (long) PHASES));
            beat(phase, timeOf(nextBeat), nextBeat < firstRound ? skipped : 0);
        }
        if (count > 0) {
            timer.arm(timeOf(nextBeat));
        }
    }

    /** A stream may take itself or others off while it ticks. */
    private void beat(List<Ticking> phase, long time, int skipped) {
        for (int i = 0; i < phase.size(); ) {
            Ticking stream = phase.get(i);
            int before = removals;
            tick(stream, time, skipped);
            if (before == removals || i < phase.size() && phase.get(i) == stream) {
                i++;
            }
        }
    }

    private void tick(Ticking stream, long time, int skipped) {
        try {
            stream.tick(time, skipped);
        } catch (RuntimeException failure) {
            failures.increment();
            log.warn("A stream of loop {} failed in its tick", loop, failure);
        }
    }

    private long beatAt(long now) {
        return Math.floorDiv(now - origin, STEP);
    }

    private long timeOf(long beat) {
        return origin + beat * STEP;
    }
}
