package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TransportMetricsTest {
    private static final Flow FLOW = Flow.udp(
            new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.2", 5060));

    private final TestMetrics counted = new TestMetrics();
    private final TransportMetrics metrics = new TransportMetrics(counted, new ManualTime());

    @Test
    void countsMessagesByTransportAndDirection() {
        metrics.received(TransportProtocol.UDP);
        metrics.sent(TransportProtocol.TCP);
        metrics.sent(TransportProtocol.TCP);

        assertThat(counted.count("rvoip_sip_messages_total", "transport", "udp", "direction", "in")).isOne();
        assertThat(counted.count("rvoip_sip_messages_total", "transport", "tcp", "direction", "out")).isEqualTo(2);
        assertThat(counted.total("rvoip_sip_messages_total")).isEqualTo(3);
    }

    @Test
    void countsFaultsByClass() {
        metrics.malformed("CSeq", "x", FLOW);
        metrics.malformed("CSeq", "y", FLOW);
        metrics.malformed("Via", "z", FLOW);

        assertThat(counted.count("rvoip_sip_parse_errors_total", "class", "CSeq")).isEqualTo(2);
        assertThat(counted.count("rvoip_sip_parse_errors_total", "class", "Via")).isOne();
    }

    @Test
    void keepsABoundedNumberOfClasses() {
        for (int i = 0; i < 1_000; i++) {
            metrics.malformed("made-up-" + i, "x", FLOW);
        }

        assertThat(counted.counts().keySet().stream().filter(name -> name.contains("parse_errors"))).hasSize(33);
        assertThat(counted.count("rvoip_sip_parse_errors_total", "class", "other")).isEqualTo(1_000 - 32);
        assertThat(counted.total("rvoip_sip_parse_errors_total")).isEqualTo(1_000);
    }

    @Test
    void namesReasonsLikeOtherMetricsDo() {
        metrics.dropped(TransportMetrics.Drop.FOREIGN_RESPONSE);
        metrics.connectionRefused("too-many");
        metrics.failed(new IllegalStateException("x"), FLOW);

        assertThat(counted.counts()).containsOnlyKeys("rvoip_sip_dropped_total{reason=foreign-response}",
                "rvoip_sip_connections_refused_total{reason=too-many}", "rvoip_sip_failures_total");
    }
}
