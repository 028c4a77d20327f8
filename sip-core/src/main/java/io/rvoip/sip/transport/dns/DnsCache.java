package io.rvoip.sip.transport.dns;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers until they expire, in bounded number: the one that was not used for longest makes room. */
final class DnsCache {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final DnsLimits limits;
    private final Map<DnsQuestion, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    DnsCache(DnsLimits limits) {
        this.limits = limits;
    }

    private record Entry(DnsAnswer answer, long until) {}

    Optional<DnsAnswer> get(DnsQuestion question, long now) {
        Entry entry = entries.get(question);
        if (entry != null && entry.until() - now <= 0) {
            entries.remove(question);
            return Optional.empty();
        }
        return Optional.ofNullable(entry).map(Entry::answer);
    }

    /** Keeps an answer, already cut down to what the question needs. */
    void put(DnsQuestion question, DnsAnswer answer, long now) {
        long ttl = nanosToKeep(answer);
        if (ttl <= 0 || limits.cacheEntries() == 0) {
            return;
        }
        entries.put(question, new Entry(answer, now + ttl));
        if (entries.size() > limits.cacheEntries()) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    private long nanosToKeep(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.NoSuchName none) {
            return nanos(none.ttl(), limits.longestNegativeTtl());
        }
        if (!(answer instanceof DnsAnswer.Records some)) {
            return limits.failureTtl().toNanos();
        }
        return some.records().stream().mapToLong(DnsRecord::ttl).min().stream()
                .map(shortest -> nanos(shortest, limits.longestTtl()))
                .findFirst()
                .orElseGet(() -> nanos(some.emptyTtl(), limits.longestNegativeTtl()));
    }

    private static long nanos(long seconds, Duration longest) {
        return Math.min(Math.min(seconds, longest.toSeconds()) * NANOS_PER_SECOND, longest.toNanos());
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
    }
}
