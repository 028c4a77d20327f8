package io.rvoip.rtp;

import io.rvoip.rtp.rtcp.TransportArrivals;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the remote's packets came, by the numbers that go over all streams of its transport, until it was told. Packets that come
 * late are told of when they do, with those after them once more. Of the last {@link #WINDOW} numbers only: further away,
 * forwards or backwards, it begins anew. Confined to one loop; an arrival allocates nothing.
 */
final class ArrivalLog {
    /** A power of two: twice what a video of 3 Mbit/s sends in a second. */
    static final int WINDOW = 512;
    /** Packets that came told of at once at most: with all others between them they fit into a datagram. */
    static final int MOST = 256;

    private static final long ABSENT = Long.MIN_VALUE;

    private final long[] arrivedAt = new long[WINDOW];
    private boolean begun;
    private boolean news;
    /** The first that is to be told of; with the count of cycles above the low 16 bits, as the others are. */
    private long first;
    /** One beyond the highest that came. */
    private long end;
    /** One beyond the last of what {@link #tell} answered. */
    private long toldTo;
    private int told;

    /** A packet came. */
    void arrived(int number, long now) {
        long extended = begun ? end - 1 + (short) (number - (int) (end - 1)) : number;
        long ahead = extended - end;
        if (!begun || ahead >= WINDOW || ahead < -WINDOW) {
            Arrays.fill(arrivedAt, ABSENT);
            begun = true;
            first = extended;
            end = extended + 1;
        } else if (ahead >= 0) {
            for (long passed = end; passed < extended; passed++) {
                arrivedAt[place(passed)] = ABSENT;
            }
            end = extended + 1;
            first = Math.max(first, end - WINDOW);
        } else if (arrivedAt[place(extended)] != ABSENT) {
            return;
        } else {
            first = Math.min(first, extended);
        }
        arrivedAt[place(extended)] = now;
        news = true;
    }

    /** Whether something came that was not told. */
    boolean hasNews() {
        return news;
    }

    /**
     * What is to be told next, from the first packet that was not told of; null: nothing. {@link #sent} follows when it went out.
     *
     * @param ssrc ours
     * @param media that of one of the remote's streams
     */
    @Nullable TransportArrivals tell(int ssrc, int media) {
        if (!news) {
            return null;
        }
        TransportArrivals next = new TransportArrivals(ssrc, media, (int) first & 0xFFFF, told);
        long at = first;
        while (at < end && next.arrived() < MOST) {
            long when = arrivedAt[place(at)];
            if (when == ABSENT) {
                next.missing();
            } else if (!next.came(when)) {
                break;
            }
            at++;
        }
        toldTo = at;
        return next;
    }

    /** What {@link #tell} answered last went out. */
    void sent() {
        first = toldTo;
        news = first < end;
        told = told + 1 & 0xFF;
    }

    private static int place(long extended) {
        return (int) extended & WINDOW - 1;
    }
}
