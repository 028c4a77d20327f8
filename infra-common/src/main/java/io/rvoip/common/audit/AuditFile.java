package io.rvoip.common.audit;

import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log as a file that is only appended to: JSON lines, each with the hash of the one before ({@link AuditChain}).
 * One thread writes, and lets the disk have each batch before it takes the next; whoever records never waits. Records that
 * find the queue full, or a disk that does not take them, are lost, and the next one that can be written says how many.
 * Thread-safe.
 */
public final class AuditFile implements AuditSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final String ID = "audit";
    private static final int BATCH = 256;
    private static final long CLOSE_SECONDS = 5;
    private static final AuditRecord END = new AuditRecord(Instant.EPOCH, "", "", "", "", "");

    private final AuditParts parts;
    private final TimeSource time;
    private final BlockingQueue<AuditRecord> queue;
    private final Metrics.Counter written;
    private final Metrics.Counter losses;
    private final AtomicLong lost = new AtomicLong();
    private final RateLimitedLog failures;
    private final Thread writer = new Thread(this::run, "rvoip-audit");
    private volatile boolean closing;
    private volatile @Nullable String broken;
    private volatile @Nullable String failing;

    private AuditFile(AuditSettings settings, TimeSource time, Metrics metrics) throws IOException {
        this.time = time;
        queue = new ArrayBlockingQueue<>(settings.queue());
        written = metrics.counter("rvoip_audit_records_total");
        losses = metrics.counter("rvoip_audit_lost_total");
        failures = new RateLimitedLog(LOG, time);
        metrics.gauge("rvoip_audit_chain_ok", () -> broken == null ? 1 : 0);
        parts = AuditParts.open(settings);
        try {
            broken = parts.verify().fault().orElse(null);
        } catch (IOException unreadable) {
            parts.close();
            throw unreadable;
        }
        writer.setDaemon(true);
    }

    /**
     * Opens the log, checks what is in it and goes on at its end. A log that was changed is told of in its next record, in
     * the log of the program and in {@link #health}; it is written on all the same.
     *
     * @throws IOException when it cannot be read or written, or another process writes it
     */
    public static AuditFile open(AuditSettings settings, TimeSource time, Metrics metrics) throws IOException {
        AuditFile file = new AuditFile(settings, time, metrics);
        file.sayWhatIsBroken();
        file.writer.start();
        return file;
    }

    private void sayWhatIsBroken() {
        String fault = broken;
        if (fault != null) {
            LOG.error("The audit log is not as it was written: {}", fault);
            record(new AuditRecord(time.wallClock(), "audit.broken", "", "", fault, "written on"));
        }
        parts.unfinished().ifPresent(bytes -> record(new AuditRecord(
                time.wallClock(), "audit.repaired", "", "", bytes + " bytes of an unfinished record", "removed")));
    }

    @Override
    public void record(AuditRecord record) {
        if (closing || !queue.offer(record)) {
            lost(1);
        }
    }

    private void lost(long count) {
        lost.addAndGet(count);
        losses.add(count);
    }

    private void run() {
        List<AuditRecord> batch = new ArrayList<>(BATCH);
        boolean open = true;
        while (open) {
            take(batch);
            open = !batch.removeIf(record -> record == END);
            write(batch);
            batch.clear();
        }
        lost(queue.size());
        parts.close();
    }

    private void take(List<AuditRecord> batch) {
        try {
            batch.add(queue.take());
            queue.drainTo(batch, BATCH - 1);
        } catch (InterruptedException nobodyDoes) {
            batch.add(END);
        }
    }

    private void write(List<AuditRecord> batch) {
        if (batch.isEmpty()) {
            return;
        }
        long missing = lost.getAndSet(0);
        List<AuditRecord> all = new ArrayList<>(batch);
        if (missing > 0) {
            all.add(0, new AuditRecord(batch.get(0).at(), "audit.lost", "", "", missing + " records", "lost"));
        }
        try {
            parts.append(all);
            written.add(all.size());
            failing = null;
        } catch (IOException failure) {
            failing = failure.toString();
            lost.addAndGet(missing);
            lost(batch.size());
            failures.warn("The audit log cannot be written: {}", failure);
        }
    }

    /**
     * Checks all of it again; blocks, for some seconds where there is a gigabyte. What is being written meanwhile may or may
     * not be seen.
     *
     * @throws IOException when it cannot be read
     */
    public AuditChain.Verdict verify() throws IOException {
        AuditChain.Verdict verdict = parts.verify();
        broken = verdict.fault().orElse(null);
        return verdict;
    }

    /** Degraded while records are lost to the disk, and once the log was found changed. */
    public Health health() {
        String fault = broken;
        String failure = failing;
        if (failure != null) {
            return Health.degraded(ID, "cannot be written: " + failure);
        }
        return fault == null ? Health.healthy(ID) : Health.degraded(ID, "is not as it was written: " + fault);
    }

    /** Takes no more records, writes those that wait, and waits for that, at most five seconds. */
    @Override
    public void close() {
        closing = true;
        try {
            queue.offer(END, CLOSE_SECONDS, TimeUnit.SECONDS);
            writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
