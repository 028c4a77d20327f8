package io.rvoip.media.audio;

/**
 * Says what it heard: the two halves of an echo for one leg, as {@link AudioSink} and {@link AudioSource}. Holds at
 * most 200 ms, then the oldest audio goes. Confined to the loop of the leg.
 */
public final class EchoSource implements AudioSource, AudioSink {
    private static final int HELD_MILLIS = 200;

    private short[] ring = new short[8000 * HELD_MILLIS / 1000];
    private int head;
    private int size;

    /** An echo that has heard nothing yet. */
    public EchoSource() {
        // the ring stands at 8 kHz until opened
    }

    @Override
    public void open(int sampleRate) {
        int capacity = sampleRate * HELD_MILLIS / 1000;
        if (capacity != ring.length) {
            ring = new short[capacity];
            head = 0;
            size = 0;
        }
    }

    @Override
    public void write(short[] frame, int samples) {
        for (int i = 0; i < samples; i++) {
            ring[(head + size) % ring.length] = frame[i];
            if (size < ring.length) {
                size++;
            } else {
                head = (head + 1) % ring.length;
            }
        }
    }

    @Override
    public int read(short[] frame, int samples) {
        int n = Math.min(samples, size);
        for (int i = 0; i < n; i++) {
            frame[i] = ring[(head + i) % ring.length];
        }
        head = (head + n) % ring.length;
        size -= n;
        return n;
    }

    @Override
    public void close() {
        size = 0;
    }
}
