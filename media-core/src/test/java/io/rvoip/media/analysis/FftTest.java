package io.rvoip.media.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FftTest {
    @Test
    void correlationEqualsItsDefinition() {
        int n = 64;
        Random random = new Random(2);
        double[] a = random.doubles(n).toArray();
        double[] b = random.doubles(n).toArray();
        double[] result = b.clone();
        Fft.correlate(a.clone(), result);
        for (int k = 0; k < n; k++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[i] * b[(i + k) % n];
            }
            assertThat(result[k]).isEqualTo(sum, within(1e-9));
        }
    }

    @Test
    void thereAndBack() {
        double[] re = new Random(3).doubles(256).toArray();
        double[] im = new double[256];
        double[] before = re.clone();
        Fft.transform(re, im, false);
        Fft.transform(re, im, true);
        assertThat(re).containsExactly(before, within(1e-9));
    }

    @Test
    void refusesOtherLengths() {
        assertThatThrownBy(() -> Fft.transform(new double[3], new double[3], false))
                .hasMessage("length: 3 (expected: a power of two, twice)");
    }
}
