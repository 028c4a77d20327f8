package io.rvoip.engine.auth;

import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Counts wrong passwords and unknown users by source, and by user and source. Challenges do not count: every phone is
 * challenged. Thread-safe: shared by all shards, touched only by requests that carry credentials.
 */
final class Lockout {
    private static final int IPV4 = 4;
    private static final int IPV4_PREFIX = 3;
    private static final int IPV6_PREFIX = 8;
    private static final String WHOLE_SOURCE = "";

    private final LockoutLimits limits;
    private final RateLimitedLog log;
    private final Metrics.Counter locks;
    private final Map<Key, Record> records;

    Lockout(LockoutLimits limits, TimeSource time, Metrics metrics) {
        this.limits = limits;
        log = new RateLimitedLog(LoggerFactory.getLogger(Lockout.class), time);
        locks = metrics.counter("rvoip_auth_lockouts_total");
        metrics.gauge("rvoip_blocked_sources", () -> lockedSources(time.nanoTime()));
        records = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Record> eldest) {
                return size() > limits.entries();
            }
        };
    }

    private record Key(String prefix, String user) {}

    /** What is held against a key. */
    private static final class Record {
        private long since;
        private long latest;
        private long until = Long.MIN_VALUE;
        private int failures;
        private int locked;
    }

    /** Whether this user from there, or everybody from there, is locked out now. */
    synchronized boolean isLocked(InetAddress source, String user, long now) {
        if (!limits.enforced()) {
            return false;
        }
        String prefix = prefix(source);
        return isLocked(new Key(prefix, WHOLE_SOURCE), now) || isLocked(new Key(prefix, user), now);
    }

    private boolean isLocked(Key key, long now) {
        Record record = records.get(key);
        return record != null && now < record.until;
    }

    synchronized void failed(InetAddress source, String user, long now) {
        String prefix = prefix(source);
        count(new Key(prefix, user), limits.account(), now);
        count(new Key(prefix, WHOLE_SOURCE), limits.source(), now);
    }

    /** The user is who they say: earlier slips are forgiven. What the source did to others is not. */
    synchronized void succeeded(InetAddress source, String user) {
        if (!records.isEmpty()) {
            records.remove(new Key(prefix(source), user));
        }
    }

    /** How many sources are locked out as a whole; for the operator, not for each request. */
    synchronized int lockedSources(long now) {
        int count = 0;
        for (Map.Entry<Key, Record> entry : records.entrySet()) {
            if (limits.enforced() && entry.getKey().user().equals(WHOLE_SOURCE) && now < entry.getValue().until) {
                count++;
            }
        }
        return count;
    }

    synchronized int size() {
        return records.size();
    }

    private void count(Key key, LockRule rule, long now) {
        Record record = records.computeIfAbsent(key, any -> new Record());
        if (now - record.latest > rule.forgetNanos(record.locked)) {
            record.locked = 0;
        }
        if (record.failures == 0 || now - record.since > rule.within().toNanos()) {
            record.since = now;
            record.failures = 0;
        }
        record.latest = now;
        record.failures++;
        if (record.failures >= rule.failures()) {
            record.until = now + rule.lockNanos(record.locked);
            record.locked++;
            record.failures = 0;
            locks.increment();
            log.warn(limits.enforced() ? "{} is locked out after failed logins{}"
                    : "{} would be locked out after failed logins{} by a stricter profile", key.prefix(),
                    key.user().isEmpty() ? "" : " as " + key.user());
        }
    }

    /** The network a source is counted with, as in {@code 192.0.2.0/24}. */
    static String prefix(InetAddress source) {
        byte[] octets = source.getAddress();
        int kept = octets.length == IPV4 ? IPV4_PREFIX : IPV6_PREFIX;
        Arrays.fill(octets, kept, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets).getHostAddress() + "/" + kept * Byte.SIZE;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("octets of an address", impossible);
        }
    }
}
