package io.rvoip.api.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.prometheus.metrics.core.metrics.Histogram;
import io.rvoip.common.Metrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and measures for Prometheus. Instruments keep the names they are given; distributions become histograms
 * whose buckets fit the unit at the end of the name ({@code _seconds}, {@code _mos}, {@code _ratio}, {@code _bytes}).
 * Memory, threads, collections, processor and file descriptors of this JVM are included.
 *
 * <p>All instruments of one name must have the same tag keys; one that has others is counted but not shown, and
 * named in the log.
 *
 * <p>Histograms are the Prometheus client's own: Micrometer rounds fractions up to the next whole number before it
 * sorts them into buckets. Thread-safe. Closing it ends the observation of the JVM's garbage collector and nothing else.
 */
public final class MicrometerMetrics implements Metrics, AutoCloseable {
    /** The content type of {@link #scrape()}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(MicrometerMetrics.class);
    private static final String OWN = "rvoip_";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final Map<Key, Sum> counters = new ConcurrentHashMap<>();
    private final Map<Key, Reading> gauges = new ConcurrentHashMap<>();
    private final Map<String, Family> histograms = new ConcurrentHashMap<>();

    /** Nothing but the JVM yet. */
    public MicrometerMetrics() {
        NamingConvention prometheus = new PrometheusNamingConvention();
        registry.config().namingConvention((name, type, unit) ->
                name.startsWith(OWN) ? name : prometheus.name(name, type, unit));
        registry.config().onMeterRegistrationFailed((id, why) ->
                LOG.warn("Metric {} is not shown: {}", id.getName(), why));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    @Override
    public Counter counter(String name, String... tags) {
        return counters.computeIfAbsent(new Key(name, List.of(tags)), key -> {
            Sum sum = new Sum();
            FunctionCounter.builder(name, sum, Sum::value).tags(tags).register(registry);
            return sum;
        });
    }

    @Override
    public void gauge(String name, DoubleSupplier value, String... tags) {
        gauges.computeIfAbsent(new Key(name, List.of(tags)), key -> {
            Reading reading = new Reading(value);
            Gauge.builder(name, reading, Reading::value).tags(tags).register(registry);
            return reading;
        }).supplier = value;
    }

    @Override
    public Distribution distribution(String name, String... tags) {
        List<String> names = each(tags, 0);
        Family family = histograms.computeIfAbsent(name, key -> new Family(names, Histogram.builder()
                .name(name)
                .labelNames(names.toArray(String[]::new))
                .classicOnly()
                .classicUpperBounds(Buckets.of(name))
                .withoutExemplars()
                .register(registry.getPrometheusRegistry())));
        if (!family.names.equals(names)) {
            LOG.warn("Metric {} is not shown with the tags {}: it has {}", name, names, family.names);
            return value -> { };
        }
        return names.isEmpty() ? family.histogram::observe
                : family.histogram.labelValues(each(tags, 1).toArray(String[]::new))::observe;
    }

    /** All figures in the text format of Prometheus; takes some milliseconds. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collector.close();
    }

    /** The keys (from 0) or the values (from 1) of tags. */
    private static List<String> each(String[] tags, int from) {
        return IntStream.range(0, tags.length / 2).mapToObj(i -> tags[2 * i + from]).toList();
    }

    private record Family(List<String> names, Histogram histogram) {}

    private record Key(String name, List<String> tags) {}

    private static final class Sum implements Counter {
        private final LongAdder adder = new LongAdder();

        @Override
        public void add(long amount) {
            adder.add(amount);
        }

        @Override
        public long value() {
            return adder.sum();
        }
    }

    /** The registry knows instruments by weak references only; the maps above keep them. */
    private static final class Reading {
        private volatile DoubleSupplier supplier;

        Reading(DoubleSupplier supplier) {
            this.supplier = supplier;
        }

        double value() {
            return supplier.getAsDouble();
        }
    }
}
