package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Rate;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UserGuardTest {
    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private UserLimits limits = new UserLimits(new Rate(1, 3), new Rate(1, 2), 2, true);
    private UserGuard guard = new UserGuard(limits, 2, time, metrics);

    private boolean asks(String user) {
        return guard.mayAsk(user, time.nanoTime());
    }

    private boolean calls(String user) {
        boolean may = guard.mayCall(user, time.nanoTime());
        if (may) {
            guard.going(user, time.nanoTime());
        }
        return may;
    }

    @Test
    void eachUserHasBucketsOfTheirOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(asks("alice")).isTrue();
        }
        assertThat(asks("alice")).isFalse();
        assertThat(asks("bob")).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(asks("alice")).isTrue();
        assertThat(asks("alice")).isFalse();
    }

    @Test
    void callsThatGoOnCountUntilTheyAreOver() {
        assertThat(calls("alice")).isTrue();
        assertThat(calls("alice")).isTrue();
        time.advance(Duration.ofMinutes(1));
        assertThat(calls("alice")).as("two go on").isFalse();
        guard.over("alice", time.nanoTime());
        assertThat(calls("alice")).isTrue();
        assertThat(metrics.count("rvoip_admission_rejected_total", "reason", "user")).isEqualTo(1);
    }

    @Test
    void refusedCallsTakeNoTokens() {
        calls("alice");
        calls("alice");
        for (int i = 0; i < 5; i++) {
            assertThat(calls("alice")).isFalse();
        }
        guard.over("alice", time.nanoTime());
        time.advance(Duration.ofSeconds(1));
        assertThat(calls("alice")).isTrue();
    }

    @Test
    void whoeverWasNotSeenForLongestIsForgottenButNobodyWhoTalks() {
        calls("alice");
        calls("alice");
        for (String user : new String[] {"bob", "carol", "dave", "erin"}) {
            asks(user);
        }
        time.advance(Duration.ofMinutes(1));
        assertThat(calls("alice")).as("her two calls go on").isFalse();
    }

    @Test
    void developmentOnlyCounts() {
        limits = limits.withEnforced(false);
        guard = new UserGuard(limits, 2, time, metrics);
        for (int i = 0; i < 5; i++) {
            assertThat(asks("alice")).isTrue();
        }
        assertThat(metrics.count("rvoip_user_over_limit_total")).isEqualTo(2);
    }
}
