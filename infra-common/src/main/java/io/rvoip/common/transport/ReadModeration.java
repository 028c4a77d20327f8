package io.rvoip.common.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Lets datagrams of media gather while many arrive, as network cards do with their interrupts. To be woken for a single one
 * costs more than to relay it; so a loop that takes in at least {@value #BUSY_PER_SECOND} a second rests at the end of each
 * turn and finds several afterwards, at the price of up to 0.3 ms of delay. Below that rate a rest would cost more than it
 * saves. A loop that is behind finds enough to do after its rest to take fewer of them, so that no capacity is lost.
 * Confined to its loop.
 */
final class ReadModeration {
    /** Three of them fit in a millisecond, the lateness that a media tick may have. */
    static final long REST_NANOS = 200_000;

    static final int BUSY_PER_SECOND = 8_000;
    static final int SAMPLE = 64;
    private static final long BUSY_NANOS = SAMPLE * 1_000_000_000L / BUSY_PER_SECOND;

    private final Executor loop;
    private final LongSupplier nanoTime;
    private final Runnable atEndOfTurn;
    private long since;
    private int count;
    private boolean busy;
    private boolean due;

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
            rest.run();
        };
    }

    /** A datagram of media has arrived. */
    void received() {
        if (++count == SAMPLE) {
            long now = nanoTime.getAsLong();
            busy = now - since <= BUSY_NANOS;
            since = now;
            count = 0;
        }
        if (busy && !due) {
            due = true;
            try {
                loop.execute(atEndOfTurn);
            } catch (RejectedExecutionException shuttingDown) {
                due = false;
            }
        }
    }
}
