package io.rvoip.rtp.zrtp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers as long as the process lives, the latest so many far ends. Thread-safe. */
public final class MemoryZrtpCache implements ZrtpCache {
    private final Map<Zid, RetainedSecrets> secrets;

    /** @param capacity far ends, at least 1; the one not called for longest goes first */
    public MemoryZrtpCache(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        secrets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Zid, RetainedSecrets> eldest) {
                return size() > capacity;
            }
        };
    }

    @Override
    public synchronized Optional<RetainedSecrets> find(Zid peer) {
        return Optional.ofNullable(secrets.get(peer));
    }

    @Override
    public synchronized void store(Zid peer, RetainedSecrets kept, long seconds) {
        secrets.put(peer, kept);
    }

    @Override
    public synchronized void forget(Zid peer) {
        secrets.remove(peer);
    }
}
