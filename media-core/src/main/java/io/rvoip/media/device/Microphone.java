package io.rvoip.media.device;

import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.codec.Resampler;
import java.util.concurrent.Executor;

/**
 * The machine's microphone as the source of a call leg. Its line is read on an executor for what blocks; the media
 * loop takes what is there and gets silence when the sound card lags. At most 100 ms are held, older sound is
 * preferred: what finds the ring full is dropped.
 */
public final class Microphone implements AudioSource, AutoCloseable {
    private static final int HELD_MILLIS = 100;
    private static final int CHUNK_MILLIS = 10;

    private final CaptureLine line;
    private final int lineRate;
    private final SampleRing ring;
    private final short[] raw;
    private Resampler resampler;
    private short[] converted;
    private int from;
    private int to;
    private volatile boolean closed;

    Microphone(CaptureLine line, int lineRate) {
        this.line = line;
        this.lineRate = lineRate;
        this.ring = new SampleRing(lineRate * HELD_MILLIS / 1000);
        this.raw = new short[lineRate * CHUNK_MILLIS / 1000];
        this.resampler = new Resampler(lineRate, lineRate);
        this.converted = new short[resampler.maxOutput(raw.length)];
    }

    Microphone startOn(Executor island) {
        island.execute(this::capture);
        return this;
    }

    @Override
    public void open(int sampleRate) {
        resampler = new Resampler(lineRate, sampleRate);
        converted = new short[resampler.maxOutput(raw.length)];
        from = 0;
        to = 0;
    }

    @Override
    public int read(short[] frame, int samples) {
        int done = 0;
        while (done < samples) {
            if (from == to && !refill()) {
                break;
            }
            int n = Math.min(samples - done, to - from);
            System.arraycopy(converted, from, frame, done, n);
            from += n;
            done += n;
        }
        return done;
    }

    /** Gives the device back. */
    @Override
    public void close() {
        closed = true;
        line.close();
    }

    private boolean refill() {
        int n = ring.read(raw, raw.length);
        from = 0;
        to = resampler.process(raw, 0, n, converted, 0);
        return n > 0;
    }

    private void capture() {
        byte[] bytes = new byte[2 * lineRate * CHUNK_MILLIS / 1000];
        short[] samples = new short[bytes.length / 2];
        while (!closed) {
            int count = line.read(bytes) / 2;
            if (count <= 0) {
                return;
            }
            for (int i = 0; i < count; i++) {
                samples[i] = (short) (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8);
            }
            ring.write(samples, count);
        }
    }
}
