package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.common.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Holds each user to {@link UserLimits}. A user costs one entry, nothing is allocated for those already known, and who
 * was not seen for longest is forgotten, with full buckets when they come again. Thread-safe: one short lock for all
 * shards, since a user's calls are on all of them.
 */
public final class UserGuard {
    private final UserLimits limits;
    private final RateLimitedLog log;
    private final Metrics.Counter over;
    private final Map<String, Use> users;

    private static final class Use {
        private final TokenBucket requests;
        private final TokenBucket calls;
        private int going;

        Use(UserLimits limits, long now) {
            requests = new TokenBucket(limits.requests(), now);
            calls = new TokenBucket(limits.calls(), now);
        }
    }

    /**
     * A guard that has seen nobody yet. Counts {@code rvoip_admission_rejected_total{reason="user"}} when it enforces,
     * otherwise {@code rvoip_user_over_limit_total}.
     *
     * @param entries users remembered at once, 1 or more
     */
    public UserGuard(UserLimits limits, int entries, TimeSource time, Metrics metrics) {
        Expect.inRange("entries", entries, 1, Integer.MAX_VALUE);
        this.limits = limits;
        log = new RateLimitedLog(LoggerFactory.getLogger(UserGuard.class), time);
        over = limits.enforced()
                ? metrics.counter("rvoip_admission_rejected_total", "reason", "user")
                : metrics.counter("rvoip_user_over_limit_total");
        users = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
                return size() > entries && eldest.getValue().going == 0;
            }
        };
    }

    /** Counts a request from outside of calls; false refuses it. */
    boolean mayAsk(String user, long now) {
        boolean may;
        synchronized (users) {
            may = use(user, now).requests.tryTake(now);
        }
        return may || refused(user, "more requests than one user may");
    }

    /** Counts a call that begins; false refuses it. */
    boolean mayCall(String user, long now) {
        boolean may;
        synchronized (users) {
            Use use = use(user, now);
            may = use.going < limits.maxCalls() && use.calls.tryTake(now);
        }
        return may || refused(user, "more calls than one user may");
    }

    /** A call of the user goes on from now on, until {@link #over}. */
    public void going(String user, long now) {
        synchronized (users) {
            use(user, now).going++;
        }
    }

    /** A call that went on is over. */
    public void over(String user, long now) {
        synchronized (users) {
            use(user, now).going--;
        }
    }

    private Use use(String user, long now) {
        Use known = users.get(user);
        if (known == null) {
            known = new Use(limits, now);
            users.put(user, known);
        }
        return known;
    }

    private boolean refused(String user, String what) {
        over.increment();
        log.warn(limits.enforced() ? "{} sends {} and gets 503" : "{} sends {} under a stricter profile", user, what);
        return !limits.enforced();
    }
}
