package io.rvoip.transaction;

import io.rvoip.common.Metrics;

/** The figures of a layer. */
final class TransactionMeter {
    private static final String REFUSED = "rvoip_sip_requests_refused_total";
    private static final String DROPPED = "rvoip_sip_dropped_total";
    private static final String TIMEOUTS = "rvoip_sip_transaction_timeouts_total";
    private static final String STARTED = "rvoip_sip_transactions_total";

    final Metrics.Counter clients;
    final Metrics.Counter servers;
    final Metrics.Counter retransmissions;
    final Metrics.Counter absorbed;
    final Metrics.Counter clientTimeouts;
    final Metrics.Counter serverTimeouts;
    final Metrics.Counter transportErrors;
    final Metrics.Counter strayResponses;
    final Metrics.Counter strayAcks;
    final Metrics.Counter tableFull;
    final Metrics.Counter keptBack;
    final Metrics.Counter merged;
    final Metrics.Counter stateless;
    final Metrics.Counter handlerFailures;

    TransactionMeter(Metrics metrics) {
        clients = metrics.counter(STARTED, "side", "client");
        servers = metrics.counter(STARTED, "side", "server");
        retransmissions = metrics.counter("rvoip_sip_retransmissions_total", "way", "out");
        absorbed = metrics.counter("rvoip_sip_retransmissions_total", "way", "in");
        clientTimeouts = metrics.counter(TIMEOUTS, "side", "client");
        serverTimeouts = metrics.counter(TIMEOUTS, "side", "server");
        transportErrors = metrics.counter("rvoip_sip_transaction_transport_errors_total");
        strayResponses = metrics.counter(DROPPED, "reason", "stray_response");
        strayAcks = metrics.counter(DROPPED, "reason", "stray_ack");
        tableFull = metrics.counter(REFUSED, "reason", "table_full");
        keptBack = metrics.counter("rvoip_sip_requests_kept_back_total");
        merged = metrics.counter(REFUSED, "reason", "merged");
        stateless = metrics.counter("rvoip_sip_stateless_replies_total");
        handlerFailures = metrics.counter("rvoip_sip_handler_failures_total");
    }
}
