package io.rvoip.sip.trace;

import io.rvoip.common.Expect;
import java.net.InetSocketAddress;

/**
 * Where messages are reported to. Immutable.
 *
 * @param collector takes in HEP over UDP; resolved
 * @param captureId tells the collector who reports, 0 to 2^32 - 1
 * @param queue messages that may wait to be reported, 1 to 1,000,000; more are dropped and counted
 */
public record HepSettings(InetSocketAddress collector, long captureId, int queue) {
    private static final int QUEUE = 4_096;

    /** Checks the ranges. */
    public HepSettings {
        if (collector.isUnresolved() || collector.getPort() == 0) {
            throw new IllegalArgumentException("collector: " + collector + " (expected: an address with a port)");
        }
        Expect.inRange("captureId", captureId, 0, 0xFFFF_FFFFL);
        Expect.inRange("queue", queue, 1, 1_000_000);
    }

    /** To that collector, as number 1, with 4,096 messages that may wait. */
    public static HepSettings to(InetSocketAddress collector) {
        return new HepSettings(collector, 1, QUEUE);
    }

    /** With another number. */
    public HepSettings withCaptureId(long number) {
        return new HepSettings(collector, number, queue);
    }

    /** With more or less room for messages that wait. */
    public HepSettings withQueue(int messages) {
        return new HepSettings(collector, captureId, messages);
    }
}
