package io.rvoip.common.audit;

import org.slf4j.Logger;

/** Where audit records go. Called on any thread, event loops among them: must neither block nor fail. */
@FunctionalInterface
public interface AuditSink {
    /** Keeps nothing. */
    AuditSink NONE = record -> { };

    /** Takes a record in. */
    void record(AuditRecord record);

    /** To here and then to another. */
    default AuditSink and(AuditSink other) {
        return record -> {
            record(record);
            other.record(record);
        };
    }

    /** One line for each record, for laboratories: nothing keeps others from changing it. */
    static AuditSink log(Logger log) {
        return record -> log.info("audit: {}", AuditLine.members(record));
    }
}
