package io.rvoip.engine.trunk;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.DnsResult;
import io.rvoip.sip.transport.dns.NaptrRecord;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the domain name system where a number is reached without a carrier (RFC 6116). Thread-safe. */
public final class EnumLookup {
    /** Whoever dials waits for it, and there are trunks. */
    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    private final DnsLookup lookup;
    private final Loop loop;
    private final String suffix;
    private final Metrics.Counter found;
    private final Metrics.Counter unknown;
    private final Metrics.Counter unusable;

    /**
     * Look-ups under a domain. Counts {@code rvoip_enum_total{result}}: found, unknown, unusable.
     *
     * @param loop that of the look-ups
     */
    public EnumLookup(DnsLookup lookup, Loop loop, String suffix, Metrics metrics) {
        this.lookup = lookup;
        this.loop = loop;
        this.suffix = suffix;
        found = metrics.counter("rvoip_enum_total", "result", "found");
        unknown = metrics.counter("rvoip_enum_total", "result", "unknown");
        unusable = metrics.counter("rvoip_enum_total", "result", "unusable");
    }

    /**
     * Where a number is reached.
     *
     * @param number {@code +} and digits
     * @return best first; none when nobody knows, or not in time. Completes on any thread, never fails
     */
    public CompletionStage<List<SipUri>> find(String number) {
        CompletableFuture<List<SipUri>> answer = new CompletableFuture<>();
        loop.execute(() -> {
            Loop.Timer patience = loop.timer(() -> answer.complete(List.of()));
            patience.arm(loop.now() + PATIENCE);
            EnumRule.domain(number, suffix).ifPresentOrElse(
                    question -> lookup.find(question, result -> {
                        patience.cancel();
                        answer.complete(read(result, number));
                    }),
                    () -> answer.complete(List.of()));
        });
        return answer;
    }

    private List<SipUri> read(DnsResult result, String number) {
        List<NaptrRecord> records = result.records(NaptrRecord.class);
        List<SipUri> uris = EnumRule.uris(records, number);
        (records.isEmpty() ? unknown : uris.isEmpty() ? unusable : found).increment();
        return uris;
    }
}
