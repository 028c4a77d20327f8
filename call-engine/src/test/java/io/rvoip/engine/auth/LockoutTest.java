package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutTest {
    private final ManualTime time = new ManualTime();
    private final LockoutLimits limits = new LockoutLimits(
            new LockRule(3, Duration.ofMinutes(5), Duration.ofMinutes(10)),
            new LockRule(8, Duration.ofMinutes(5), Duration.ofHours(1)), 100, true);
    private final TestMetrics metrics = new TestMetrics();
    private Lockout lockout = new Lockout(limits, time, metrics);

    private static InetAddress at(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void fail(String address, String user, int times) {
        for (int i = 0; i < times; i++) {
            lockout.failed(at(address), user, time.nanoTime());
        }
    }

    private boolean locked(String address, String user) {
        return lockout.isLocked(at(address), user, time.nanoTime());
    }

    @Test
    void locksTheUserAsSeenFromThatNetworkOnly() {
        fail("192.0.2.1", "alice", 2);
        assertThat(locked("192.0.2.1", "alice")).isFalse();
        fail("192.0.2.77", "alice", 1);
        assertThat(locked("192.0.2.1", "alice")).isTrue();
        assertThat(locked("192.0.2.1", "bob")).isFalse();
        assertThat(locked("198.51.100.1", "alice")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.77, 192.0.2.0/24", "2001:db8:0:1:2:3:4:5, 2001:db8:0:1:0:0:0:0/64"})
    void namesTheNetworkAsOperatorsWriteIt(String source, String network) {
        assertThat(Lockout.prefix(at(source))).isEqualTo(network);
    }

    @Test
    void countsWithinTheWindowOnly() {
        fail("192.0.2.1", "alice", 2);
        time.advance(Duration.ofMinutes(5).plusNanos(1));
        fail("192.0.2.1", "alice", 2);
        assertThat(locked("192.0.2.1", "alice")).isFalse();
    }

    @Test
    void endsAndLastsTwiceAsLongTheNextTime() {
        fail("192.0.2.1", "alice", 3);
        time.advance(Duration.ofMinutes(10));
        assertThat(locked("192.0.2.1", "alice")).isFalse();
        fail("192.0.2.1", "alice", 3);
        time.advance(Duration.ofMinutes(20).minusNanos(1));
        assertThat(locked("192.0.2.1", "alice")).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(locked("192.0.2.1", "alice")).isFalse();
    }

    @Test
    void longSilenceForgivesEarlierLocks() {
        fail("192.0.2.1", "alice", 3);
        time.advance(Duration.ofHours(2));
        fail("192.0.2.1", "alice", 3);
        time.advance(Duration.ofMinutes(10));
        assertThat(locked("192.0.2.1", "alice")).isFalse();
    }

    @Test
    void successForgivesTheUser() {
        fail("192.0.2.1", "alice", 2);
        lockout.succeeded(at("192.0.2.1"), "alice");
        fail("192.0.2.1", "alice", 2);
        assertThat(locked("192.0.2.1", "alice")).isFalse();
    }

    @Test
    void sourceThatTriesManyUsersIsLockedAsAWhole() {
        for (int i = 0; i < 8; i++) {
            fail("2001:db8:1:2::" + (i + 1), "user" + i, 1);
        }
        assertThat(locked("2001:db8:1:2::99", "alice")).isTrue();
        assertThat(locked("2001:db8:1:3::1", "alice")).isFalse();
        assertThat(metrics.gaugeValue("rvoip_blocked_sources")).isEqualTo(1);
        time.advance(Duration.ofHours(1));
        assertThat(metrics.gaugeValue("rvoip_blocked_sources")).isZero();
    }

    @Test
    void remembersNoMoreThanItMay() {
        for (int i = 0; i < 1000; i++) {
            fail("10." + i % 200 + ".0.1", "user" + i, 1);
        }
        assertThat(lockout.size()).isEqualTo(100);
    }

    @Test
    void onlyLogsWhereNotEnforced() {
        lockout = new Lockout(limits.withEnforced(false), time, metrics);
        fail("192.0.2.1", "alice", 50);
        assertThat(locked("192.0.2.1", "alice")).isFalse();
    }

    /** The rows of SECURITY.md. */
    @ParameterizedTest
    @CsvSource({"development,10,15,50,60,false", "standard,10,15,50,60,true", "high-security,5,30,20,60,true",
            "enterprise,5,30,20,60,true", "government,3,60,20,60,true"})
    void profiles(String profile, int account, int minutes, int source, int sourceMinutes, boolean enforced) {
        LockoutLimits of = LockoutLimits.of(SecurityProfile.of(profile));
        assertThat(of.account()).isEqualTo(
                new LockRule(account, Duration.ofMinutes(5), Duration.ofMinutes(minutes)));
        assertThat(of.source()).isEqualTo(
                new LockRule(source, Duration.ofMinutes(5), Duration.ofMinutes(sourceMinutes)));
        assertThat(of.enforced()).isEqualTo(enforced);
    }
}
