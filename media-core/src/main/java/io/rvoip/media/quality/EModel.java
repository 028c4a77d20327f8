package io.rvoip.media.quality;

/**
 * The E-model of ITU-T G.107 for a digital connection whose other parameters have their default values:
 * {@code R = 93.2 - Id - Ie,eff}. Gives the listener's opinion that loss and delay alone would cause; says nothing
 * of noise or echo.
 */
public final class EModel {
    /** R with all defaults, of a connection without delay and loss (G.107 table 3). */
    public static final double BASIS = 93.2;

    private static final double DELAY_KNEE_MILLIS = 177.3;

    private EModel() {
    }

    /**
     * The rating factor.
     *
     * @param oneWayDelayMillis mouth to ear, not negative
     * @param lossPercent       packets lost or too late, in percent of those expected, 0-100, taken as random
     * @param impairment        Ie of the codec (G.113 Appendix I)
     * @param lossRobustness    Bpl of the codec (G.113 Appendix I)
     * @return 0 to 93.2
     */
    public static double rating(double oneWayDelayMillis, double lossPercent, double impairment,
            double lossRobustness) {
        require("oneWayDelayMillis", oneWayDelayMillis, Double.MAX_VALUE);
        require("lossPercent", lossPercent, 100);
        double r = BASIS - delayImpairment(oneWayDelayMillis)
                - effectiveImpairment(lossPercent, impairment, lossRobustness);
        return Math.max(0, r);
    }

    /**
     * Id, by the usual two-line fit of G.107's curve for default echo conditions: 0.024 a millisecond, and 0.11 more
     * beyond 177.3 ms, where people begin to talk over each other.
     */
    public static double delayImpairment(double oneWayDelayMillis) {
        return 0.024 * oneWayDelayMillis + 0.11 * Math.max(0, oneWayDelayMillis - DELAY_KNEE_MILLIS);
    }

    /** Ie,eff for random loss, G.107 equation 7-29 with BurstR 1. */
    public static double effectiveImpairment(double lossPercent, double impairment, double lossRobustness) {
        return impairment + (95 - impairment) * lossPercent / (lossPercent + lossRobustness);
    }

    /** The mean opinion score of a rating, 1 to 4.5 (G.107 Annex B). */
    public static double mos(double rating) {
        if (rating <= 0) {
            return 1;
        }
        if (rating >= 100) {
            return 4.5;
        }
        return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
    }

    private static void require(String name, double value, double max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0-" + max + ")");
        }
    }
}
