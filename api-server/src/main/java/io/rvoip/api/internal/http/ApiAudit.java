package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.rvoip.api.internal.contract.Operation;
import io.rvoip.common.Rate;
import io.rvoip.common.TimeSource;
import io.rvoip.common.TokenBucket;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.audit.AuditSink;
import java.net.InetSocketAddress;
import java.util.TreeMap;

/**
 * Writes down who changed what and who was refused; where every decision counts, also who read. Refusals are written ten
 * a second at most, so that nobody can wash the rest away; the others are in the counters. Thread-safe.
 */
public final class ApiAudit {
    private static final Rate REFUSALS = new Rate(10, 50);
    private static final int UNAUTHORIZED = 401;

    private final AuditSink sink;
    private final boolean everyDecision;
    private final TimeSource time;
    private final TokenBucket refusals;

    /** @param everyDecision whether reading is written down too */
    public ApiAudit(AuditSink sink, boolean everyDecision, TimeSource time) {
        this.sink = sink;
        this.everyDecision = everyDecision;
        this.time = time;
        refusals = new TokenBucket(REFUSALS, time.nanoTime());
    }

    /** A request got its answer. */
    void answered(Operation operation, ApiRequest request, String result) {
        boolean changes = !operation.method().equals("GET") && !operation.method().equals("OPTIONS");
        if (changes || everyDecision && !request.caller().name().isEmpty()) {
            StringBuilder what = new StringBuilder(operation.id());
            new TreeMap<>(request.path()).values().forEach(value -> what.append(' ').append(value));
            write(changes ? "api.changed" : "api.read", request.caller().name(), request.channel(), what.toString(), result);
        }
    }

    /** A key was refused; whoever shows none is only asked for one. */
    void refused(Operation operation, Decision.Denied denied, boolean keyShown, Channel channel) {
        if (keyShown || denied.problem().status() != UNAUTHORIZED) {
            boolean heard;
            synchronized (refusals) {
                heard = refusals.tryTake(time.nanoTime());
            }
            if (heard) {
                write("api.refused", denied.who(), channel, operation.id(), denied.problem().slug());
            }
        }
    }

    private void write(String event, String who, Channel channel, String what, String result) {
        String from = ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
        sink.record(new AuditRecord(time.wallClock(), event, who, from, what, result));
    }
}
