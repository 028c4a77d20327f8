package io.rvoip.media.device;

import java.util.concurrent.atomic.AtomicLong;

/** Samples from one thread to one other, bounded, without locks. What does not fit is dropped by the writer. */
final class SampleRing {
    private final short[] ring;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    SampleRing(int capacity) {
        ring = new short[capacity];
    }

    /** Returns how many fitted. */
    int write(short[] samples, int count) {
        long at = written.get();
        int n = (int) Math.min(count, ring.length - (at - read.get()));
        for (int i = 0; i < n; i++) {
            ring[(int) ((at + i) % ring.length)] = samples[i];
        }
        written.set(at + n);
        return n;
    }

    /** Returns how many there were. */
    int read(short[] out, int count) {
        long at = read.get();
        int n = (int) Math.min(count, written.get() - at);
        for (int i = 0; i < n; i++) {
            out[i] = ring[(int) ((at + i) % ring.length)];
        }
        read.set(at + n);
        return n;
    }
}
