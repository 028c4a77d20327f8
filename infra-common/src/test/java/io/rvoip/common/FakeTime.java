package io.rvoip.common;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is moved. */
public final class FakeTime implements TimeSource {
    private long now = -5_000_000_000L; // an origin below zero, as a JVM may have

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return Instant.ofEpochSecond(1_800_000_000L).plusNanos(now);
    }

    public void advance(Duration by) {
        now += by.toNanos();
    }
}
