package io.rvoip.media.audio;

import java.time.Duration;
import java.util.Arrays;

/**
 * Keeps what was heard, up to a bound; later audio is counted and dropped. {@link #clip()} may be called from any
 * thread.
 */
public final class BufferSink implements AudioSink {
    private final Duration bound;
    private int capacity;
    private short[] samples = new short[0];
    private int size;
    private int sampleRate = 8000;
    private long dropped;

    /** A buffer for at most {@code bound} of audio. */
    public BufferSink(Duration bound) {
        if (bound.isNegative() || bound.isZero()) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: above zero)");
        }
        this.bound = bound;
        this.capacity = capacityAt(sampleRate);
    }

    /** A change of rate begins a new clip. */
    @Override
    public synchronized void open(int rate) {
        if (rate != sampleRate) {
            sampleRate = rate;
            capacity = capacityAt(rate);
            size = 0;
        }
    }

    @Override
    public synchronized void write(short[] frame, int count) {
        int n = Math.min(count, capacity - size);
        if (size + n > samples.length) {
            samples = Arrays.copyOf(samples, Math.min(capacity, Math.max(size + n, 2 * samples.length)));
        }
        System.arraycopy(frame, 0, samples, size, n);
        size += n;
        dropped += count - n;
    }

    /** What was heard so far. */
    public synchronized AudioClip clip() {
        return AudioClip.mono(sampleRate, Arrays.copyOf(samples, size));
    }

    /** Samples that found the buffer full. */
    public synchronized long dropped() {
        return dropped;
    }

    private int capacityAt(int rate) {
        return (int) Math.min(Integer.MAX_VALUE / 2, bound.toMillis() * rate / 1000);
    }
}
