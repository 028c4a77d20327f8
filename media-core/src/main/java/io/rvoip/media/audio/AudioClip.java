package io.rvoip.media.audio;

import io.rvoip.media.codec.Resampler;
import java.time.Duration;
import java.util.Arrays;

/** A recording in memory: 16-bit PCM, interleaved. Immutable as long as the maker lets go of the array. */
public final class AudioClip {
    private final int sampleRate;
    private final int channels;
    private final short[] samples;

    private AudioClip(int sampleRate, int channels, short[] samples) {
        if (sampleRate < 1) {
            throw new IllegalArgumentException("sampleRate: " + sampleRate + " (expected: at least 1)");
        }
        if (channels < 1 || samples.length % channels != 0) {
            throw new IllegalArgumentException("channels: " + channels + " for " + samples.length
                    + " samples (expected: at least 1, and whole frames)");
        }
        this.sampleRate = sampleRate;
        this.channels = channels;
        this.samples = samples;
    }

    /** A mono clip that takes over {@code samples}. */
    public static AudioClip mono(int sampleRate, short[] samples) {
        return new AudioClip(sampleRate, 1, samples);
    }

    /** A clip of interleaved channels that takes over {@code samples}. */
    public static AudioClip of(int sampleRate, int channels, short[] samples) {
        return new AudioClip(sampleRate, channels, samples);
    }

    /** The sampling rate in Hz. */
    public int sampleRate() {
        return sampleRate;
    }

    /** Interleaved channels. */
    public int channels() {
        return channels;
    }

    /** Samples per channel. */
    public int frames() {
        return samples.length / channels;
    }

    /** How long it plays. */
    public Duration duration() {
        return Duration.ofNanos(frames() * 1_000_000_000L / sampleRate);
    }

    /** One sample. */
    public short sample(int frame, int channel) {
        return samples[frame * channels + channel];
    }

    /** A copy of one channel, counted from 0 (left). */
    public short[] channel(int channel) {
        if (channel < 0 || channel >= channels) {
            throw new IllegalArgumentException("channel: " + channel + " (expected: 0-" + (channels - 1) + ")");
        }
        short[] out = new short[frames()];
        for (int i = 0; i < out.length; i++) {
            out[i] = samples[i * channels + channel];
        }
        return out;
    }

    /** The mean of all channels; this clip itself when there is one. */
    public AudioClip mixedDown() {
        if (channels == 1) {
            return this;
        }
        short[] out = new short[frames()];
        for (int i = 0; i < out.length; i++) {
            int sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += samples[i * channels + c];
            }
            out[i] = (short) (sum / channels);
        }
        return mono(sampleRate, out);
    }

    /** One channel as a clip of its own. */
    public AudioClip onlyChannel(int channel) {
        return mono(sampleRate, channel(channel));
    }

    /** All channels mixed down, at another rate. */
    public AudioClip atRate(int rate) {
        AudioClip mono = mixedDown();
        return rate == sampleRate ? mono : mono(rate, Resampler.convert(mono.samples, sampleRate, rate));
    }

    /** The part from {@code from} on, at most {@code length} long. */
    public AudioClip slice(Duration from, Duration length) {
        int first = Math.min(frames(), framesIn(from));
        int count = Math.min(frames() - first, framesIn(length));
        return new AudioClip(sampleRate, channels,
                Arrays.copyOfRange(samples, first * channels, (first + count) * channels));
    }

    /** The root mean square of all samples, 0 when there is none. */
    public double rms() {
        double sum = 0;
        for (short s : samples) {
            sum += (double) s * s;
        }
        return samples.length == 0 ? 0 : Math.sqrt(sum / samples.length);
    }

    /** A copy of the interleaved samples. */
    public short[] samples() {
        return samples.clone();
    }

    /** Copies samples of a mono clip without garbage; returns how many there were. */
    public int copy(int from, short[] out, int count) {
        int n = Math.max(0, Math.min(count, samples.length - from));
        System.arraycopy(samples, from, out, 0, n);
        return n;
    }

    @Override
    public String toString() {
        return "AudioClip[" + sampleRate + " Hz, " + channels + " ch, " + duration().toMillis() + " ms]";
    }

    private int framesIn(Duration d) {
        return (int) Math.min(Integer.MAX_VALUE, d.toMillis() * sampleRate / 1000);
    }
}
