package io.rvoip.engine;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Metrics;
import io.rvoip.common.Rate;
import io.rvoip.common.TokenBucket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets calls in as long as the declared size holds: so many at a time, and once the house is four fifths full, new ones
 * no faster than at the declared peak, so that a rush does not take the last places from everybody else. Emergency calls
 * have places of their own beyond the declared size, a tenth of it, and come as fast as they like. What is in is never
 * thrown out. Thread-safe: one short lock for all shards.
 */
public final class Admission {
    private static final int BURST_SECONDS = 10;
    private static final int LEAST_BURST = 10;
    private static final double LEAST_RATE = 0.001;
    private static final double CROWDED = 0.8;
    private static final int LEAST_KEPT = 2;
    private static final int KEPT_SHARE = 10;

    /** Why a call is not let in; the names are the {@code reason} of {@code rvoip_admission_rejected_total}. */
    public enum Refusal {
        /** As many calls as declared are going on. */
        CAPACITY("capacity", "as many calls as declared are going on"),
        /** More new calls in a short time than declared. */
        RATE("rate", "nearly full, and more new calls at once than declared"),
        /** The platform is being stopped. */
        DRAINING("draining", "the platform is being stopped"),
        /** The trunk has as many calls, or new ones, as it may have. */
        TRUNK("trunk", "the trunk has as many calls as it may have"),
        /** No media port is free. */
        PORTS("ports", "no media port is free");

        private final String id;
        private final String text;

        Refusal(String id, String text) {
            this.id = id;
            this.text = text;
        }

        /** The value of the metric's label. */
        public String id() {
            return id;
        }

        /** One sentence for events and logs. */
        public String text() {
            return text;
        }
    }

    private final int maxCalls;
    private final TokenBucket rate;
    private final Map<Refusal, Metrics.Counter> rejected = new EnumMap<>(Refusal.class);
    private int active;
    private boolean draining;

    /**
     * An empty house. The burst is what the declared peak lets in within ten seconds, at least ten calls. Measures
     * {@code rvoip_calls_admitted_ratio} and counts {@code rvoip_admission_rejected_total}.
     */
    public Admission(CapacityConfig capacity, Metrics metrics, long now) {
        maxCalls = capacity.maxCalls();
        double perSecond = Math.max(LEAST_RATE, capacity.peakCallsPerSecond());
        int burst = (int) Math.max(LEAST_BURST, Math.min(1_000_000, Math.ceil(perSecond * BURST_SECONDS)));
        rate = new TokenBucket(new Rate(Math.min(1_000_000, perSecond), burst), now);
        for (Refusal refusal : Refusal.values()) {
            rejected.put(refusal, metrics.counter("rvoip_admission_rejected_total", "reason", refusal.id()));
        }
        metrics.gauge("rvoip_calls_admitted_ratio", () -> (double) active() / maxCalls);
    }

    /**
     * Whether a call would be let in now; takes nothing.
     *
     * @param urgent whether it is an emergency call
     */
    public synchronized Optional<Refusal> check(long now, boolean urgent) {
        if (draining) {
            return Optional.of(Refusal.DRAINING);
        }
        if (active >= (urgent ? maxCalls + kept() : maxCalls)) {
            return Optional.of(Refusal.CAPACITY);
        }
        return crowded() && !urgent && rate.nanosUntilNext(now) > 0 ? Optional.of(Refusal.RATE) : Optional.empty();
    }

    /** Places for emergency calls alone. */
    private int kept() {
        return Math.max(LEAST_KEPT, maxCalls / KEPT_SHARE);
    }

    private boolean crowded() {
        return active >= maxCalls * CROWDED;
    }

    /** Lets a call in, or says why not. Who is let in is {@link #released} once. */
    public synchronized Optional<Refusal> admit(long now, boolean urgent) {
        Optional<Refusal> refusal = check(now, urgent);
        if (refusal.isEmpty()) {
            if (crowded() && !urgent) {
                rate.tryTake(now);
            }
            active++;
        }
        return refusal;
    }

    /** A call that was let in is over. */
    public synchronized void released() {
        active--;
    }

    /** Nobody is let in from now on. */
    public synchronized void drain() {
        draining = true;
    }

    public synchronized boolean isDraining() {
        return draining;
    }

    /** Calls that are in. */
    public synchronized int active() {
        return active;
    }

    /** Counts a refusal that was sent. */
    public void count(Refusal refusal) {
        rejected.get(refusal).increment();
    }
}
