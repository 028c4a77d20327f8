package io.rvoip.builder;

import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.auth.FloodLimits;
import io.rvoip.engine.auth.UserLimits;
import java.util.Optional;

/**
 * What strangers and single users may ask for. Empty means as the profile has it; a profile is a floor, so that under any but
 * development a value may only be stricter, unless {@code allowWeaker} says why. Development only counts; there a value that is given is enforced, and with one for
 * users the others for users are too. Immutable.
 *
 * @param unauthenticated requests without good credentials, of each IPv4 /24 or IPv6 /64
 * @param requests of each user, outside of calls
 * @param calls begun by each user
 * @param maxCalls of each user at once, 1–1,000,000
 */
public record LimitsConfig(Optional<Rate> unauthenticated, Optional<Rate> requests, Optional<Rate> calls, Optional<Integer> maxCalls) {
    /** As the profile has it. */
    public static LimitsConfig ofProfile() {
        return new LimitsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with a rate for strangers, of each IPv4 /24 or IPv6 /64. */
    public LimitsConfig withUnauthenticated(Rate rate) {
        return new LimitsConfig(Optional.of(rate), requests, calls, maxCalls);
    }

    /** The same with a rate of requests for each user. */
    public LimitsConfig withRequests(Rate rate) {
        return new LimitsConfig(unauthenticated, Optional.of(rate), calls, maxCalls);
    }

    /** The same with a rate of calls for each user. */
    public LimitsConfig withCalls(Rate rate) {
        return new LimitsConfig(unauthenticated, requests, Optional.of(rate), maxCalls);
    }

    /** The same with that many calls at once for each user. */
    public LimitsConfig withMaxCalls(int most) {
        return new LimitsConfig(unauthenticated, requests, calls, Optional.of(most));
    }

    FloodLimits flood(SecurityProfile profile) {
        FloodLimits usual = FloodLimits.of(profile);
        return unauthenticated.map(rate -> usual.withRate(rate).withEnforced(true)).orElse(usual);
    }

    UserLimits perUser(SecurityProfile profile) {
        UserLimits usual = UserLimits.of(profile);
        boolean given = requests.isPresent() || calls.isPresent() || maxCalls.isPresent();
        return new UserLimits(requests.orElse(usual.requests()), calls.orElse(usual.calls()), maxCalls.orElse(usual.maxCalls()),
            usual.enforced() || given);
    }

    void check(SecurityProfile profile, Floor floor) {
        if (profile == SecurityProfile.DEVELOPMENT) {
            return;
        }
        UserLimits usual = UserLimits.of(profile);
        require(floor, "limits.unauthenticated", unauthenticated, FloodLimits.of(profile).rate());
        require(floor, "limits.user.requests", requests, usual.requests());
        require(floor, "limits.user.calls", calls, usual.calls());
        maxCalls.ifPresent(most -> floor.require(most <= usual.maxCalls(), "limits.user.maxCalls", String.valueOf(most), "at most " + usual.maxCalls()));
    }

    private static void require(Floor floor, String field, Optional<Rate> given, Rate usual) {
        given.ifPresent(rate -> floor.require(rate.perSecond() <= usual.perSecond() && rate.burst() <= usual.burst(), field,
            text(rate), "at most " + text(usual)));
    }

    private static String text(Rate rate) {
        return rate.perSecond() + " a second, " + rate.burst() + " at once";
    }
}
