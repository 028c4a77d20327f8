package io.rvoip.sip.transport;

import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.sip.transport.tls.HandshakeFailure;
import io.rvoip.sip.transport.tls.TlsWarnings;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the transports count. Thread-safe; counters are looked up once, faults are logged once a second each. */
final class TransportMetrics implements TlsWarnings {
    /** Why something well received was not passed on. */
    enum Drop { TINY, SOURCE, BACKLOG, FOREIGN_RESPONSE, CLOSED }

    private static final Logger LOG = LoggerFactory.getLogger(SipTransports.class);
    private static final int MAX_CLASSES = 32;
    private static final String OTHER = "other";

    private final Metrics metrics;
    private final TimeSource time;
    private final RateLimitedLog failureLog;
    private final RateLimitedLog handshakeLog;
    private final RateLimitedLog unverifiedLog;
    private final RateLimitedLog statusLog;
    private final Metrics.Counter failures;
    private final Metrics.Counter[] in = new Metrics.Counter[TransportProtocol.values().length];
    private final Metrics.Counter[] out = new Metrics.Counter[TransportProtocol.values().length];
    private final Metrics.Counter[] drops = new Metrics.Counter[Drop.values().length];
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    TransportMetrics(Metrics metrics, TimeSource time) {
        this.metrics = metrics;
        this.time = time;
        failureLog = new RateLimitedLog(LOG, time);
        handshakeLog = new RateLimitedLog(LOG, time);
        unverifiedLog = new RateLimitedLog(LOG, time);
        statusLog = new RateLimitedLog(LOG, time);
        failures = metrics.counter("rvoip_sip_failures_total");
        for (TransportProtocol protocol : TransportProtocol.values()) {
            in[protocol.ordinal()] = messages(protocol.uriName(), "in");
            out[protocol.ordinal()] = messages(protocol.uriName(), "out");
        }
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
        in[protocol.ordinal()].increment();
    }

    void sent(TransportProtocol protocol) {
        out[protocol.ordinal()].increment();
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

    /** A connection that did not become one; who tried is said once a second. */
    void handshakeFailed(HandshakeFailure why, String peer, @Nullable Throwable cause) {
        metrics.counter("rvoip_sip_handshake_failures_total", "reason", why.label()).increment();
        String text = cause == null ? "" : " (" + cause.getMessage() + ')';
        handshakeLog.warn("Handshake with {} failed: {}", peer, why.label() + text);
    }

    /** A server that could not prove its name was let pass, as the settings say. */
    @Override
    public void unverified(String what) {
        metrics.counter("rvoip_sip_unverified_servers_total").increment();
        unverifiedLog.warn("TLS server not verified, let pass under serverCheck warn: {}", what);
    }

    /** A peer was let pass of whose certificate nobody could say whether it was revoked, as the settings say. */
    @Override
    public void statusUnknown(String what) {
        metrics.counter("rvoip_tls_status_unknown_total", "of", "sip").increment();
        statusLog.warn("TLS peer let pass, nobody could say whether its certificate was revoked: {}", what);
    }

    /** A defect of ours on some input; the connection it came on is closed. */
    void failed(Throwable cause, @Nullable Flow flow) {
        failures.increment();
        failureLog.warn("Handling input from {} failed", flow, cause);
    }

    private record Fault(Metrics.Counter counter, RateLimitedLog log) { }
}
