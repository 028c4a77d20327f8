package io.rvoip.ice.server;

import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server counts and says. Confined to one loop. */
final class ServerCounters {
    private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
    private static final String DROPPED = "rvoip_turn_dropped_total";
    private static final String REASON = "reason";

    final Metrics.Counter bytesToPeers;
    final Metrics.Counter packetsToPeers;
    final Metrics.Counter bytesToClients;
    final Metrics.Counter packetsToClients;
    final Metrics.Counter malformed;
    final Metrics.Counter unknown;
    final Metrics.Counter rate;
    final Metrics.Counter noAllocation;
    final Metrics.Counter noChannel;
    final Metrics.Counter noPermission;
    final Metrics.Counter forbidden;
    final Metrics.Counter bandwidth;
    final Metrics.Counter queueFull;

    private final Metrics metrics;
    private final Map<Integer, Metrics.Counter> refused = new HashMap<>();
    private final RateLimitedLog refusals;

    ServerCounters(Metrics metrics, TimeSource time) {
        this.metrics = metrics;
        bytesToPeers = metrics.counter("rvoip_turn_bytes_total", "direction", "to-peer");
        packetsToPeers = metrics.counter("rvoip_turn_packets_total", "direction", "to-peer");
        bytesToClients = metrics.counter("rvoip_turn_bytes_total", "direction", "to-client");
        packetsToClients = metrics.counter("rvoip_turn_packets_total", "direction", "to-client");
        malformed = metrics.counter(DROPPED, REASON, "malformed");
        unknown = metrics.counter(DROPPED, REASON, "unknown");
        rate = metrics.counter(DROPPED, REASON, "rate");
        noAllocation = metrics.counter(DROPPED, REASON, "no-allocation");
        noChannel = metrics.counter(DROPPED, REASON, "no-channel");
        noPermission = metrics.counter(DROPPED, REASON, "no-permission");
        forbidden = metrics.counter(DROPPED, REASON, "forbidden");
        bandwidth = metrics.counter(DROPPED, REASON, "bandwidth");
        queueFull = metrics.counter(DROPPED, REASON, "queue-full");
        refusals = new RateLimitedLog(LOG, time);
    }

    /** A request was answered by an error. A first 401 is how every client begins: nothing to write down. */
    void refused(int code, String why, ClientLink link, boolean usual) {
        refused.computeIfAbsent(code, key -> metrics.counter("rvoip_turn_refused_total", "code", String.valueOf(key)))
                .increment();
        if (!usual) {
            refusals.warn("TURN request of {} refused: {}", link.remote(), code + " " + why);
        }
    }
}
