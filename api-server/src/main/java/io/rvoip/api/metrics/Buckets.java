package io.rvoip.api.metrics;

/** The upper bounds of histogram buckets, by the unit that the name of a distribution ends with. */
final class Buckets {
    private static final double[] SECONDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
        30, 60, 180, 600, 1800, 3600};
    private static final double[] MOS = {1, 1.5, 2, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.1, 4.2, 4.3, 4.4, 4.5};
    private static final double[] RATIO = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
    private static final double[] BYTES = {64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576};
    private static final double[] COUNT = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000};

    private Buckets() {}

    static double[] of(String name) {
        if (name.endsWith("_seconds")) {
            return SECONDS.clone();
        }
        if (name.endsWith("_mos")) {
            return MOS.clone();
        }
        if (name.endsWith("_ratio")) {
            return RATIO.clone();
        }
        return name.endsWith("_bytes") ? BYTES.clone() : COUNT.clone();
    }
}
