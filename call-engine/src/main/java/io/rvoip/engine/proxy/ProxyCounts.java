package io.rvoip.engine.proxy;

/**
 * What a proxy holds at this moment. All zero when nothing is going on.
 *
 * @param requests without a final answer to their sender
 * @param branches copies of requests whose transactions are not over
 * @param timers armed
 */
public record ProxyCounts(int requests, int branches, int timers) {
    /** Nothing. */
    public static final ProxyCounts ZERO = new ProxyCounts(0, 0, 0);

    /** The sum of two shards. */
    public ProxyCounts plus(ProxyCounts other) {
        return new ProxyCounts(requests + other.requests, branches + other.branches, timers + other.timers);
    }
}
