package io.rvoip.builder;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.sip.transport.TlsWatch;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/** A certificate of HTTPS that is not the one of SIP: its files, watched, and what becomes of them. Thread-safe. */
final class OwnTls {
    private final TlsContexts contexts;
    private final TlsAlarms alarms;
    private final TlsWatch watch;

    /** Reads the files. */
    OwnTls(TlsPolicy policy, Loop loop, TlsEvent.Listener listener, Metrics metrics) {
        TimeSource time = TimeSource.system();
        contexts = TlsContexts.open(policy, warning -> { });
        alarms = new TlsAlarms("api-tls", time, listener);
        watch = new TlsWatch("api", contexts, alarms, metrics, loop, time::wallClock, ForkJoinPool.commonPool());
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
