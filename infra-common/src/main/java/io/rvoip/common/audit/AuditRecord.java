package io.rvoip.common.audit;

import java.time.Instant;

/**
 * One thing an auditor asks about. Texts that come from outside are cut at 512 characters when they are written.
 *
 * @param at when, by the wall clock
 * @param event what kind of thing, as in {@code api.changed}
 * @param who did it, as far as that is known; empty for the platform itself
 * @param from the address it was done from; empty where there is none
 * @param what it was done to, or how
 * @param result what came of it
 */
public record AuditRecord(Instant at, String event, String who, String from, String what, String result) {
    /** As one JSON object, without what chains it to others in a file. */
    public String json() {
        return '{' + AuditLine.members(this) + '}';
    }
}
