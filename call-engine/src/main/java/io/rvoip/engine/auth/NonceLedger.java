package io.rvoip.engine.auth;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which nonces were used how often: a nonce count is good once, and only when it is higher than all before
 * (RFC 7616 §3.4). Nothing is kept for nonces nobody used.
 *
 * <p>Memory is bounded without ever taking a replay: whoever is forgotten, for age or for want of room, raises the floor,
 * and a nonce at or below the floor that is not in the table counts as used. Its owner gets a fresh one.
 *
 * <p>Shared by all shards, because a replay may come with another Call-ID: one short lock.
 */
final class NonceLedger {
    private static final long SPENT = Long.MAX_VALUE;

    private final int most;
    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long floor = Long.MIN_VALUE;

    NonceLedger(int most) {
        this.most = most;
    }

    /**
     * Uses a nonce count.
     *
     * @param serial of the nonce; older nonces have lower ones
     * @param count as the client says
     * @param spend whether the nonce must be unused and cannot be used again
     * @param oldest the serial below which nonces have expired
     * @return false when it was used before
     */
    synchronized boolean claim(long serial, long count, boolean spend, long oldest) {
        forgetBefore(oldest);
        Long before = counts.get(serial);
        if (before == null ? serial <= floor : spend || count <= before) {
            return false;
        }
        counts.put(serial, spend ? SPENT : count);
        if (counts.size() > most) {
            forget(counts.pollFirstEntry());
        }
        return true;
    }

    synchronized int size() {
        return counts.size();
    }

    private void forgetBefore(long oldest) {
        while (!counts.isEmpty() && counts.firstKey() < oldest) {
            forget(counts.pollFirstEntry());
        }
    }

    private void forget(Map.Entry<Long, Long> nonce) {
        floor = Math.max(floor, nonce.getKey());
    }
}
