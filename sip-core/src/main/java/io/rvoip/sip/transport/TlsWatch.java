package io.rvoip.sip.transport;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.WatchedFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after our certificate: reads its files again when they were written, and tells before it ends. The files are
 * looked at every half minute, away from the loops. Thread-safe.
 */
public final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SipTransports.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final WatchedFiles files;
    private final TlsEvent.Listener listener;
    private final Loop loop;
    private final Supplier<Instant> clock;
    private final Metrics.Counter reloads;
    private final Metrics.Counter refusals;
    private final Loop.Timer timer;
    private final ExpiryMarks marks = new ExpiryMarks();
    private volatile boolean stopped;

    /**
     * Looks for the first time at once.
     *
     * @param of whose certificate it is, for the metric {@code rvoip_tls_certificate_seconds_left}
     * @param listener told on {@code away}
     * @param loop keeps the time
     * @param clock of the wall
     * @param away where files may be read
     */
    public TlsWatch(
            String of, WatchedFiles files, TlsEvent.Listener listener, Metrics metrics, Loop loop, Supplier<Instant> clock, Executor away) {
        this.files = files;
        this.listener = listener;
        this.loop = loop;
        this.clock = clock;
        reloads = metrics.counter("rvoip_tls_reloads_total", "result", "used");
        refusals = metrics.counter("rvoip_tls_reloads_total", "result", "refused");
        metrics.gauge("rvoip_tls_certificate_seconds_left", this::secondsLeft, "of", of);
        timer = loop.timer(() -> away.execute(this::look));
        loop.execute(() -> timer.arm(loop.now()));
    }

    /** Until our certificate ends, negative afterwards; not a number without one. */
    private double secondsLeft() {
        return files.notAfter().map(end -> (double) Duration.between(clock.get(), end).toSeconds()).orElse(Double.NaN);
    }

    private void look() {
        if (stopped) {
            return;
        }
        try {
            if (files.changed()) {
                reload();
            }
            warnWhenItEnds();
        } finally {
            loop.execute(() -> {
                if (!stopped) {
                    timer.arm(loop.now() + LOOK_EVERY.toNanos());
                }
            });
        }
    }

    /** Reads the files now; blocks. What is told is returned too. */
    public TlsEvent reload() {
        TlsEvent event;
        try {
            files.reload();
            reloads.increment();
            event = new TlsEvent.Reloaded(files.notAfter().orElse(Instant.MAX));
            LOG.info("TLS files read again, the certificate is good until {}", files.notAfter().orElse(null));
        } catch (ConfigurationException refused) {
            refusals.increment();
            event = new TlsEvent.ReloadFailed(refused.report().toString());
            LOG.error("New TLS files are refused, the old ones stay in use: {}", refused.report());
        }
        listener.happened(event);
        return event;
    }

    private synchronized void warnWhenItEnds() {
        Optional<Instant> end = files.notAfter();
        if (end.isPresent() && marks.due(clock.get(), end.get())) {
            LOG.error("The TLS certificate ends at {}", end.get());
            listener.happened(new TlsEvent.Expiring(end.get()));
        }
    }

    /** Looks no more. Any thread. */
    public void stop() {
        stopped = true;
    }
}
