package io.rvoip.sip.trace;

import io.rvoip.common.Expect;

/**
 * What a stack keeps of its messages. Immutable.
 *
 * @param memory bytes for all shards together, which have equal parts: 4,096 to 1 GiB
 * @param callMemory bytes one call may have of them, at least 1,024; a call that has more loses its own first messages
 * @param redaction what nobody sees of a message
 */
public record TraceSettings(long memory, long callMemory, Redaction redaction) {
    /** 16 MiB, of which a call may have 256 KiB; no secrets are shown. */
    public static final TraceSettings DEFAULT = new TraceSettings(16L << 20, 256L << 10, Redaction.SECRETS);
    private static final long LEAST = 4_096;
    private static final long LEAST_OF_CALL = 1_024;
    private static final long MOST = 1L << 30;

    /** Checks the ranges. */
    public TraceSettings {
        Expect.inRange("memory", memory, LEAST, MOST);
        Expect.inRange("callMemory", callMemory, LEAST_OF_CALL, MOST);
    }

    /** With another budget for all calls. */
    public TraceSettings withMemory(long bytes) {
        return new TraceSettings(bytes, callMemory, redaction);
    }

    /** With another share of one call. */
    public TraceSettings withCallMemory(long bytes) {
        return new TraceSettings(memory, bytes, redaction);
    }

    /** Showing less, or more. */
    public TraceSettings withRedaction(Redaction shown) {
        return new TraceSettings(memory, callMemory, shown);
    }
}
