package io.rvoip.ice.internal;

import io.rvoip.common.IdSource;
import io.rvoip.ice.stun.TransactionId;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Consent on one selected pair (RFC 7675 §5.1): asked for every 4 to 6 s, lost 30 s after the last answer. What it
 * sends keeps NAT bindings open too.
 */
final class Consent {
    /** Longer than one interval at its longest: an answer is missing. */
    static final long SILENCE = 7_000_000_000L;

    static final long EXPIRY = 30_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final int LEAST_MILLIS = 4_000;
    private static final int SPREAD_MILLIS = 2_000;
    /** More are not open at once: 30 s in steps of 4 s. */
    private static final int MAX_OPEN = 8;

    final CheckPair pair;
    private final IdSource ids;
    private final Deque<TransactionId> open = new ArrayDeque<>();
    private long givenAt;
    private long nextAt;

    Consent(CheckPair pair, IdSource ids, long now) {
        this.pair = pair;
        this.ids = ids;
        this.givenAt = now;
        plan(now);
    }

    long deadline() {
        return Math.min(nextAt, givenAt + EXPIRY);
    }

    boolean isLost(long now) {
        return now - givenAt >= EXPIRY;
    }

    boolean isDue(long now) {
        return now >= nextAt;
    }

    boolean isSilent(long now) {
        return now - givenAt > SILENCE;
    }

    long givenAt() {
        return givenAt;
    }

    /** One more question is out. */
    void asked(TransactionId id, long now) {
        if (open.size() == MAX_OPEN) {
            open.removeFirst();
        }
        open.addLast(id);
        plan(now);
    }

    boolean owns(TransactionId id) {
        return open.contains(id);
    }

    /** An answer came: earlier questions are answered too. */
    void given(long now) {
        open.clear();
        givenAt = now;
        pair.heardAt = now;
    }

    private void plan(long now) {
        nextAt = now + (LEAST_MILLIS + ids.nextInt(SPREAD_MILLIS)) * MILLI;
    }
}
