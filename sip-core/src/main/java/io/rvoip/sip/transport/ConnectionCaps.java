package io.rvoip.sip.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts connections, in all and per host in each direction: an IPv4 address or an IPv6 /64, since one host owns at
 * least that much. Whoever asks and hangs up chooses the port where we take his answer to (RFC 3261 §18.2.2), so what
 * we open is bounded per host as what we accept. Thread-safe.
 */
final class ConnectionCaps {
    enum Admission { ADMITTED, TOO_MANY, TOO_MANY_FROM_SOURCE }

    private static final int IPV6_PREFIX_BYTES = 8;

    private final int maxTotal;
    private final int maxPerHost;
    private final Map<ByteBuffer, Integer> accepted = new HashMap<>();
    private final Map<ByteBuffer, Integer> opened = new HashMap<>();
    private int total;

    ConnectionCaps(int maxTotal, int maxPerHost) {
        this.maxTotal = maxTotal;
        this.maxPerHost = maxPerHost;
    }

    /** Counts a connection that the peer opened, unless it is one too many. */
    synchronized Admission accept(InetAddress source) {
        return add(accepted, source);
    }

    /** Counts a connection that we open, unless it is one too many. */
    synchronized Admission open(InetAddress destination) {
        return add(opened, destination);
    }

    private Admission add(Map<ByteBuffer, Integer> counts, InetAddress host) {
        ByteBuffer key = key(host);
        int ofHost = counts.getOrDefault(key, 0);
        if (ofHost >= maxPerHost) {
            return Admission.TOO_MANY_FROM_SOURCE;
        }
        if (total >= maxTotal) {
            return Admission.TOO_MANY;
        }
        counts.put(key, ofHost + 1);
        total++;
        return Admission.ADMITTED;
    }

    /** Forgets a connection that the peer had opened. */
    synchronized void acceptedClosed(InetAddress source) {
        remove(accepted, source);
    }

    /** Forgets a connection that we had opened. */
    synchronized void openedClosed(InetAddress destination) {
        remove(opened, destination);
    }

    private void remove(Map<ByteBuffer, Integer> counts, InetAddress host) {
        counts.computeIfPresent(key(host), (key, count) -> count == 1 ? null : count - 1);
        total--;
    }

    synchronized int total() {
        return total;
    }

    /** How many hosts have connections: for tests of leaks. */
    synchronized int hosts() {
        return accepted.size() + opened.size();
    }

    /** What stands for a host. */
    static ByteBuffer key(InetAddress host) {
        byte[] bytes = host.getAddress();
        return ByteBuffer.wrap(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, IPV6_PREFIX_BYTES));
    }
}
