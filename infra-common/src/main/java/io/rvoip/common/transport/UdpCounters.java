package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Metrics;

/** What is counted of sockets of one kind: {@code signalling} or {@code media}. */
final class UdpCounters {
    final Metrics.Counter oversize;
    final Metrics.Counter closed;
    final Metrics.Counter full;
    /** Writes that failed (no route, not permitted) and errors by ICMP: datagrams get lost, the socket lives on. */
    final Metrics.Counter failures;

    UdpCounters(Metrics metrics, String kind) {
        oversize = dropped(metrics, kind, "oversize");
        closed = dropped(metrics, kind, "closed");
        full = dropped(metrics, kind, "send-queue-full");
        failures = metrics.counter("rvoip_udp_failures_total", "kind", kind);
    }

    private static Metrics.Counter dropped(Metrics metrics, String kind, String reason) {
        return metrics.counter("rvoip_udp_dropped_total", "kind", kind, "reason", reason);
    }

    /** Releases it and counts why. False. */
    static boolean drop(ByteBuf datagram, Metrics.Counter reason) {
        datagram.release();
        reason.increment();
        return false;
    }
}
