package io.rvoip.testing;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A datagram as a tap saw it when it was sent. Its bytes are shared with the other taps: read, do not write.
 *
 * @param atNanos when it was sent, on the scale of {@link ManualTime#nanoTime()}
 * @param from as the receiver sees it, so after a NAT
 * @param to as the sender addressed it
 * @param bytes the payload
 * @param fate what the network did with it
 */
public record CapturedDatagram(
        long atNanos, InetSocketAddress from, InetSocketAddress to, byte[] bytes, Fate fate) {

    /** What becomes of a datagram. Whether anyone listens at the far end shows on arrival only, in the statistics. */
    public enum Fate {
        /** On its way. */
        SENT,
        /** On its way, twice. */
        DUPLICATED,
        /** Lost by chance. */
        LOST,
        /** Sent by or to a blocked host. */
        BLOCKED,
        /** Larger than the network carries. */
        TOO_BIG,
        /** To an address that is nobody's, or that a NAT lets nothing through to. */
        NO_ROUTE
    }

    /** The payload as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return from + " -> " + to + " " + fate + " (" + bytes.length + " bytes)";
    }
}
