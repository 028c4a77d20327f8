package io.rvoip.engine.auth;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.net.InetAddress;
import org.slf4j.LoggerFactory;

/**
 * Limits what each source may ask without good credentials. Only requests that failed to authenticate count, so a phone
 * that knows its password is not held back by a scanner in its network. Thread-safe: shared by all shards under one
 * short lock, because a flood spreads over all of them.
 */
public final class FloodGuard {
    private final FloodLimits limits;
    private final PrefixLimiter limiter;
    private final RateLimitedLog log;
    private final Metrics.Counter over;

    /** A guard that knows nobody yet. Counts {@code rvoip_admission_rejected_total{reason="flood"}} when it enforces. */
    public FloodGuard(FloodLimits limits, IdSource ids, TimeSource time, Metrics metrics) {
        this.limits = limits;
        limiter = new PrefixLimiter(PrefixLimiter.Scope.PREFIX, limits.rate(), limits.sources(), ids);
        log = new RateLimitedLog(LoggerFactory.getLogger(FloodGuard.class), time);
        over = limits.enforced()
                ? metrics.counter("rvoip_admission_rejected_total", "reason", "flood")
                : metrics.counter("rvoip_auth_over_rate_total");
    }

    /**
     * Counts a request that did not authenticate.
     *
     * @return whether it may have its challenge; false means the least answer there is
     */
    public boolean allows(InetAddress source, long now) {
        boolean within;
        synchronized (limiter) {
            within = limiter.tryTake(source, now);
        }
        if (within) {
            return true;
        }
        over.increment();
        log.warn(limits.enforced()
                ? "{} sends more unauthenticated requests than allowed and gets 503"
                : "{} sends more unauthenticated requests than a stricter profile allows", source.getHostAddress());
        return !limits.enforced();
    }

    /** Takes back what {@link #allows} counted: somebody else found good credentials. */
    void good(InetAddress source, long now) {
        synchronized (limiter) {
            limiter.giveBack(source, now);
        }
    }
}
