package io.rvoip.rtp.jitter;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Packets by extended sequence number in a ring, with a memory of what was there. Owns the buffers it holds. */
final class PacketRing {
    /** What is known of a sequence number. */
    enum Slot { UNKNOWN, HELD, GONE, OTHER_MEDIA }

    /** The sequence number of none. */
    static final long NONE = Long.MAX_VALUE;

    private final @Nullable ByteBuf[] buffers;
    private final long[] sequences;
    private final long[] positions;
    private final Slot[] slots;
    private final int mask;
    private long lowest = NONE;
    private long highest = Long.MIN_VALUE;
    private int size;

    PacketRing(int packets) {
        int capacity = Integer.highestOneBit(packets * 2 - 1) * 2;
        buffers = new ByteBuf[capacity];
        sequences = new long[capacity];
        positions = new long[capacity];
        slots = new Slot[capacity];
        mask = capacity - 1;
        forget();
    }

    int capacity() {
        return mask + 1;
    }

    int size() {
        return size;
    }

    Slot slot(long sequence) {
        int at = (int) sequence & mask;
        return sequences[at] == sequence ? slots[at] : Slot.UNKNOWN;
    }

    /** Puts a packet where no held one is. */
    void put(long sequence, long position, ByteBuf buffer) {
        int at = (int) sequence & mask;
        buffers[at] = buffer;
        sequences[at] = sequence;
        positions[at] = position;
        slots[at] = Slot.HELD;
        lowest = Math.min(lowest, sequence);
        highest = Math.max(highest, sequence);
        size++;
    }

    /** Notes that a sequence number was used for something that is not played from here. */
    void noteOtherMedia(long sequence) {
        int at = (int) sequence & mask;
        if (slots[at] != Slot.HELD) {
            sequences[at] = sequence;
            slots[at] = Slot.OTHER_MEDIA;
        }
    }

    /** The lowest sequence number held, or {@link #NONE}. */
    long lowest() {
        return lowest;
    }

    /** The highest sequence number held; meaningless when empty. */
    long highest() {
        return highest;
    }

    long position(long sequence) {
        return positions[(int) sequence & mask];
    }

    /** Takes the lowest packet out; the caller owns it. */
    ByteBuf take() {
        int at = (int) lowest & mask;
        ByteBuf buffer = buffers[at];
        if (buffer == null) {
            throw new IllegalStateException("no packet held");
        }
        buffers[at] = null;
        slots[at] = Slot.GONE;
        size--;
        if (size == 0) {
            lowest = NONE;
            highest = Long.MIN_VALUE;
        } else {
            do {
                lowest++;
            } while (slot(lowest) != Slot.HELD);
        }
        return buffer;
    }

    /** Releases all and forgets what was. */
    void clear() {
        while (size > 0) {
            take().release();
        }
        forget();
    }

    private void forget() {
        Arrays.fill(slots, Slot.UNKNOWN);
        Arrays.fill(sequences, NONE);
    }
}
