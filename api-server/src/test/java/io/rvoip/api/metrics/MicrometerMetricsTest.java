package io.rvoip.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private final MicrometerMetrics metrics = new MicrometerMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countersKeepTheirNamesAndTags() {
        metrics.counter("rvoip_sip_requests_total", "method", "INVITE", "direction", "in").add(3);
        metrics.counter("rvoip_sip_retransmissions_total").increment();
        assertThat(metrics.scrape()).contains("# TYPE rvoip_sip_requests_total counter",
                "rvoip_sip_requests_total{direction=\"in\",method=\"INVITE\"} 3.0", "rvoip_sip_retransmissions_total 1.0");
    }

    @Test
    void theSameNameAndTagsAreTheSameCounter() {
        Metrics.Counter counter = metrics.counter("rvoip_x_total", "a", "b");
        counter.add(2);
        assertThat(metrics.counter("rvoip_x_total", "a", "b")).isSameAs(counter);
        assertThat(metrics.counter("rvoip_x_total", "a", "c").value()).isZero();
    }

    @Test
    void gaugesAreReadWhenAsked() {
        double[] value = {1};
        metrics.gauge("rvoip_calls_active", () -> value[0]);
        value[0] = 7;
        assertThat(metrics.scrape()).contains("rvoip_calls_active 7.0");
    }

    @Test
    void aGaugeIsReplaced() {
        metrics.gauge("rvoip_calls_active", () -> 1);
        metrics.gauge("rvoip_calls_active", () -> 2);
        assertThat(metrics.scrape()).contains("rvoip_calls_active 2.0").doesNotContain("rvoip_calls_active 1.0");
    }

    @Test
    void aGaugeThatFailsHurtsNobody() {
        metrics.gauge("rvoip_broken", () -> {
            throw new IllegalStateException("gone");
        });
        metrics.counter("rvoip_fine_total").increment();
        assertThat(metrics.scrape()).contains("rvoip_fine_total 1.0", "rvoip_broken NaN");
    }

    @Test
    void distributionsAreHistogramsInTheirUnit() {
        Metrics.Distribution setup = metrics.distribution("rvoip_call_setup_seconds");
        setup.record(0.3);
        setup.record(4);
        assertThat(metrics.scrape()).contains("# TYPE rvoip_call_setup_seconds histogram",
                "rvoip_call_setup_seconds_bucket{le=\"0.5\"} 1", "rvoip_call_setup_seconds_bucket{le=\"5.0\"} 2",
                "rvoip_call_setup_seconds_count 2", "rvoip_call_setup_seconds_sum 4.3");
        metrics.distribution("rvoip_media_mos").record(4.15);
        assertThat(metrics.scrape()).contains("rvoip_media_mos_bucket{le=\"4.1\"} 0", "rvoip_media_mos_bucket{le=\"4.2\"} 1");
    }

    @Test
    void aNameWithOtherTagKeysIsStillCounted() {
        metrics.counter("rvoip_y_total", "a", "1").increment();
        Metrics.Counter odd = metrics.counter("rvoip_y_total", "b", "1");
        odd.add(5);
        assertThat(odd.value()).isEqualTo(5);
        assertThat(metrics.scrape()).contains("rvoip_y_total{a=\"1\"} 1.0");
    }

    @Test
    void distributionsHaveTags() {
        metrics.distribution("rvoip_z_seconds", "kind", "a").record(0.02);
        metrics.distribution("rvoip_z_seconds", "kind", "b").record(0.03);
        metrics.distribution("rvoip_z_seconds", "kind", "b").record(0.03);
        metrics.distribution("rvoip_z_seconds", "other", "b").record(1);
        assertThat(metrics.scrape()).contains("rvoip_z_seconds_bucket{kind=\"a\",le=\"0.02\"} 1",
                "rvoip_z_seconds_count{kind=\"b\"} 2").doesNotContain("other=");
    }

    @Test
    void theJvmIsIncluded() {
        assertThat(metrics.scrape()).contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ",
                "process_uptime_seconds ", "process_files_open_files ", "jvm_classes_loaded_classes ", "system_cpu_count ");
    }

    @Test
    void instrumentsSurviveTheGarbageCollector() {
        metrics.gauge("rvoip_kept", () -> 1);
        metrics.counter("rvoip_kept_total").increment();
        System.gc();
        assertThat(metrics.scrape()).contains("rvoip_kept 1.0", "rvoip_kept_total 1.0");
    }
}
