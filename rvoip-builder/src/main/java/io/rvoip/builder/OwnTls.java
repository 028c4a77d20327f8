package io.rvoip.builder;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.sip.transport.TlsWatch;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsWarnings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.LoggerFactory;

/** A certificate of HTTPS that is not the one of SIP: its files, watched, and what becomes of them. Thread-safe. */
final class OwnTls {
    private final TlsContexts contexts;
    private final TlsAlarms alarms;
    private final TlsWatch watch;

    /** Reads the files. */
    OwnTls(TlsPolicy policy, Loop loop, TlsEvent.Listener listener, Metrics metrics) {
        TimeSource time = TimeSource.system();
        contexts = TlsContexts.open(policy, new Unknown(metrics, time));
        alarms = new TlsAlarms("api-tls", time, listener);
        watch = new TlsWatch("api", contexts, alarms, metrics, loop, time::wallClock, ForkJoinPool.commonPool());
    }

    /** Clients are let pass where nobody can say whether their certificate was revoked, if the settings say so. */
    private record Unknown(Metrics.Counter count, RateLimitedLog log) implements TlsWarnings {
        Unknown(Metrics metrics, TimeSource time) {
            this(metrics.counter("rvoip_tls_status_unknown_total", "of", "api"), new RateLimitedLog(LoggerFactory.getLogger(OwnTls.class), time));
        }

        @Override
        public void unverified(String what) {
            throw new IllegalStateException("the API connects to nobody: " + what);
        }

        @Override
        public void statusUnknown(String what) {
            count.increment();
            log.warn("HTTPS client let pass, nobody could say whether its certificate was revoked: {}", what);
        }
    }

    TlsContexts contexts() {
        return contexts;
    }

    TlsAlarms alarms() {
        return alarms;
    }

    CompletionStage<TlsEvent> reload() {
        return CompletableFuture.supplyAsync(watch::reload);
    }

    void stop() {
        watch.stop();
    }
}
