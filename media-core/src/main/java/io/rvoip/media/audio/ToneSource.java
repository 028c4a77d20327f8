package io.rvoip.media.audio;

/** An endless sine, without a step between frames. */
public final class ToneSource implements AudioSource {
    private final double hertz;
    private final double amplitude;
    private double step;
    private double angle;

    /**
     * A tone.
     *
     * @param hertz     above 0
     * @param amplitude of full scale, 0-1
     */
    public ToneSource(double hertz, double amplitude) {
        if (!(hertz > 0)) {
            throw new IllegalArgumentException("hertz: " + hertz + " (expected: above 0)");
        }
        if (!(amplitude >= 0 && amplitude <= 1)) {
            throw new IllegalArgumentException("amplitude: " + amplitude + " (expected: 0-1)");
        }
        this.hertz = hertz;
        this.amplitude = amplitude * Short.MAX_VALUE;
        open(8000);
    }

    /** A tone of -9 dB below full scale. */
    public ToneSource(double hertz) {
        this(hertz, 0.35);
    }

    @Override
    public void open(int sampleRate) {
        step = 2 * Math.PI * hertz / sampleRate;
    }

    @Override
    public int read(short[] frame, int samples) {
        for (int i = 0; i < samples; i++) {
            frame[i] = (short) Math.round(amplitude * Math.sin(angle));
            angle += step;
        }
        angle %= 2 * Math.PI;
        return samples;
    }
}
