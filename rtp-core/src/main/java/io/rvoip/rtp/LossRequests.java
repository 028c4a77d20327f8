package io.rvoip.rtp;

import io.rvoip.common.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * Which packets to ask for again, and when (RFC 4588 section 6.3): a little later than they are missed, since some are only
 * late; again after one and a half round trips; never when the answer would come after their turn. Confined to one loop; packets
 * that come in order cost nothing.
 */
final class LossRequests {
    /** Packets waited for at the same time at most: a longer gap is no loss to be made good. */
    static final int MOST = 32;
    /** How much later a packet may come than one sent after it, without being asked for. */
    static final long REORDERED = 5_000_000;

    private static final int TRIES = 3;
    private static final long SHORTEST_RETRY = 20_000_000;
    /** Before one was measured. */
    private static final long USUAL_ROUND_TRIP = 100_000_000;

    private final int[] sequences = new int[MOST];
    private final long[] dueAt = new long[MOST];
    private final long[] askAt = new long[MOST];
    private final int[] tries = new int[MOST];
    private long roundTrip = USUAL_ROUND_TRIP;
    private int count;

    void roundTrip(long nanos) {
        roundTrip = nanos;
    }

    /**
     * Packets were overtaken.
     *
     * @param sequence of the one that overtook them
     * @param missing how many, those right before it
     * @param spacing between two packets in nanoseconds
     */
    void overtaken(int sequence, int missing, long spacing, long now) {
        for (int i = missing; i > 0 && missing <= MOST && count < MOST; i--) {
            sequences[count] = sequence - i & 0xFFFF;
            dueAt[count] = now - i * spacing;
            askAt[count] = now + REORDERED;
            tries[count++] = 0;
        }
    }

    /** It is there; @return whether it was asked for. */
    boolean came(int sequence) {
        for (int i = 0; i < count; i++) {
            if (sequences[i] == sequence) {
                boolean asked = tries[i] > 0;
                remove(i);
                return asked;
            }
        }
        return false;
    }

    private void remove(int at) {
        count--;
        for (int i = at; i < count; i++) {
            sequences[i] = sequences[i + 1];
            dueAt[i] = dueAt[i + 1];
            askAt[i] = askAt[i + 1];
            tries[i] = tries[i + 1];
        }
    }

    /**
     * What to ask for now. Those that cannot come in time any more are given up.
     *
     * @param patience how long after its turn to arrive a packet is still of use
     */
    List<Integer> wanted(long patience, long now) {
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < count; ) {
            if (tries[i] == TRIES || now + roundTrip > dueAt[i] + patience) {
                remove(i);
            } else {
                if (now >= askAt[i]) {
                    wanted.add(sequences[i]);
                }
                i++;
            }
        }
        return wanted;
    }

    /** They were asked for. */
    void asked(List<Integer> wanted, long now) {
        for (int i = 0; i < count; i++) {
            if (wanted.contains(sequences[i])) {
                tries[i]++;
                askAt[i] = now + Math.max(SHORTEST_RETRY, roundTrip + roundTrip / 2);
            }
        }
    }

    /** When {@link #wanted} has something to say. */
    long nextDeadline() {
        long next = Loop.Timer.NEVER;
        for (int i = 0; i < count; i++) {
            next = Math.min(next, askAt[i]);
        }
        return next;
    }

    void clear() {
        count = 0;
    }
}
