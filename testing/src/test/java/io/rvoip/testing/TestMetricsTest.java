package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestMetricsTest {
    private final TestMetrics metrics = new TestMetrics();

    @Test
    void countsByNameAndTagsInAnyOrder() {
        metrics.counter("calls", "way", "in", "end", "busy").increment();
        metrics.counter("calls", "end", "busy", "way", "in").add(2);
        metrics.counter("calls", "way", "out").increment();
        metrics.counter("callsigns").increment();
        assertThat(metrics.count("calls", "end", "busy", "way", "in")).isEqualTo(3);
        assertThat(metrics.total("calls")).isEqualTo(4);
        assertThat(metrics.count("calls")).isZero();
        assertThat(metrics.counts()).containsKey("calls{way=out}").hasSize(3);
    }

    @Test
    void readsGaugesWhenAsked() {
        double[] value = {1};
        metrics.gauge("depth", () -> value[0]);
        value[0] = 5;
        assertThat(metrics.gaugeValue("depth")).isEqualTo(5);
        assertThatThrownBy(() -> metrics.gaugeValue("other")).isInstanceOf(AssertionError.class);
    }

    @Test
    void keepsWhatWasRecorded() {
        metrics.distribution("jitter").record(0.5);
        metrics.distribution("jitter").record(0.25);
        assertThat(metrics.recorded("jitter")).containsExactly(0.5, 0.25);
        assertThat(metrics.recorded("none")).isEmpty();
    }

    @Test
    void refusesWhatACounterCannotDo() {
        assertThatThrownBy(() -> metrics.counter("c").add(-1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> metrics.counter("c", "odd")).isInstanceOf(IllegalArgumentException.class);
    }
}
