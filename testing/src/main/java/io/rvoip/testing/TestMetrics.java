package io.rvoip.testing;

import io.rvoip.common.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Metrics that can be asked what they were told. Thread-safe. The order of tags does not matter. */
public final class TestMetrics implements Metrics {
    private final Map<String, CountedTotal> counters = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    private final Map<String, List<Double>> distributions = new ConcurrentHashMap<>();

    /** Nothing counted yet. */
    public TestMetrics() {}

    @Override
    public Counter counter(String name, String... tags) {
        return counters.computeIfAbsent(key(name, tags), key -> new CountedTotal());
    }

    @Override
    public void gauge(String name, DoubleSupplier value, String... tags) {
        gauges.put(key(name, tags), value);
    }

    @Override
    public Distribution distribution(String name, String... tags) {
        return distributions.computeIfAbsent(key(name, tags), key -> Collections.synchronizedList(new ArrayList<>()))::add;
    }

    /** The count under exactly these tags; 0 when nobody counted. */
    public long count(String name, String... tags) {
        CountedTotal counter = counters.get(key(name, tags));
        return counter == null ? 0 : counter.value();
    }

    /** The sum over all tags. */
    public long total(String name) {
        return counters.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .mapToLong(entry -> entry.getValue().value())
                .sum();
    }

    /**
     * What the gauge reads now.
     *
     * @throws AssertionError when it was never registered
     */
    public double gaugeValue(String name, String... tags) {
        DoubleSupplier gauge = gauges.get(key(name, tags));
        if (gauge == null) {
            throw new AssertionError("no gauge " + key(name, tags) + " among " + gauges.keySet());
        }
        return gauge.getAsDouble();
    }

    /** The recorded values, oldest first. */
    public List<Double> recorded(String name, String... tags) {
        List<Double> values = distributions.getOrDefault(key(name, tags), List.of());
        synchronized (values) {
            return List.copyOf(values);
        }
    }

    /** All counters that are not zero, as {@code name{tag=value}}, sorted. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((key, counter) -> {
            if (counter.value() != 0) {
                counts.put(key, counter.value());
            }
        });
        return counts;
    }

    private static String key(String name, String... tags) {
        if (tags.length % 2 != 0) {
            throw new IllegalArgumentException("tags: " + Arrays.toString(tags) + " (expected: key, value, …)");
        }
        if (tags.length == 0) {
            return name;
        }
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            sorted.put(tags[i], tags[i + 1]);
        }
        return name + sorted;
    }

    private static final class CountedTotal implements Counter {
        private final LongAdder sum = new LongAdder();

        @Override
        public void add(long amount) {
            if (amount < 0) {
                throw new AssertionError("a counter only grows, got " + amount);
            }
            sum.add(amount);
        }

        @Override
        public long value() {
            return sum.sum();
        }
    }
}
