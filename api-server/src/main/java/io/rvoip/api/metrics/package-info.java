/**
 * Figures of a running platform for Prometheus.
 *
 * <p>Starting points: {@link io.rvoip.api.metrics.MicrometerMetrics}, which is handed to all modules as their
 * {@link io.rvoip.common.Metrics}, and whose {@code scrape} is what {@code /metrics} answers.
 */
@NullMarked
package io.rvoip.api.metrics;

import org.jspecify.annotations.NullMarked;
