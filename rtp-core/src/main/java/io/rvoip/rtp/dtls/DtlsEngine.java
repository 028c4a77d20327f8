package io.rvoip.rtp.dtls;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Opens DTLS associations, each on the loop of its media, and has the threads that their handshakes wait on: none while
 * nobody shakes hands, and a bounded number at most. Thread-safe.
 */
public final class DtlsEngine implements AutoCloseable {
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(30);
    private static final long IDLE_SECONDS = 5;

    private volatile DtlsSettings settings;
    private final CryptoProvider crypto;
    private final TimeSource time;
    private final JcaTlsCrypto tls;
    private final Counters counters;
    private final RateLimitedLog log;
    private final ThreadPoolExecutor threads;
    private @Nullable DtlsCertificate configured;
    private @Nullable DtlsCertificate ephemeral;
    private long renewAt;

    /** Counted for all associations together. */
    record Counters(
            Metrics.Counter established, Metrics.Counter failed, Metrics.Counter rejected, Metrics.Counter dropped) {}

    /**
     * With certificates that it makes itself, or with one that is configured.
     *
     * @param configured given to all calls; null: one of our own, another one after each
     *     {@link DtlsSettings#rotation()}
     */
    public DtlsEngine(
            DtlsSettings settings, @Nullable DtlsCertificate configured, CryptoProvider crypto, TimeSource time,
            Metrics metrics) {
        this.settings = settings;
        this.configured = configured;
        this.crypto = crypto;
        this.time = time;
        JcaTlsCryptoProvider below = new JcaTlsCryptoProvider();
        crypto.provider().ifPresent(below::setProvider);
        tls = below.create(crypto.random());
        counters = new Counters(
                metrics.counter("rvoip_dtls_handshakes_total"),
                metrics.counter("rvoip_dtls_handshake_failures_total"),
                metrics.counter("rvoip_dtls_handshakes_rejected_total"),
                metrics.counter("rvoip_dtls_datagrams_dropped_total"));
        log = new RateLimitedLog(LoggerFactory.getLogger(DtlsEngine.class), time);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(0, settings.concurrent(), IDLE_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "rvoip-dtls-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        metrics.gauge("rvoip_dtls_handshakes_active", threads::getActiveCount);
    }

    /**
     * Another certificate, and other authorities, from now on; handshakes that are under way and associations keep what they have, and the number
     * of handshakes at the same time stays what it was.
     *
     * @param certificate as in the constructor
     */
    public synchronized void renew(DtlsSettings changed, @Nullable DtlsCertificate certificate) {
        settings = changed;
        configured = certificate;
    }

    /** The one for calls that begin now; those that have another go on with it. */
    public synchronized DtlsCertificate certificate() {
        DtlsCertificate given = configured;
        if (given != null) {
            return given;
        }
        DtlsCertificate current = ephemeral;
        long now = time.nanoTime();
        if (current == null || now - renewAt >= 0) {
            current = DtlsCertificate.ephemeral(time.wallClock(), CERTIFICATE_LIFE, crypto);
            ephemeral = current;
            renewAt = now + settings.rotation().toNanos();
        }
        return current;
    }

    /**
     * Begins an association, on {@code loop}; who receives it closes it.
     *
     * @param sources where the far end is looked for
     */
    public DtlsSession open(Loop loop, DtlsParameters parameters, DtlsSources sources, DtlsSink sink) {
        return new DtlsSession(this, parameters, sources, loop, sink);
    }

    DtlsSettings settings() {
        return settings;
    }

    Counters counters() {
        return counters;
    }

    HandshakeTerms terms(DtlsParameters parameters) {
        return new HandshakeTerms(parameters, settings, tls, crypto);
    }

    HelloGate gate() {
        return new HelloGate(tls);
    }

    /** @throws java.util.concurrent.RejectedExecutionException with as many under way as there may be */
    void execute(DtlsAttempt attempt) {
        threads.execute(attempt);
    }

    void failed(InetSocketAddress peer, String reason) {
        counters.failed().increment();
        log.warn("DTLS with {} failed: {}", peer, reason);
    }

    /** Ends handshakes that are under way; associations are closed by whom they belong to. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
