package io.rvoip.sip.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts connections, in all and per source: an IPv4 address or an IPv6 /64, since one host owns at least that much.
 * Thread-safe.
 */
final class ConnectionCaps {
    enum Admission { ADMITTED, TOO_MANY, TOO_MANY_FROM_SOURCE }

    private static final int IPV6_PREFIX_BYTES = 8;

    private final int maxTotal;
    private final int maxPerSource;
    private final Map<ByteBuffer, Integer> accepted = new HashMap<>();
    private int total;

    ConnectionCaps(int maxTotal, int maxPerSource) {
        this.maxTotal = maxTotal;
        this.maxPerSource = maxPerSource;
    }

    /** Counts a connection that the peer opened, unless it is one too many. */
    synchronized Admission accept(InetAddress source) {
        ByteBuffer key = key(source);
        int fromSource = accepted.getOrDefault(key, 0);
        if (fromSource >= maxPerSource) {
            return Admission.TOO_MANY_FROM_SOURCE;
        }
        if (!open()) {
            return Admission.TOO_MANY;
        }
        accepted.put(key, fromSource + 1);
        return Admission.ADMITTED;
    }

    /** Counts a connection that we open; false when it is one too many. */
    synchronized boolean open() {
        if (total >= maxTotal) {
            return false;
        }
        total++;
        return true;
    }

    /** Forgets a connection that the peer had opened. */
    synchronized void acceptedClosed(InetAddress source) {
        accepted.computeIfPresent(key(source), (key, count) -> count == 1 ? null : count - 1);
        total--;
    }

    /** Forgets a connection that we had opened. */
    synchronized void openedClosed() {
        total--;
    }

    synchronized int total() {
        return total;
    }

    /** How many sources have connections: for tests of leaks. */
    synchronized int sources() {
        return accepted.size();
    }

    /** What stands for a source. */
    static ByteBuffer key(InetAddress source) {
        byte[] bytes = source.getAddress();
        return ByteBuffer.wrap(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, IPV6_PREFIX_BYTES));
    }
}
