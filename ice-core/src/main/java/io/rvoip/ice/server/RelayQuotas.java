package io.rvoip.ice.server;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;

/**
 * What users may take.
 *
 * @param allocations at once by everybody, 1–60,000
 * @param perUser at once by one user, 1 or more: a browser takes one for each interface, server and transport
 * @param peers far ends of one allocation: permissions, and channels, 1–1,024
 * @param bytesPerSecond of one allocation, both directions together, 1,000 or more; what is beyond is dropped
 * @param totalBytesPerSecond of all of them
 * @param strangers what sources may ask without being known, each IPv4 /24 and IPv6 /64 for itself; what is beyond gets
 *     no answer
 */
public record RelayQuotas(
        int allocations, int perUser, int peers, long bytesPerSecond, long totalBytesPerSecond, Rate strangers) {
    /** 1,000 allocations, 16 for each user, 128 peers, 1 MB/s and 50 MB/s, 20 unknown requests a second. */
    public static final RelayQuotas DEFAULT = new RelayQuotas(1_000, 16, 128, 1_000_000, 50_000_000, new Rate(20, 40));

    private static final long LEAST_BANDWIDTH = 1_000;

    /** Checks the ranges. */
    public RelayQuotas {
        Expect.inRange("allocations", allocations, 1, 60_000);
        Expect.inRange("perUser", perUser, 1, 60_000);
        Expect.inRange("peers", peers, 1, 1_024);
        Expect.inRange("bytesPerSecond", bytesPerSecond, LEAST_BANDWIDTH, Long.MAX_VALUE);
        Expect.inRange("totalBytesPerSecond", totalBytesPerSecond, LEAST_BANDWIDTH, Long.MAX_VALUE);
    }

    /** Other numbers of allocations, in total and for each user. */
    public RelayQuotas withAllocations(int all, int ofOne) {
        return new RelayQuotas(all, ofOne, peers, bytesPerSecond, totalBytesPerSecond, strangers);
    }

    /** Other numbers of far ends. */
    public RelayQuotas withPeers(int most) {
        return new RelayQuotas(allocations, perUser, most, bytesPerSecond, totalBytesPerSecond, strangers);
    }

    /** Other bandwidths, of one and of all, in bytes a second. */
    public RelayQuotas withBandwidth(long ofOne, long all) {
        return new RelayQuotas(allocations, perUser, peers, ofOne, all, strangers);
    }

    /** Another rate of requests by sources that are not known. */
    public RelayQuotas withStrangers(Rate rate) {
        return new RelayQuotas(allocations, perUser, peers, bytesPerSecond, totalBytesPerSecond, rate);
    }
}
