package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.sip.transport.tls.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Audit records at a collector elsewhere, which whoever breaks in here cannot change: syslog (RFC 5424) over TLS (RFC 5425), with the
 * certificates of SIP on both sides. One thread connects and writes; whoever records never waits. While the collector cannot be
 * reached records wait, up to a bound; more are lost, which the next record says. The protocol has no receipts: what was on
 * its way when a connection broke may be missing there. Thread-safe.
 */
final class AuditCollector implements Component, AuditSink {
    static final int DEFAULT_PORT = 6514;
    private static final String ID = "audit-collector";
    /** Facility "log audit" (13), severities "notice" and "warning". */
    private static final int NOTICE = 13 * 8 + 5;
    private static final int WARNING = 13 * 8 + 4;
    private static final int LONGEST_ID = 32;
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final AuditRecord END = new AuditRecord(Instant.EPOCH, "", "", "", "", "");

    private final InetSocketAddress collector;
    private final String domain;
    private final Supplier<TlsContexts> tls;
    private final BlockingQueue<AuditRecord> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Metrics.Counter sent;
    private final Metrics.Counter losses;
    private final RateLimitedLog failures;
    private final Thread writer = new Thread(this::run, "rvoip-audit-collector");
    private @Nullable SSLSocket socket;
    private volatile boolean closing;
    private volatile @Nullable String failing;

    /**
     * Not started yet.
     *
     * @param collector not resolved: its name is what its certificate has to hold
     * @param domain that we say we are
     * @param waiting records at most
     */
    AuditCollector(InetSocketAddress collector, String domain, int waiting, Supplier<TlsContexts> tls, Metrics metrics, TimeSource time) {
        this.collector = collector;
        this.domain = domain;
        this.tls = tls;
        queue = new ArrayBlockingQueue<>(waiting);
        sent = metrics.counter("rvoip_audit_collector_records_total");
        losses = metrics.counter("rvoip_audit_collector_lost_total");
        failures = new RateLimitedLog(LoggerFactory.getLogger(AuditCollector.class), time);
        writer.setDaemon(true);
    }

    @Override
    public void record(AuditRecord record) {
        if (closing || !queue.offer(record)) {
            lost.incrementAndGet();
            losses.increment();
        }
    }

    private void run() {
        try {
            for (AuditRecord record = queue.take(); record != END; record = queue.take()) {
                long missing = lost.getAndSet(0);
                if (missing > 0) {
                    send(new AuditRecord(record.at(), "audit.lost", "", "", missing + " records", "lost"));
                }
                send(record);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    /** Tries until it is sent; gives up only when the platform stops. */
    private void send(AuditRecord record) throws InterruptedException {
        Duration wait = SHORTEST_WAIT;
        while (true) {
            try {
                SSLSocket open = connected();
                open.getOutputStream().write(frame(record));
                open.getOutputStream().flush();
                sent.increment();
                failing = null;
                return;
            } catch (IOException | RuntimeException failure) {
                failing = String.valueOf(failure.getMessage());
                failures.warn("The audit collector {} cannot be reached: {}", collector, String.valueOf(failure));
                disconnect();
            }
            if (closing) {
                losses.increment();
                return;
            }
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private SSLSocket connected() throws IOException {
        SSLSocket open = socket;
        if (open != null && !ended(open)) {
            return open;
        }
        disconnect();
        open = tls.get().connect(collector, CONNECT_MILLIS);
        open.setSoTimeout(1);
        socket = open;
        return open;
    }

    /** Collectors say nothing: what can be read is the end. */
    private static boolean ended(SSLSocket open) throws IOException {
        try {
            return open.getInputStream().read() < 0;
        } catch (SocketTimeoutException alive) {
            return false;
        }
    }

    private void disconnect() {
        SSLSocket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                failures.warn("The connection to the audit collector {} did not end well: {}", collector, String.valueOf(gone));
            }
        }
    }

    private byte[] frame(AuditRecord record) {
        int priority = record.result().equals("refused") ? WARNING : NOTICE;
        String id = record.event().replaceAll("[^!-~]", "?");
        String message = "<" + priority + ">1 " + record.at() + ' ' + domain + " rvoip - "
            + id.substring(0, Math.min(LONGEST_ID, id.length())) + " - " + record.json();
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        byte[] length = (octets.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + octets.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(octets, 0, frame, length.length, octets.length);
        return frame;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public CompletionStage<Void> start() {
        writer.start();
        return CompletableFuture.completedStage(null);
    }

    /** Sends what waits, for as long as the drain lasts. */
    @Override
    public CompletionStage<Void> stop(Duration drain) {
        closing = true;
        return CompletableFuture.runAsync(() -> {
            try {
                queue.offer(END, drain.toMillis(), TimeUnit.MILLISECONDS);
                writer.join(Math.max(1, drain.toMillis()));
                writer.interrupt();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Degraded while the collector cannot be reached. */
    @Override
    public Health health() {
        String failure = failing;
        return failure == null ? Health.healthy(ID)
            : Health.degraded(ID, collector + " cannot be reached: " + failure);
    }
}
