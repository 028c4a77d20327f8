package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a certificate that ends, in virtual time. */
class TlsWatchTest {
    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private final LocalAuthority authority = new LocalAuthority("CA");
    private final Instant start = time.wallClock();
    /** Since the start, in hours, and what. */
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path directory;

    private LocalAuthority.Pair issue(Duration life) {
        return authority.issue(directory, "cert", new LocalAuthority.Request("x").valid(start.minusSeconds(86_400), start.plus(life)));
    }

    private TlsWatch watch(Duration life) {
        LocalAuthority.Pair pair = issue(life);
        TlsContexts contexts = TlsContexts.open(TlsPolicy.DEFAULT.withCertificate(pair.certificate(), pair.key()), warning -> {});
        TlsEvent.Listener listener = event -> told.add(
                Duration.between(start, time.wallClock()).toHours() + " " + event.getClass().getSimpleName());
        return new TlsWatch("sip", contexts, listener, metrics, time.loop("watch"), time::wallClock, Runnable::run);
    }

    @Test
    void anEndIsToldThirtySevenAndOneDaysBeforeAndWhenItHasCome() {
        TlsWatch watch = watch(Duration.ofDays(40));
        time.advance(Duration.ofDays(10).minusMinutes(1));
        assertThat(told).isEmpty();
        assertThat(metrics.gaugeValue("rvoip_tls_certificate_seconds_left", "of", "sip")).isEqualTo(Duration.ofDays(30).toSeconds() + 60.0);
        time.advance(Duration.ofDays(35));
        assertThat(told).containsExactly("240 Expiring", "792 Expiring", "936 Expiring", "960 Expiring");
        assertThat(metrics.gaugeValue("rvoip_tls_certificate_seconds_left", "of", "sip")).isNegative();
        watch.stop();
    }

    @Test
    void oneThatEndsSoonIsToldOnceAndANewOneBeginsAnew() {
        TlsWatch watch = watch(Duration.ofDays(5));
        time.advance(Duration.ofHours(2));
        assertThat(told).containsExactly("0 Expiring");
        issue(Duration.ofDays(20));
        watch.reload();
        time.advance(Duration.ofDays(14));
        assertThat(told).containsExactly("0 Expiring", "2 Reloaded", "2 Expiring", "312 Expiring");
        watch.stop();
    }
}
