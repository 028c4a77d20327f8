package io.rvoip.media.device;

import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.codec.Resampler;
import java.util.concurrent.Executor;

/**
 * The machine's loudspeaker as the sink of a call leg. Its line is fed on an executor for what blocks, with silence
 * when the call has nothing; at most 100 ms wait, what finds them waiting is dropped.
 */
public final class Loudspeaker implements AudioSink, AutoCloseable {
    private static final int HELD_MILLIS = 100;
    private static final int CHUNK_MILLIS = 10;

    private final PlaybackLine line;
    private final int lineRate;
    private final SampleRing ring;
    private Resampler resampler;
    private short[] converted = new short[0];
    private volatile boolean closed;

    Loudspeaker(PlaybackLine line, int lineRate) {
        this.line = line;
        this.lineRate = lineRate;
        this.ring = new SampleRing(lineRate * HELD_MILLIS / 1000);
        this.resampler = new Resampler(lineRate, lineRate);
    }

    Loudspeaker startOn(Executor island) {
        island.execute(this::play);
        return this;
    }

    @Override
    public void open(int sampleRate) {
        resampler = new Resampler(sampleRate, lineRate);
    }

    @Override
    public void write(short[] frame, int samples) {
        int room = resampler.maxOutput(samples);
        if (converted.length < room) {
            converted = new short[room];
        }
        ring.write(converted, resampler.process(frame, 0, samples, converted, 0));
    }

    /** Gives the device back. */
    @Override
    public void close() {
        closed = true;
        line.close();
    }

    private void play() {
        short[] samples = new short[lineRate * CHUNK_MILLIS / 1000];
        byte[] bytes = new byte[2 * samples.length];
        while (!closed) {
            int count = ring.read(samples, samples.length);
            for (int i = 0; i < samples.length; i++) {
                int sample = i < count ? samples[i] : 0;
                bytes[2 * i] = (byte) sample;
                bytes[2 * i + 1] = (byte) (sample >> 8);
            }
            if (line.write(bytes) < bytes.length) {
                return;
            }
        }
    }
}
