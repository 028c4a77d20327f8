package io.rvoip.media.analysis;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.AudioSink;

/**
 * Listens for one frequency with the Goertzel algorithm, block by block. A block counts as the tone when it is loud
 * enough and most of its energy lies at that frequency. {@link #heardMillis()} may be read from any thread; all else
 * is confined to one.
 */
public final class ToneDetector implements AudioSink {
    private static final int BLOCK_MILLIS = 40;
    private static final double MIN_SHARE = 0.7;
    private static final double MIN_RMS = 100;

    private final double hertz;
    private int sampleRate;
    private int blockSize;
    private double coefficient;
    private double s1;
    private double s2;
    private double energy;
    private int filled;
    private volatile int blocksHeard;
    private volatile double lastShare;

    /** A detector for {@code hertz}, at 8 kHz until opened at another rate. */
    public ToneDetector(double hertz) {
        if (!(hertz > 0)) {
            throw new IllegalArgumentException("hertz: " + hertz + " (expected: above 0)");
        }
        this.hertz = hertz;
        open(8000);
    }

    @Override
    public void open(int rate) {
        if (rate != sampleRate) {
            sampleRate = rate;
            blockSize = rate * BLOCK_MILLIS / 1000;
            coefficient = 2 * Math.cos(2 * Math.PI * hertz / rate);
            startBlock();
        }
    }

    @Override
    public void write(short[] frame, int samples) {
        for (int i = 0; i < samples; i++) {
            double s0 = frame[i] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
            energy += (double) frame[i] * frame[i];
            if (++filled == blockSize) {
                endBlock();
            }
        }
    }

    /** How much of what was listened to was the tone, in milliseconds of whole blocks of 40 ms. */
    public int heardMillis() {
        return blocksHeard * BLOCK_MILLIS;
    }

    /** The share of the last block's energy that lay at the frequency, 0-1. */
    public double lastShare() {
        return lastShare;
    }

    /** The share of the whole clip's energy that lies at {@code hertz}, 0-1; 0 for silence. */
    public static double share(AudioClip clip, double hertz) {
        AudioClip mono = clip.mixedDown();
        double coefficient = 2 * Math.cos(2 * Math.PI * hertz / mono.sampleRate());
        double s1 = 0;
        double s2 = 0;
        double energy = 0;
        for (int i = 0; i < mono.frames(); i++) {
            double x = mono.sample(i, 0);
            double s0 = x + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
            energy += x * x;
        }
        return share(coefficient, s1, s2, energy, mono.frames());
    }

    private void endBlock() {
        lastShare = share(coefficient, s1, s2, energy, blockSize);
        if (lastShare >= MIN_SHARE && energy >= MIN_RMS * MIN_RMS * blockSize) {
            blocksHeard++;
        }
        startBlock();
    }

    private void startBlock() {
        s1 = 0;
        s2 = 0;
        energy = 0;
        filled = 0;
    }

    /** A pure sine of n samples and energy E gives a bin power of E*n/2. */
    private static double share(double coefficient, double s1, double s2, double energy, int n) {
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        return energy == 0 ? 0 : Math.min(1, power / (energy * n / 2));
    }
}
