package io.rvoip.media.audio;

import io.rvoip.media.codec.Resampler;
import java.util.Arrays;

/** Plays a recording at the rate of the call, resampled as it goes: once, or over and over. */
public final class ClipSource implements AudioSource {
    private static final int CHUNK_MILLIS = 10;

    private final AudioClip clip;
    private final boolean repeat;
    private final short[] in;
    private Resampler resampler;
    private short[] out;
    private int outFrom;
    private int outTo;
    private int position;
    private int end;
    private int rate;

    private ClipSource(AudioClip clip, boolean repeat) {
        this.clip = clip.mixedDown();
        this.repeat = repeat && clip.frames() > 0;
        this.in = new short[Math.max(1, clip.sampleRate() * CHUNK_MILLIS / 1000)];
        this.rate = clip.sampleRate();
        this.resampler = new Resampler(rate, rate);
        this.out = new short[resampler.maxOutput(in.length)];
        this.end = clip.frames();
    }

    /** Plays once; several channels are mixed down. */
    public static ClipSource once(AudioClip clip) {
        return new ClipSource(clip, false);
    }

    /** Plays for ever; an empty clip is silence. */
    public static ClipSource looping(AudioClip clip) {
        return new ClipSource(clip, true);
    }

    /** Whether everything has been said. */
    public boolean finished() {
        return !repeat && position >= end && outFrom == outTo;
    }

    /** A change of rate goes on where the clip is; what the old filter still held is lost, under 10 ms. */
    @Override
    public void open(int sampleRate) {
        if (sampleRate == rate) {
            return;
        }
        rate = sampleRate;
        resampler = new Resampler(clip.sampleRate(), sampleRate);
        out = new short[resampler.maxOutput(in.length)];
        outFrom = 0;
        outTo = 0;
        // played once, the clip is followed by the silence that pushes its end through the filter
        end = repeat ? clip.frames()
                : clip.frames() + (int) ((long) resampler.delaySamples() * clip.sampleRate() / sampleRate) + 1;
    }

    @Override
    public int read(short[] frame, int samples) {
        int done = 0;
        while (done < samples && (outFrom < outTo || refill())) {
            int n = Math.min(samples - done, outTo - outFrom);
            System.arraycopy(out, outFrom, frame, done, n);
            outFrom += n;
            done += n;
        }
        return done;
    }

    private boolean refill() {
        if (repeat && position >= end) {
            position = 0;
        }
        int wanted = Math.min(in.length, end - position);
        if (wanted <= 0) {
            return false;
        }
        int copied = clip.copy(position, in, wanted);
        Arrays.fill(in, copied, wanted, (short) 0);
        position += wanted;
        outFrom = 0;
        outTo = resampler.process(in, 0, wanted, out, 0);
        return true;
    }
}
