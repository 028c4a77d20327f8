package io.rvoip.rtp;

/** Which of the latest 128 packets of a stream are there, received or made good. Confined to one loop. */
final class SequenceWindow {
    private static final int SIZE = 128;

    private final long[] there = new long[2];
    private boolean begun;
    private long first;
    private long highest;

    /** A packet arrived; @return how far it goes beyond the highest so far, 0: it is older, negative: it was there. */
    int arrived(int sequence) {
        if (!begun) {
            begun = true;
            first = sequence;
            highest = sequence;
            mark(highest);
            return 1;
        }
        long extended = extended(sequence);
        if (extended <= highest) {
            return mark(extended) ? 0 : -1;
        }
        int ahead = (int) (extended - highest);
        if (ahead >= SIZE) {
            there[0] = 0;
            there[1] = 0;
            first = extended;
        } else {
            for (long passed = highest + 1; passed <= extended; passed++) {
                there[place(passed)] &= ~(1L << passed);
            }
        }
        highest = extended;
        mark(extended);
        return ahead;
    }

    /** Whether a packet has not come that others have overtaken. */
    boolean misses(int sequence) {
        long extended = extended(sequence);
        return begun && extended < highest && extended > first && highest - extended < SIZE && !isThere(extended);
    }

    /** The missing packet is there now. */
    void made(int sequence) {
        mark(extended(sequence));
    }

    /** The highest sequence number with the count of its cycles above the low 16 bits. */
    long highest() {
        return highest;
    }

    void restart() {
        begun = false;
        there[0] = 0;
        there[1] = 0;
    }

    private long extended(int sequence) {
        return highest + (short) (sequence - (int) highest);
    }

    private boolean isThere(long extended) {
        return (there[place(extended)] & 1L << extended) != 0;
    }

    /** @return false when it was there already, or is older than can be told */
    private boolean mark(long extended) {
        if (highest - extended >= SIZE || isThere(extended)) {
            return false;
        }
        there[place(extended)] |= 1L << extended;
        return true;
    }

    private static int place(long extended) {
        return (int) (extended >> 6 & 1);
    }
}
