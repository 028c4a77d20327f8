package io.rvoip.common;

import org.jspecify.annotations.Nullable;

/**
 * Many deadlines at a constant price: a hierarchical wheel of eight levels of 64 slots over ticks of 2^20 ns (about
 * a millisecond). Arming, re-arming and cancelling link an entry into a slot and out of it; nothing is allocated,
 * however many entries there are. Any deadline of a {@code long} fits.
 *
 * <p>An entry lies on the level of the highest six bits in which its tick differs from the current one, so lower
 * levels always come due before higher ones, and each entry is moved down at most seven times in its life.
 *
 * <p>No entry fires early. Entries fire in the order of their ticks; within one tick the order is that of arming, as
 * long as none was moved down. Confined to one thread. Deadlines are on the scale of the {@code now} that is passed
 * in, which must not run backwards.
 */
public final class TimerWheel {
    private static final int TICK_BITS = 20;
    private static final int LEVEL_BITS = 6;
    private static final int SLOTS = 1 << LEVEL_BITS;
    private static final int LEVELS = 8;
    private static final int DUE = LEVELS * SLOTS;
    private static final int IDLE = -1;

    private final long origin;
    /** First entry of each slot, and of the list of entries that are due. */
    private final @Nullable Entry[] heads = new @Nullable Entry[DUE + 1];
    /** A lower bound of the deadlines in each slot; it is exact as long as nothing was cancelled there. */
    private final long[] earliest = new long[DUE];
    private final long[] occupied = new long[LEVELS];
    private int occupiedLevels;
    private long tick;
    private int size;

    /**
     * An empty wheel.
     *
     * @param nowNanos the present, from which deadlines are counted
     */
    public TimerWheel(long nowNanos) {
        origin = nowNanos;
    }

    /**
     * Arms or re-arms. A deadline that has passed fires in the next {@link #advance}, also when armed from within
     * {@link Entry#expired}: an entry never fires twice in one call.
     *
     * @param deadlineNanos {@link Loop.Timer#NEVER} cancels
     * @throws IllegalArgumentException when the entry is armed in another wheel
     */
    public void arm(Entry entry, long deadlineNanos) {
        cancel(entry);
        if (deadlineNanos == Loop.Timer.NEVER) {
            return;
        }
        entry.wheel = this;
        entry.deadline = deadlineNanos;
        place(entry);
        size++;
    }

    /**
     * Disarms; nothing happens when the entry is not armed.
     *
     * @throws IllegalArgumentException when the entry is armed in another wheel
     */
    public void cancel(Entry entry) {
        if (entry.slot == IDLE) {
            return;
        }
        if (entry.wheel != this) {
            throw new IllegalArgumentException("entry: armed in another wheel");
        }
        unlink(entry);
        entry.slot = IDLE;
        size--;
    }

    /**
     * When to call {@link #advance} next: never later than the earliest deadline, and equal to it unless an earlier
     * neighbour was cancelled. {@link Loop.Timer#NEVER} when nothing is armed. Constant time.
     */
    public long nextDeadline() {
        Entry due = heads[DUE];
        if (due != null) {
            return due.deadline;
        }
        return occupiedLevels == 0 ? Loop.Timer.NEVER : earliest[firstSlot()];
    }

    /**
     * Fires every entry whose deadline is at or before {@code now}. Entries may arm and cancel themselves and others
     * while they fire. When an entry throws, the exception leaves this method and the entries not yet fired stay due.
     *
     * @return how many fired
     */
    public int advance(long now) {
        collect(now);
        int fired = 0;
        for (Entry entry = heads[DUE]; entry != null; entry = heads[DUE]) {
            cancel(entry);
            fired++;
            entry.expired(now);
        }
        return fired;
    }

    /** How many entries are armed. */
    public int size() {
        return size;
    }

    private void collect(long now) {
        long nowTick = Math.max(tick, tickOf(now));
        while (occupiedLevels != 0) {
            int slot = firstSlot();
            long start = startOf(slot);
            if (start > nowTick) {
                break;
            }
            tick = Math.max(tick, start);
            if (slot >= SLOTS) {
                moveDown(slot);
            } else {
                takeDue(slot, now);
                if (heads[slot] != null) {
                    break; // what is left of this tick lies after now
                }
            }
        }
        tick = nowTick;
    }

    private void moveDown(int slot) {
        for (Entry entry = heads[slot]; entry != null; entry = heads[slot]) {
            unlink(entry);
            place(entry);
        }
    }

    private void takeDue(int slot, long now) {
        Entry last = heads[slot] == null ? null : heads[slot].previous;
        long rest = Long.MAX_VALUE;
        Entry entry = heads[slot];
        while (entry != null) {
            Entry next = entry == last ? null : entry.next;
            if (entry.deadline <= now) {
                unlink(entry);
                link(entry, DUE);
            } else {
                rest = Math.min(rest, entry.deadline);
            }
            entry = next;
        }
        earliest[slot] = rest;
    }

    private void place(Entry entry) {
        long at = Math.max(tick, tickOf(entry.deadline));
        long difference = at ^ tick;
        int level = difference == 0 ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / LEVEL_BITS;
        int index = (int) (at >>> level * LEVEL_BITS) & SLOTS - 1;
        int slot = level * SLOTS + index;
        if (heads[slot] == null) {
            occupied[level] |= 1L << index;
            occupiedLevels |= 1 << level;
            earliest[slot] = entry.deadline;
        } else {
            earliest[slot] = Math.min(earliest[slot], entry.deadline);
        }
        link(entry, slot);
    }

    private void link(Entry entry, int slot) {
        Entry head = heads[slot];
        if (head == null) {
            entry.next = entry;
            entry.previous = entry;
            heads[slot] = entry;
        } else {
            entry.next = head;
            entry.previous = head.previous;
            head.previous.next = entry;
            head.previous = entry;
        }
        entry.slot = slot;
    }

    private void unlink(Entry entry) {
        int slot = entry.slot;
        if (entry.next == entry) {
            heads[slot] = null;
            if (slot != DUE) {
                vacate(slot);
            }
        } else {
            entry.next.previous = entry.previous;
            entry.previous.next = entry.next;
            if (heads[slot] == entry) {
                heads[slot] = entry.next;
            }
        }
        entry.next = entry; // keeps a cancelled entry from holding on to its neighbours
        entry.previous = entry;
    }

    private void vacate(int slot) {
        int level = slot / SLOTS;
        occupied[level] &= ~(1L << slot % SLOTS);
        if (occupied[level] == 0) {
            occupiedLevels &= ~(1 << level);
        }
    }

    private int firstSlot() {
        int level = Integer.numberOfTrailingZeros(occupiedLevels);
        return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
    }

    private long startOf(int slot) {
        int shift = slot / SLOTS * LEVEL_BITS;
        long block = tick >>> shift + LEVEL_BITS << shift + LEVEL_BITS;
        return block | (long) (slot % SLOTS) << shift;
    }

    private long tickOf(long nanos) {
        long since = nanos - origin;
        if (nanos <= origin) {
            since = 0;
        } else if (since < 0) {
            since = Long.MAX_VALUE; // further off than a long can say
        }
        return since >>> TICK_BITS;
    }

    /** One deadline: extend it, keep it, arm it again and again. */
    public abstract static class Entry {
        private int slot = IDLE;
        private long deadline;
        private @Nullable TimerWheel wheel;
        private Entry next = this;
        private Entry previous = this;

        /** For subclasses. */
        protected Entry() {}

        /**
         * The deadline has passed; the entry is disarmed and may be armed again here.
         *
         * @param now the time given to {@link TimerWheel#advance}, at or after the deadline
         */
        protected abstract void expired(long now);

        /** Whether a deadline is set. */
        public final boolean isArmed() {
            return slot != IDLE;
        }

        /** The deadline that is set, or {@link Loop.Timer#NEVER}. */
        public final long deadline() {
            return slot == IDLE ? Loop.Timer.NEVER : deadline;
        }
    }
}
