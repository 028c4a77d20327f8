package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.SecurityProfile;
import java.time.Duration;

/**
 * What guessing passwords leads to. A user is never locked as such, or anybody could lock them out from anywhere: only
 * a user as seen from one source, and a source as a whole.
 *
 * @param account failures for one user name from one source
 * @param source failures from one source for all user names
 * @param entries pairs and sources remembered at once, 1–1,048,576; those not seen for longest are forgotten
 * @param enforced false only counts and logs
 */
public record LockoutLimits(LockRule account, LockRule source, int entries, boolean enforced) {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MANY = 16_384;

    /** Checks the ranges. */
    public LockoutLimits {
        Expect.inRange("entries", entries, 1, 1 << 20);
    }

    /** The limits of a security profile: only counted in development. */
    public static LockoutLimits of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> of(10, 15, 50, 60).withEnforced(false);
            case STANDARD -> of(10, 15, 50, 60);
            case HIGH_SECURITY, ENTERPRISE -> of(5, 30, 20, 60);
            case GOVERNMENT -> of(3, 60, 20, 60);
        };
    }

    private static LockoutLimits of(int perAccount, int minutes, int perSource, int sourceMinutes) {
        return new LockoutLimits(
                new LockRule(perAccount, WINDOW, Duration.ofMinutes(minutes)),
                new LockRule(perSource, WINDOW, Duration.ofMinutes(sourceMinutes)), MANY, true);
    }

    /** The same with another rule for a user from one source. */
    public LockoutLimits withAccount(LockRule rule) {
        return new LockoutLimits(rule, source, entries, enforced);
    }

    /** The same with another rule for a source. */
    public LockoutLimits withSource(LockRule rule) {
        return new LockoutLimits(account, rule, entries, enforced);
    }

    /** The same with room for that many. */
    public LockoutLimits withEntries(int most) {
        return new LockoutLimits(account, source, most, enforced);
    }

    /** The same, enforced or only counted. */
    public LockoutLimits withEnforced(boolean yes) {
        return new LockoutLimits(account, source, entries, yes);
    }
}
