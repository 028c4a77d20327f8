package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;

/**
 * How many requests without good credentials a source may send.
 *
 * @param rate of each source: an IPv4 /24 or IPv6 /64
 * @param sources known at once, 1–4,194,304; about 40 bytes each
 * @param enforced false only counts and logs
 */
public record FloodLimits(Rate rate, int sources, boolean enforced) {
    private static final int MANY = 65_536;

    /** Checks the ranges. */
    public FloodLimits {
        Expect.inRange("sources", sources, 1, 1 << 22);
    }

    /** The limits of a security profile: only counted in development. */
    public static FloodLimits of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> new FloodLimits(new Rate(20, 40), MANY, false);
            case STANDARD -> new FloodLimits(new Rate(20, 40), MANY, true);
            case HIGH_SECURITY, ENTERPRISE, GOVERNMENT -> new FloodLimits(new Rate(10, 20), MANY, true);
        };
    }

    /** The same with another rate. */
    public FloodLimits withRate(Rate other) {
        return new FloodLimits(other, sources, enforced);
    }

    /** The same with room for that many sources. */
    public FloodLimits withSources(int most) {
        return new FloodLimits(rate, most, enforced);
    }

    /** The same, enforced or only counted. */
    public FloodLimits withEnforced(boolean yes) {
        return new FloodLimits(rate, sources, yes);
    }
}
