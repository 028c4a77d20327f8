package io.rvoip.media.file;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Chunks of bytes from one loop to one island: a bounded ring of equal buffers that are used again, without locks.
 * {@link #offer} belongs to the loop, {@link #peek} and {@link #remove} to the island.
 */
final class ChunkQueue {
    private final byte[][] slots;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    ChunkQueue(int capacity, int chunkBytes) {
        slots = new byte[capacity][chunkBytes];
    }

    /** Copies a chunk in; false when the ring is full. */
    boolean offer(byte[] chunk) {
        long at = written.get();
        if (at - read.get() == slots.length) {
            return false;
        }
        byte[] slot = slots[(int) (at % slots.length)];
        System.arraycopy(chunk, 0, slot, 0, slot.length);
        written.set(at + 1);
        return true;
    }

    boolean isEmpty() {
        return written.get() == read.get();
    }

    /** The oldest chunk, valid until {@link #remove}; only when not empty. */
    byte[] peek() {
        return slots[(int) (read.get() % slots.length)];
    }

    void remove() {
        read.incrementAndGet();
    }
}
