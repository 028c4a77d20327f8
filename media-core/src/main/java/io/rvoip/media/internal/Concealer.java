package io.rvoip.media.internal;

import java.util.Arrays;

/**
 * Fills gaps in decoded speech by repeating its last pitch period, in the manner of ITU-T G.711 Appendix I: the
 * period is found by correlation, its ends are blended so that it loops without a click, the level falls after 10 ms
 * and reaches silence at 60 ms. The first frame that arrives again is blended with what went on being repeated. Unlike
 * the appendix nothing is delayed. One stream, one thread; allocates nothing after construction.
 */
public final class Concealer {
    private static final int HISTORY_MILLIS = 50;
    private static final int TEMPLATE_MILLIS = 20;
    private static final int MIN_PITCH_MILLIS = 5;
    private static final int MAX_PITCH_MILLIS = 15;
    private static final int HOLD_MILLIS = 10;
    private static final int SILENT_AFTER_MILLIS = 60;
    private static final int BLEND_MILLIS = 4;
    private static final int MAX_BLEND_MILLIS = 10;

    private final int perMilli;
    private final short[] history;
    private final short[] period;
    private int periodLength;
    private int position;
    private int concealed;

    /**
     * A concealer.
     *
     * @param sampleRate in Hz, at least 8000
     */
    public Concealer(int sampleRate) {
        perMilli = sampleRate / 1000;
        history = new short[HISTORY_MILLIS * perMilli];
        period = new short[MAX_PITCH_MILLIS * perMilli];
    }

    /** Takes samples that arrived, from {@code offset} on; after a gap their beginning is blended in place. */
    public void received(short[] pcm, int offset, int samples) {
        if (concealed > 0) {
            blend(pcm, offset, samples);
            concealed = 0;
        }
        remember(pcm, offset, samples);
    }

    /** Writes {@code samples} samples in place of what is missing, from {@code offset} on. */
    public void conceal(short[] pcm, int offset, int samples) {
        if (concealed == 0) {
            choosePeriod();
        }
        for (int i = offset; i < offset + samples; i++) {
            pcm[i] = next();
        }
        remember(pcm, offset, samples);
    }

    /** Samples concealed since the last frame that arrived. */
    public int concealed() {
        return concealed;
    }

    private void blend(short[] pcm, int offset, int samples) {
        int millis = Math.min(MAX_BLEND_MILLIS, BLEND_MILLIS + concealed / perMilli * 2 / 5);
        int length = Math.min(samples, millis * perMilli);
        for (int i = 0; i < length; i++) {
            float weight = (float) (i + 1) / (length + 1);
            pcm[offset + i] = (short) Math.round(next() * (1 - weight) + pcm[offset + i] * weight);
        }
    }

    private short next() {
        float gain = gain();
        concealed++;
        if (gain <= 0 || periodLength == 0) {
            return 0;
        }
        short sample = period[position];
        position = position + 1 == periodLength ? 0 : position + 1;
        return (short) (sample * gain);
    }

    private float gain() {
        int hold = HOLD_MILLIS * perMilli;
        int fade = (SILENT_AFTER_MILLIS - HOLD_MILLIS) * perMilli;
        return concealed <= hold ? 1 : 1 - (float) (concealed - hold) / fade;
    }

    /** The last period of the history, its end blended with what came before its beginning. */
    private void choosePeriod() {
        periodLength = pitch();
        position = 0;
        int start = history.length - periodLength;
        System.arraycopy(history, start, period, 0, periodLength);
        int quarter = periodLength / 4;
        for (int i = 0; i < quarter; i++) {
            float weight = (float) (i + 1) / quarter;
            int at = periodLength - quarter + i;
            period[at] = (short) Math.round(period[at] * (1 - weight) + history[start - quarter + i] * weight);
        }
    }

    /** The lag at which the last 20 ms look most like themselves, coarsely first. */
    private int pitch() {
        int coarse = bestLag(MIN_PITCH_MILLIS * perMilli, MAX_PITCH_MILLIS * perMilli, 2);
        return bestLag(Math.max(MIN_PITCH_MILLIS * perMilli, coarse - 1),
                Math.min(MAX_PITCH_MILLIS * perMilli, coarse + 1), 1);
    }

    private int bestLag(int from, int to, int step) {
        int length = TEMPLATE_MILLIS * perMilli;
        int template = history.length - length;
        int best = to;
        float bestScore = 0;
        for (int lag = from; lag <= to; lag += step) {
            float product = 0;
            float energy = 1;
            for (int i = 0; i < length; i += step) {
                float earlier = history[template + i - lag];
                product += history[template + i] * earlier;
                energy += earlier * earlier;
            }
            float score = product <= 0 ? 0 : product * product / energy;
            if (score > bestScore) {
                bestScore = score;
                best = lag;
            }
        }
        return best;
    }

    private void remember(short[] pcm, int offset, int samples) {
        int n = Math.min(samples, history.length);
        System.arraycopy(history, n, history, 0, history.length - n);
        System.arraycopy(pcm, offset + samples - n, history, history.length - n, n);
    }

    /** Forgets everything, as after a change of source. */
    public void reset() {
        Arrays.fill(history, (short) 0);
        concealed = 0;
        periodLength = 0;
    }
}
