package io.rvoip.media.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** What is open now, for limits and for tests that look for leaks. Thread-safe. */
public final class Tally {
    /** Legs. */
    public final AtomicInteger sessions = new AtomicInteger();
    /** Joined pairs of legs. */
    public final AtomicInteger bridges = new AtomicInteger();
}
