package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.testing.TestMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestMetrics metrics = new TestMetrics();

    private Admission of(int calls, int perSecond) {
        CapacityConfig capacity = CapacityConfig.small().withMaxCalls(calls).withPeakMultiplier(1)
                .withAvgCallDuration(Duration.ofSeconds(Math.max(1, calls / perSecond)));
        return new Admission(capacity, metrics, 0);
    }

    @Test
    void asManyAsDeclaredAreInAtATime() {
        Admission admission = of(3, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
        assertThat(admission.admit(0, false)).contains(Admission.Refusal.CAPACITY);
        assertThat(metrics.gaugeValue("rvoip_calls_admitted_ratio")).isEqualTo(1.0);
        admission.released();
        assertThat(admission.active()).isEqualTo(2);
        assertThat(admission.admit(0, false)).isEmpty();
    }

    @Test
    void aHouseWithRoomTakesAnyRush() {
        Admission admission = of(10_000, 5);
        for (int i = 0; i < 8_000; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
    }

    @Test
    void theLastFifthFillsNoFasterThanThePeakAfterTenSecondsWorth() {
        Admission admission = of(10_000, 5);
        for (int i = 0; i < 8_050; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
        assertThat(admission.check(0, false)).contains(Admission.Refusal.RATE);
        assertThat(admission.admit(0, false)).contains(Admission.Refusal.RATE);
        for (int i = 0; i < 5; i++) {
            assertThat(admission.admit(SECOND, false)).isEmpty();
        }
        assertThat(admission.admit(SECOND, false)).contains(Admission.Refusal.RATE);
    }

    @Test
    void aTenthMoreIsForEmergencyCallsAlone() {
        Admission admission = of(30, 30);
        for (int i = 0; i < 30; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(admission.check(0, true)).isEmpty();
            assertThat(admission.admit(0, true)).isEmpty();
            assertThat(admission.admit(0, false)).contains(Admission.Refusal.CAPACITY);
        }
        assertThat(admission.admit(0, true)).as("bounded too").contains(Admission.Refusal.CAPACITY);
    }

    @Test
    void emergencyCallsComeAsFastAsTheyLikeAndTakeNothingFromTheRateOfOthers() {
        Admission admission = of(1_000, 1);
        for (int i = 0; i < 800; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(admission.admit(0, true)).isEmpty();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(admission.admit(0, false)).isEmpty();
        }
        assertThat(admission.admit(0, false)).contains(Admission.Refusal.RATE);
        assertThat(admission.admit(0, true)).isEmpty();
    }

    @Test
    void emergencyCallsAreNotLetInWhileDraining() {
        Admission admission = of(10, 10);
        admission.drain();
        assertThat(admission.admit(0, true)).contains(Admission.Refusal.DRAINING);
    }

    @Test
    void askingTakesNothing() {
        Admission admission = of(1, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(admission.check(0, false)).isEmpty();
        }
        assertThat(admission.admit(0, false)).isEmpty();
    }

    @Test
    void aRefusalTakesNothing() {
        Admission admission = of(1, 1);
        admission.admit(0, false);
        for (int i = 0; i < 100; i++) {
            admission.admit(0, false);
        }
        admission.released();
        assertThat(admission.admit(0, false)).isEmpty();
        assertThat(admission.active()).isEqualTo(1);
    }

    @Test
    void nobodyIsLetInWhileDraining() {
        Admission admission = of(10, 10);
        admission.admit(0, false);
        admission.drain();
        assertThat(admission.isDraining()).isTrue();
        assertThat(admission.admit(0, false)).contains(Admission.Refusal.DRAINING);
        admission.count(Admission.Refusal.DRAINING);
        assertThat(metrics.count("rvoip_admission_rejected_total", "reason", "draining")).isEqualTo(1);
    }
}
