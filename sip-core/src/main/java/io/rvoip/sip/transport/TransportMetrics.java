package io.rvoip.sip.transport;

import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the transports count. Thread-safe; counters are looked up once, faults are logged once a second each. */
final class TransportMetrics {
    /** Why something well received was not passed on. */
    enum Drop { TINY, SOURCE, BACKLOG, FOREIGN_RESPONSE, CLOSED }

    private static final Logger LOG = LoggerFactory.getLogger(SipTransports.class);
    private static final int MAX_CLASSES = 32;
    private static final String OTHER = "other";

    private final Metrics metrics;
    private final TimeSource time;
    private final RateLimitedLog failureLog;
    private final Metrics.Counter failures;
    private final Metrics.Counter udpIn;
    private final Metrics.Counter udpOut;
    private final Metrics.Counter tcpIn;
    private final Metrics.Counter tcpOut;
    private final Metrics.Counter[] drops = new Metrics.Counter[Drop.values().length];
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    TransportMetrics(Metrics metrics, TimeSource time) {
        this.metrics = metrics;
        this.time = time;
        failureLog = new RateLimitedLog(LOG, time);
        failures = metrics.counter("rvoip_sip_failures_total");
        udpIn = messages("udp", "in");
        udpOut = messages("udp", "out");
        tcpIn = messages("tcp", "in");
        tcpOut = messages("tcp", "out");
        for (Drop drop : Drop.values()) {
            drops[drop.ordinal()] = metrics.counter("rvoip_sip_dropped_total", "reason", label(drop.name()));
        }
    }

    private Metrics.Counter messages(String transport, String direction) {
        return metrics.counter("rvoip_sip_messages_total", "transport", transport, "direction", direction);
    }

    static String label(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void received(TransportProtocol protocol) {
        (protocol == TransportProtocol.UDP ? udpIn : tcpIn).increment();
    }

    void sent(TransportProtocol protocol) {
        (protocol == TransportProtocol.UDP ? udpOut : tcpOut).increment();
    }

    void dropped(Drop why) {
        drops[why.ordinal()].increment();
    }

    /**
     * Malformed input.
     *
     * @param kind of fault, from our own code, never from the message
     */
    void malformed(String kind, String reason, Flow flow) {
        Fault fault = faults.get(kind);
        if (fault == null) {
            String known = faults.size() < MAX_CLASSES ? kind : OTHER;
            fault = faults.computeIfAbsent(known, k -> new Fault(
                    metrics.counter("rvoip_sip_parse_errors_total", "class", k), new RateLimitedLog(LOG, time)));
        }
        fault.counter.increment();
        fault.log.warn("Malformed SIP from {}: {}", flow, reason);
    }

    void connectionRefused(String reason) {
        metrics.counter("rvoip_sip_connections_refused_total", "reason", reason).increment();
    }

    /** A defect of ours on some input; the connection it came on is closed. */
    void failed(Throwable cause, @Nullable Flow flow) {
        failures.increment();
        failureLog.warn("Handling input from {} failed", flow, cause);
    }

    private record Fault(Metrics.Counter counter, RateLimitedLog log) { }
}
