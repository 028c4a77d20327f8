package io.rvoip.transaction;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;

/**
 * How a {@link TransactionLayer} behaves, and its bounds.
 *
 * @param timers T1, T2 and T4
 * @param maxClients client transactions at a time, 1 to 10,000,000; more fail with
 *     {@link TransactionLimitException}
 * @param maxServers server transactions at a time, 1 to 10,000,000; further requests get a stateless 503,
 *     and for the last eighth those that belong to no dialog, unless they are {@linkplain OverloadPolicy#isUrgent urgent}
 * @param retryAfterSeconds what that 503 says in Retry-After, 1 to 3600
 * @param refuseMerged whether a request that reached us twice on different ways gets 482 (RFC 3261 §8.2.2.2): yes
 *     for user agents, no for proxies
 * @param malformedReplies how many malformed requests of one source (IPv4 /24, IPv6 /64) are answered; the rest is
 *     dropped
 * @param branchMark added to every branch we make, to find the shard of a response; up to 16 of [a-z0-9]
 */
public record TransactionSettings(
        TimerSettings timers,
        int maxClients,
        int maxServers,
        int retryAfterSeconds,
        boolean refuseMerged,
        Rate malformedReplies,
        String branchMark) {
    /** The timers of RFC 3261 and 200,000 transactions on either side. */
    public static final TransactionSettings DEFAULT =
            new TransactionSettings(TimerSettings.DEFAULT, 200_000, 200_000, 5, true, new Rate(10, 20), "");

    private static final int MOST = 10_000_000;

    public TransactionSettings {
        Expect.inRange("maxClients", maxClients, 1, MOST);
        Expect.inRange("maxServers", maxServers, 1, MOST);
        Expect.inRange("retryAfterSeconds", retryAfterSeconds, 1, 3600);
        if (!branchMark.matches("[a-z0-9]{0,16}")) {
            throw new IllegalArgumentException("branchMark: " + branchMark + " (expected: up to 16 of [a-z0-9])");
        }
    }

    public TransactionSettings withTimers(TimerSettings value) {
        return new TransactionSettings(
                value, maxClients, maxServers, retryAfterSeconds, refuseMerged, malformedReplies, branchMark);
    }

    public TransactionSettings withMaxClients(int value) {
        return new TransactionSettings(
                timers, value, maxServers, retryAfterSeconds, refuseMerged, malformedReplies, branchMark);
    }

    public TransactionSettings withMaxServers(int value) {
        return new TransactionSettings(
                timers, maxClients, value, retryAfterSeconds, refuseMerged, malformedReplies, branchMark);
    }

    public TransactionSettings withRetryAfterSeconds(int value) {
        return new TransactionSettings(
                timers, maxClients, maxServers, value, refuseMerged, malformedReplies, branchMark);
    }

    public TransactionSettings withRefuseMerged(boolean value) {
        return new TransactionSettings(
                timers, maxClients, maxServers, retryAfterSeconds, value, malformedReplies, branchMark);
    }

    public TransactionSettings withMalformedReplies(Rate value) {
        return new TransactionSettings(
                timers, maxClients, maxServers, retryAfterSeconds, refuseMerged, value, branchMark);
    }

    public TransactionSettings withBranchMark(String value) {
        return new TransactionSettings(
                timers, maxClients, maxServers, retryAfterSeconds, refuseMerged, malformedReplies, value);
    }
}
