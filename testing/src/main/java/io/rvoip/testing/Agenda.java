package io.rvoip.testing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is to happen, by time and then by the order of asking: a binary heap whose entries know their place. */
final class Agenda {
    private Entry[] heap = new Entry[64];
    private int size;
    private long asked;

    /** Something on the agenda, at most once. */
    abstract static class Entry {
        private long at;
        private long order;
        private int place = -1;

        abstract void run();

        final boolean isPlanned() {
            return place >= 0;
        }

        final long at() {
            return at;
        }

        private boolean before(Entry other) {
            return at != other.at ? at < other.at : order < other.order;
        }
    }

    int size() {
        return size;
    }

    @Nullable Entry first() {
        return size == 0 ? null : heap[0];
    }

    /** Plans or moves an entry; either way it goes behind what is already planned for the same time. */
    void plan(Entry entry, long at) {
        boolean planned = entry.isPlanned();
        entry.at = at;
        entry.order = asked++;
        if (planned) {
            settle(entry);
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(entry, size++);
        rise(entry);
    }

    void remove(Entry entry) {
        if (!entry.isPlanned()) {
            return;
        }
        int hole = entry.place;
        entry.place = -1;
        Entry last = heap[--size];
        clear(size);
        if (last != entry) {
            place(last, hole);
            settle(last);
        }
    }

    private void settle(Entry entry) {
        rise(entry);
        sink(entry);
    }

    private void rise(Entry entry) {
        while (entry.place > 0) {
            Entry parent = heap[(entry.place - 1) / 2];
            if (!entry.before(parent)) {
                return;
            }
            swap(entry, parent);
        }
    }

    private void sink(Entry entry) {
        while (true) {
            int child = entry.place * 2 + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(entry)) {
                return;
            }
            swap(heap[child], entry);
        }
    }

    private void swap(Entry one, Entry other) {
        int place = one.place;
        place(one, other.place);
        place(other, place);
    }

    private void place(Entry entry, int place) {
        heap[place] = entry;
        entry.place = place;
    }

    private void clear(int place) {
        heap[place] = null;
    }
}
