package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;

/**
 * What one user of ours may ask for, from all phones together, so that one stolen password or one phone gone mad cannot
 * take the whole house. Requests within calls do not count.
 *
 * @param requests outside of calls
 * @param calls begun
 * @param maxCalls begun by the user that go on at once, 1–1,000,000; a proxy does not know how long calls last and leaves this
 *     to the phones
 * @param enforced false only counts and logs
 */
public record UserLimits(Rate requests, Rate calls, int maxCalls, boolean enforced) {
    private static final int MANY = 1_000_000;

    /** Checks the ranges. */
    public UserLimits {
        Expect.inRange("maxCalls", maxCalls, 1, MANY);
    }

    /** The limits of a security profile: only counted in development. */
    public static UserLimits of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> new UserLimits(new Rate(30, 60), new Rate(2, 4), 10, false);
            case STANDARD -> new UserLimits(new Rate(30, 60), new Rate(2, 4), 10, true);
            case HIGH_SECURITY, ENTERPRISE, GOVERNMENT -> new UserLimits(new Rate(30, 60), new Rate(1, 2), 5, true);
        };
    }

    /** The same with another rate of requests. */
    public UserLimits withRequests(Rate other) {
        return new UserLimits(other, calls, maxCalls, enforced);
    }

    /** The same with another rate of calls. */
    public UserLimits withCalls(Rate other) {
        return new UserLimits(requests, other, maxCalls, enforced);
    }

    /** The same with that many calls at once. */
    public UserLimits withMaxCalls(int most) {
        return new UserLimits(requests, calls, most, enforced);
    }

    /** The same, enforced or only counted. */
    public UserLimits withEnforced(boolean yes) {
        return new UserLimits(requests, calls, maxCalls, yes);
    }
}
