package io.rvoip.common.audit;

import io.rvoip.common.Expect;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the audit log is, and how large it grows. Immutable.
 *
 * @param file records are appended to; when it is full it is named {@code FILE.1}, the next time {@code FILE.2} …
 * @param maxFileBytes of one file, 4 KiB to 1 GiB
 * @param maxFiles kept, the one in use among them, 1–100,000; beyond it the oldest is deleted
 * @param queue records that may wait to be written, 16–1,000,000; more are lost, which is counted and written down
 * @param collector host and port, not resolved, of who is sent all records besides, by syslog over TLS (RFC 5425); empty for nobody
 */
public record AuditSettings(Path file, long maxFileBytes, int maxFiles, int queue, Optional<InetSocketAddress> collector) {
    private static final long KIB = 1 << 10;

    /** Checks the ranges. */
    public AuditSettings {
        Expect.inRange("maxFileSize", maxFileBytes, 4 * KIB, KIB * KIB * KIB);
        Expect.inRange("maxFiles", maxFiles, 1, 100_000);
        Expect.inRange("queue", queue, 16, 1_000_000);
    }

    /** There; files of 16 MiB, a hundred of them, 8,192 records that wait. */
    public static AuditSettings in(Path file) {
        return new AuditSettings(file, 16 * KIB * KIB, 100, 8192, Optional.empty());
    }

    /** Files of another size, in bytes. */
    public AuditSettings withMaxFileBytes(long most) {
        return new AuditSettings(file, most, maxFiles, queue, collector);
    }

    /** Another number of files. */
    public AuditSettings withMaxFiles(int most) {
        return new AuditSettings(file, maxFileBytes, most, queue, collector);
    }

    /** Another number of records that may wait. */
    public AuditSettings withQueue(int most) {
        return new AuditSettings(file, maxFileBytes, maxFiles, most, collector);
    }

    /** Sent to a collector besides, whose certificate has to hold that name. */
    public AuditSettings withCollector(String host, int port) {
        return new AuditSettings(file, maxFileBytes, maxFiles, queue, Optional.of(InetSocketAddress.createUnresolved(host, port)));
    }
}
