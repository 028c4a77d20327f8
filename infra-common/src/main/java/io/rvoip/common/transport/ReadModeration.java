package io.rvoip.common.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Lets datagrams of media gather while many arrive, as network cards do with their interrupts. To be woken for a single one
 * costs more than to relay it; so a loop that takes in at least {@value #BUSY_PER_SECOND} a second rests at the end of each
 * turn and finds several afterwards, at the price of up to 0.3 ms of delay. Below that rate a rest would cost more than it
 * saves, and so would one after a turn that found far more than a rest gathers: such datagrams come in bursts of their own, or
 * the loop is behind. Confined to its loop.
 */
final class ReadModeration {
    /** Three of them fit in a millisecond, the lateness that a media tick may have. */
    static final long REST_NANOS = 200_000;

    static final int BUSY_PER_SECOND = 8_000;
    static final int SAMPLE = 64;
    private static final long BUSY_NANOS = SAMPLE * 1_000_000_000L / BUSY_PER_SECOND;
    /** How many times what a rest gathers a turn has to find for none to follow. */
    private static final long BURST = 2;

    private final Executor loop;
    private final LongSupplier nanoTime;
    private final Runnable atEndOfTurn;
    private long since;
    private int count;
    private boolean busy;
    private boolean due;
    private int inTurn;
    private long burst;

    /**
     * @param loop runs what it is given at the end of its turn
     * @param rest of {@link #REST_NANOS}
     */
    ReadModeration(Executor loop, LongSupplier nanoTime, Runnable rest) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
        this.atEndOfTurn = () -> {
            due = false;
            if (inTurn < burst) {
                rest.run();
            }
            inTurn = 0;
        };
    }

    /** A datagram of media has arrived. */
    void received() {
        if (++count == SAMPLE) {
            long now = nanoTime.getAsLong();
            long took = Math.max(1, now - since);
            busy = took <= BUSY_NANOS;
            burst = BURST * SAMPLE * REST_NANOS / took;
            since = now;
            count = 0;
        }
        if (!busy) {
            return;
        }
        inTurn++;
        if (!due) {
            due = true;
            try {
                loop.execute(atEndOfTurn);
            } catch (RejectedExecutionException shuttingDown) {
                due = false;
            }
        }
    }
}
