package io.rvoip.common;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Remembers counters by name and tags, as in {@code dropped_total,reason,full}. */
public final class CountingMetrics implements Metrics {
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    @Override
    public Counter counter(String name, String... tags) {
        String key = tags.length == 0 ? name : name + "," + String.join(",", tags);
        return counters.computeIfAbsent(key, ignored -> Metrics.none().counter(name));
    }

    public long value(String key) {
        Counter counter = counters.get(key);
        return counter == null ? -1 : counter.value();
    }

    @Override
    public void gauge(String name, DoubleSupplier value, String... tags) {}

    @Override
    public Distribution distribution(String name, String... tags) {
        return value -> {};
    }
}
