package io.rvoip.media.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EModelTest {
    @ParameterizedTest
    @CsvSource({"93.2, 4.41", "90, 4.34", "80, 4.02", "70, 3.60", "60, 3.10", "50, 2.58", "0, 1.00", "-3, 1.00",
        "100, 4.50", "120, 4.50"})
    void opinionOfRating(double rating, double mos) {
        assertThat(EModel.mos(rating)).isEqualTo(mos, within(0.005));
    }

    @Test
    void perfectConnectionHasTheBasis() {
        assertThat(EModel.rating(0, 0, 0, 25.1)).isEqualTo(93.2);
    }

    @ParameterizedTest
    @CsvSource({"100, 2.4", "177.3, 4.2552", "200, 7.297", "400, 34.097"})
    void delayImpairs(double millis, double impairment) {
        assertThat(EModel.delayImpairment(millis)).isEqualTo(impairment, within(0.001));
    }

    @Test
    void lossImpairsByRobustness() {
        // 95 * 5 / (5 + 25.1)
        assertThat(EModel.rating(0, 5, 0, 25.1)).isEqualTo(93.2 - 15.781, within(0.001));
        assertThat(EModel.rating(0, 5, 11, 19)).isLessThan(EModel.rating(0, 5, 0, 25.1));
        assertThat(EModel.rating(0, 100, 0, 25.1)).isBetween(0.0, 20.0);
    }

    @Test
    void ratingNeverFallsBelowZero() {
        assertThat(EModel.rating(5000, 100, 0, 1)).isZero();
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertThatThrownBy(() -> EModel.rating(-1, 0, 0, 25.1)).hasMessageStartingWith("oneWayDelayMillis: -1.0");
        assertThatThrownBy(() -> EModel.rating(0, 101, 0, 25.1)).hasMessageStartingWith("lossPercent: 101.0");
        assertThatThrownBy(() -> EModel.rating(0, Double.NaN, 0, 25.1)).hasMessageStartingWith("lossPercent: NaN");
    }
}
