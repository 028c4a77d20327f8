package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private static final long SECOND = 1_000_000_000L;

    @Nested
    class Bucket {
        private final long start = -77;
        private final TokenBucket bucket = new TokenBucket(new Rate(20, 40), start);

        @Test
        void allowsABurstAndThenTheRate() {
            assertThat(taken(100, start)).isEqualTo(40);
            assertThat(bucket.nanosUntilNext(start)).isEqualTo(SECOND / 20);
            assertThat(taken(100, start + SECOND / 20 - 1)).isZero();
            assertThat(taken(100, start + SECOND / 20)).isEqualTo(1);
            assertThat(taken(100, start + SECOND + SECOND / 20)).isEqualTo(20);
        }

        @Test
        void neverHoldsMoreThanTheBurst() {
            assertThat(taken(1000, start + 3600 * SECOND)).isEqualTo(40);
        }

        @Test
        void takesSeveralOrNone() {
            assertThat(bucket.tryTake(41, start)).isFalse();
            assertThat(bucket.tryTake(30, start)).isTrue();
            assertThat(bucket.tryTake(11, start)).isFalse();
            assertThat(bucket.tryTake(10, start)).isTrue();
            assertThat(bucket.nanosUntilNext(start + SECOND)).isZero();
        }

        @Test
        void aRateHasBounds() {
            assertThatThrownBy(() -> new Rate(0, 1)).hasMessageStartingWith("perSecond: 0.0");
            assertThatThrownBy(() -> new Rate(Double.NaN, 1)).hasMessageStartingWith("perSecond: NaN");
            assertThatThrownBy(() -> new Rate(1, 0)).hasMessage("burst: 0 (expected: 1-1000000)");
        }

        private int taken(int wanted, long now) {
            int taken = 0;
            for (int i = 0; i < wanted; i++) {
                taken += bucket.tryTake(now) ? 1 : 0;
            }
            return taken;
        }
    }

    @Nested
    class Prefixes {
        private final PrefixLimiter limiter = limiter(PrefixLimiter.Scope.PREFIX, 1000);

        @Test
        void shareABucketWithinAnIpv4Slash24() {
            assertThat(limiter.tryTake(address("192.0.2.1"), 0)).isTrue();
            assertThat(limiter.tryTake(address("192.0.2.255"), 0)).isTrue();
            assertThat(limiter.tryTake(address("192.0.2.77"), 0)).isFalse();
            assertThat(limiter.tryTake(address("192.0.3.1"), 0)).isTrue();
            assertThat(limiter.size()).isEqualTo(2);
        }

        @Test
        void shareABucketWithinAnIpv6Slash64() {
            assertThat(limiter.tryTake(address("2001:db8:0:1::1"), 0)).isTrue();
            assertThat(limiter.tryTake(address("2001:db8:0:1:ffff::1"), 0)).isTrue();
            assertThat(limiter.tryTake(address("2001:db8:0:1::2"), 0)).isFalse();
            assertThat(limiter.tryTake(address("2001:db8:0:2::1"), 0)).isTrue();
        }

        @Test
        void refillWithTime() {
            InetAddress address = address("198.51.100.1");
            assertThat(limiter.tryTake(address, 0) && limiter.tryTake(address, 0)).isTrue();
            assertThat(limiter.tryTake(address, 0)).isFalse();
            assertThat(limiter.tryTake(address, SECOND)).isTrue();
        }

        @Test
        void takeBackWhatTheyTookAndNoMore() {
            InetAddress address = address("198.51.100.1");
            assertThat(limiter.tryTake(address, 0) && limiter.tryTake(address, 0)).isTrue();
            limiter.giveBack(address("198.51.100.2"), 0);
            assertThat(limiter.tryTake(address, 0)).isTrue();
            assertThat(limiter.tryTake(address, 0)).isFalse();
            for (int i = 0; i < 5; i++) {
                limiter.giveBack(address, 0);
            }
            assertThat(limiter.tryTake(address, 0) && limiter.tryTake(address, 0)).isTrue();
            assertThat(limiter.tryTake(address, 0)).as("a full bucket gets no fuller").isFalse();
            limiter.giveBack(address("203.0.113.1"), 0);
            assertThat(limiter.size()).as("nobody is remembered for it").isEqualTo(1);
        }

        @Test
        void canBeAskedWithoutTaking() {
            InetAddress address = address("198.51.100.1");
            for (int i = 0; i < 5; i++) {
                assertThat(limiter.hasToken(address, 0)).isTrue();
            }
            assertThat(limiter.size()).as("asking remembers nobody").isZero();
            assertThat(limiter.tryTake(address, 0) && limiter.tryTake(address, 0)).isTrue();
            assertThat(limiter.hasToken(address("198.51.100.99"), 0)).isFalse();
            assertThat(limiter.hasToken(address("198.51.101.1"), 0)).isTrue();
            assertThat(limiter.hasToken(address, SECOND)).isTrue();
        }

        @Test
        void ofTheTwoFamiliesAreNeverMixedUp() {
            assertThat(limiter.tryTake(address("0.0.0.1"), 0)).isTrue();
            assertThat(limiter.tryTake(address("::1"), 0)).isTrue();
            assertThat(limiter.tryTake(address("255.255.255.1"), 0)).isTrue();
            assertThat(limiter.size()).isEqualTo(3);
        }
    }

    @Test
    void exactAddressesHaveABucketEach() {
        PrefixLimiter limiter = limiter(PrefixLimiter.Scope.ADDRESS, 1000);
        for (int i = 0; i < 200; i++) {
            assertThat(limiter.tryTake(address("192.0.2." + i), 0)).isTrue();
            assertThat(limiter.tryTake(address("2001:db8::" + i), 0)).isTrue();
        }
        assertThat(limiter.size()).isEqualTo(400);
    }

    @Test
    void aFullTableForgetsWhomItHasNotSeenForLongest() {
        PrefixLimiter limiter = limiter(PrefixLimiter.Scope.ADDRESS, 2);
        InetAddress a = address("10.0.0.1");
        InetAddress b = address("10.0.0.2");
        exhaust(limiter, a);
        exhaust(limiter, b);
        limiter.tryTake(a, 0); // refused, yet seen
        limiter.tryTake(address("10.0.0.3"), 0);

        assertThat(limiter.tryTake(a, 0)).as("still known").isFalse();
        assertThat(limiter.tryTake(b, 0)).as("forgotten").isTrue();
        assertThat(limiter.size()).isEqualTo(2);
        assertThat(limiter.evictions()).isEqualTo(2);
    }

    /** The table against a linked map in order of access. */
    @Property(tries = 500)
    void behavesLikeABoundedMap(@ForAll @IntRange(min = 1, max = 8) int entries,
            @ForAll @Size(max = 200) List<@IntRange(max = 15) Integer> visits) {
        PrefixLimiter limiter = limiter(PrefixLimiter.Scope.ADDRESS, entries);
        Map<Integer, Integer> model = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
                return size() > entries;
            }
        };
        for (int visitor : visits) {
            int before = model.getOrDefault(visitor, 0);
            model.put(visitor, before + 1);
            assertThat(limiter.tryTake(address("10.1.1." + visitor), 0)).isEqualTo(before < 2);
            assertThat(limiter.size()).isEqualTo(model.size());
        }
    }

    private static PrefixLimiter limiter(PrefixLimiter.Scope scope, int entries) {
        return new PrefixLimiter(scope, new Rate(1, 2), entries, new io.rvoip.common.crypto.SecureIds());
    }

    private static void exhaust(PrefixLimiter limiter, InetAddress address) {
        assertThat(limiter.tryTake(address, 0)).isTrue();
        assertThat(limiter.tryTake(address, 0)).isTrue();
        assertThat(limiter.tryTake(address, 0)).isFalse();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
