package io.rvoip.common;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one of equal tables: what thousands of calls look up for each packet is the same memory then, and stays in the processor's
 * cache. So many different ones are kept for good; those that come later are each for themselves. Any thread.
 *
 * @param <T> immutable from when it is given, and compared by content
 */
public final class Shared<T> {
    private final Map<T, T> kept = new ConcurrentHashMap<>();
    private final int most;

    /** @param most that are kept */
    public Shared(int most) {
        this.most = most;
    }

    /** The one that is equal and came first, or {@code table} itself. */
    public T of(T table) {
        T first = kept.get(table);
        if (first != null || kept.size() >= most) {
            return first == null ? table : first;
        }
        T before = kept.putIfAbsent(table, table);
        return before == null ? table : before;
    }
}
