package io.rvoip.rtp.mikey;

import io.rvoip.rtp.NtpTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which exchanges there have been lately (RFC 3830 section 5.4), by who began them and the bundle they were for, which
 * nobody may use twice. When it is full the oldest gives way, and from then on nothing is taken that is not newer: the
 * window shrinks, and no replay gets through. Thread-safe.
 */
final class ReplayCache {
    private final int most;
    private final long window;
    private final PriorityQueue<Entry> byTime = new PriorityQueue<>(Comparator.comparing(Entry::time, ReplayCache::compare));
    private final Set<Key> known = new HashSet<>();
    private boolean floored;
    private long floor;

    private record Key(MikeyPayload.Identity initiator, int bundle) {}

    private record Entry(long time, Key key) {}

    /**
     * @param most entries, at least 1
     * @param skew by how much the clocks of both sides may differ, each way
     */
    ReplayCache(int most, Duration skew) {
        this.most = most;
        window = NtpTime.plusNanos(0, skew.toNanos());
    }

    /** By their distance, so that the era after 2036 follows this one. */
    private static int compare(long one, long other) {
        return Long.signum(one - other);
    }

    /** Refuses what is too old or too new. Times are NTP. */
    void requireCurrent(long time, long now) throws MikeyRefusal {
        long age = now - time;
        if (age > window || -age > window) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "the time stamp is " + (age >> 32)
                    + " s old (expected: the clocks of both sides to agree)");
        }
    }

    /** Refuses what is known, or is so old that it may have been forgotten. */
    synchronized void requireNew(MikeyPayload.Identity initiator, int bundle, long time) throws MikeyRefusal {
        if (floored && compare(time, floor) <= 0) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "too many later exchanges to know whether it is a replay");
        }
        if (known.contains(new Key(initiator, bundle))) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "the bundle is in use already: a replay");
        }
    }

    /**
     * Remembers one that was proven.
     *
     * @return false when it is known by now
     */
    synchronized boolean add(MikeyPayload.Identity initiator, int bundle, long time, long now) {
        forget(now);
        Key key = new Key(initiator, bundle);
        if (!known.add(key)) {
            return false;
        }
        if (byTime.size() == most) {
            Entry oldest = byTime.remove();
            known.remove(oldest.key);
            floor = oldest.time;
            floored = true;
        }
        byTime.add(new Entry(time, key));
        return true;
    }

    private void forget(long now) {
        for (Entry oldest = byTime.peek(); oldest != null && now - oldest.time > window; oldest = byTime.peek()) {
            byTime.remove();
            known.remove(oldest.key);
        }
        floored &= now - floor <= window;
    }

    synchronized int size() {
        return byTime.size();
    }
}
