package io.rvoip.media.analysis;

/** The fast Fourier transform of a power-of-two length, in place, for cross-correlation. */
final class Fft {
    private Fft() {
    }

    /**
     * The circular cross-correlation of two real signals, {@code c[k] = sum over i of a[i] * b[i + k]}.
     *
     * @param a real parts of one signal, zero-padded to a power of two; overwritten
     * @param b the other, of the same length; overwritten with the result
     */
    static void correlate(double[] a, double[] b) {
        int n = a.length;
        double[] ai = new double[n];
        double[] bi = new double[n];
        transform(a, ai, false);
        transform(b, bi, false);
        for (int k = 0; k < n; k++) {
            double re = b[k] * a[k] + bi[k] * ai[k];
            double im = bi[k] * a[k] - b[k] * ai[k];
            b[k] = re;
            bi[k] = im;
        }
        transform(b, bi, true);
    }

    static void transform(double[] re, double[] im, boolean inverse) {
        int n = re.length;
        if (Integer.bitCount(n) != 1 || im.length != n) {
            throw new IllegalArgumentException("length: " + n + " (expected: a power of two, twice)");
        }
        reverseBits(re, im);
        for (int size = 2; size <= n; size <<= 1) {
            butterflies(re, im, size, (inverse ? 2 : -2) * Math.PI / size);
        }
        if (inverse) {
            for (int i = 0; i < n; i++) {
                re[i] /= n;
                im[i] /= n;
            }
        }
    }

    private static void butterflies(double[] re, double[] im, int size, double angle) {
        int half = size / 2;
        double[] cos = new double[half];
        double[] sin = new double[half];
        for (int k = 0; k < half; k++) {
            cos[k] = Math.cos(angle * k);
            sin[k] = Math.sin(angle * k);
        }
        for (int start = 0; start < re.length; start += size) {
            for (int k = 0; k < half; k++) {
                int upper = start + k;
                int lower = upper + half;
                double x = re[lower] * cos[k] - im[lower] * sin[k];
                double y = re[lower] * sin[k] + im[lower] * cos[k];
                re[lower] = re[upper] - x;
                im[lower] = im[upper] - y;
                re[upper] += x;
                im[upper] += y;
            }
        }
    }

    private static void reverseBits(double[] re, double[] im) {
        int shift = 1 + Integer.numberOfLeadingZeros(re.length);
        for (int i = 0; i < re.length; i++) {
            int j = re.length == 1 ? i : Integer.reverse(i) >>> shift;
            if (j > i) {
                double t = re[i];
                re[i] = re[j];
                re[j] = t;
                t = im[i];
                im[i] = im[j];
                im[j] = t;
            }
        }
    }
}
