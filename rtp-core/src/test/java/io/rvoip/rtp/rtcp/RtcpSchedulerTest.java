package io.rvoip.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.RtcpScheduler.Due;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RtcpSchedulerTest {
    private static final double SECOND = 1e9;
    private static final double COMPENSATION = 1.21828;
    /** Enough that the minimum interval rules. */
    private static final RtcpSettings WIDE = RtcpSettings.DEFAULT.withSessionBandwidth(1_000_000_000);

    /** A source whose uniform number is always {@code value}. */
    private static IdSource uniform(double value) {
        return new IdSource() {
            @Override
            public long nextLong() {
                return (long) (value * 0x1.0p53) << 11;
            }

            @Override
            public void nextBytes(byte[] bytes) {
                throw new AssertionError();
            }

            @Override
            public String token() {
                throw new AssertionError();
            }
        };
    }

    private static double secondsToFirst(RtcpSettings settings, double random) {
        return new RtcpScheduler(settings, uniform(random), 0).nextDeadline() / SECOND;
    }

    @Nested
    class Intervals {
        @Test
        void theFirstIsHalfOfTheMinimumSpreadByHalfBothWays() {
            assertThat(secondsToFirst(WIDE, 0)).isCloseTo(2.5 * 0.5 / COMPENSATION, within(1e-4));
            assertThat(secondsToFirst(WIDE, 0.5)).isCloseTo(2.5 / COMPENSATION, within(1e-4));
            assertThat(secondsToFirst(WIDE, 0.999999)).isCloseTo(2.5 * 1.5 / COMPENSATION, within(1e-4));
        }

        @Test
        void laterOnesFollowTheMinimum() {
            RtcpScheduler scheduler = new RtcpScheduler(WIDE, uniform(0.5), 0);
            scheduler.sent(100, (long) SECOND);

            assertThat(scheduler.nextDeadline() / SECOND - 1).isCloseTo(5 / COMPENSATION, within(1e-4));
        }

        /** 8,000 bit/s leave 50 bytes/s for RTCP: one receiver of two gets 75 % of them: 128 * 2 / 37.5 s. */
        @Test
        void narrowSessionsWaitLonger() {
            RtcpScheduler scheduler = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);
            scheduler.membership(2, 0, false, 0);

            assertThat(scheduler.deterministicInterval() / SECOND).isCloseTo(128 * 2 / 37.5, within(1e-6));
        }

        /** With more than a quarter of senders all share the whole: 128 * 2 / 50 s. */
        @Test
        void sendersAndReceiversShareWhenSendersAreMany() {
            RtcpScheduler scheduler = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);
            scheduler.membership(2, 1, true, 0);

            assertThat(scheduler.deterministicInterval() / SECOND).isCloseTo(128 * 2 / 50.0, within(1e-6));
        }

        /** One sender of ten gets a quarter for itself: 128 * 1 / 12.5 s. */
        @Test
        void fewSendersGetAQuarter() {
            RtcpScheduler scheduler = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);
            scheduler.membership(10, 1, true, 0);

            assertThat(scheduler.deterministicInterval() / SECOND).isCloseTo(128 / 12.5, within(1e-6));
        }

        @Test
        void theAverageSizeMovesByASixteenth() {
            RtcpScheduler scheduler = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);
            scheduler.membership(10, 1, true, 0);
            scheduler.received(1_000 - 28);

            assertThat(scheduler.deterministicInterval() / SECOND)
                    .isCloseTo((128 + (1_000 - 128) / 16.0) / 12.5, within(1e-6));
        }

        @Test
        void inTheLongRunTakeNoMoreThanFivePercent() {
            RtcpScheduler scheduler = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), new SeededIds(1), 0);
            scheduler.membership(2, 2, true, 0);
            long octets = 0;
            for (int i = 0; i < 20_000; i++) {
                long now = scheduler.nextDeadline();
                if (scheduler.onDeadline(now) == Due.REPORT) {
                    scheduler.sent(100, now);
                    octets += 128;
                }
            }

            double perSecond = octets / (scheduler.nextDeadline() / SECOND);
            assertThat(perSecond).as("two members share 50 bytes/s").isBetween(22.0, 27.0);
        }

        @Test
        void settingsAreBounded() {
            assertThatThrownBy(() -> RtcpSettings.DEFAULT.withSessionBandwidth(999))
                    .hasMessage("sessionBandwidth: 999 (expected: 1000-1000000000 bit/s)");
            assertThatThrownBy(() -> RtcpSettings.DEFAULT.withMinInterval(Duration.ofMillis(99)))
                    .hasMessage("minInterval: 99 ms (expected: 100-60000 ms)");
        }
    }

    @Nested
    class Reports {
        private final RtcpScheduler scheduler = new RtcpScheduler(WIDE, uniform(0.5), 0);

        @Test
        void nothingIsDueBeforeTheDeadline() {
            assertThat(scheduler.onDeadline(scheduler.nextDeadline() - 1)).isEqualTo(Due.NOTHING);
        }

        @Test
        void areDueAtTheDeadline() {
            assertThat(scheduler.onDeadline(scheduler.nextDeadline())).isEqualTo(Due.REPORT);
        }

        @Test
        void areReconsideredWhenTheSessionGrew() {
            RtcpScheduler narrow = new RtcpScheduler(
                    RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);
            long planned = narrow.nextDeadline();
            narrow.membership(100, 0, false, planned - 1);

            assertThat(narrow.onDeadline(planned)).isEqualTo(Due.NOTHING);
            assertThat(narrow.nextDeadline()).isGreaterThan(planned);
            assertThat(narrow.onDeadline(narrow.nextDeadline())).isEqualTo(Due.REPORT);
        }

        /** tn = tc + 1/2 (tn - tc), tp = tc - 1/2 (tc - tp). */
        @Test
        void comeSoonerWhenMembersLeave() {
            scheduler.membership(2, 0, false, 0);
            scheduler.onDeadline(scheduler.nextDeadline());
            scheduler.sent(100, 0);
            long planned = scheduler.nextDeadline();
            scheduler.membership(1, 0, false, planned / 2);

            assertThat(scheduler.nextDeadline()).isEqualTo(planned / 2 + (planned - planned / 2) / 2);
        }

        @Test
        void comeNoLaterWhenWeBeginToSend() {
            long planned = scheduler.nextDeadline();
            scheduler.membership(1, 1, true, planned / 2);

            assertThat(scheduler.nextDeadline()).isLessThanOrEqualTo(planned);
        }

        @Test
        void leavingASmallSessionSaysByeAtOnce() {
            scheduler.sent(100, 0);

            assertThat(scheduler.leave(100, 1)).isEqualTo(Due.BYE);
            assertThat(scheduler.left()).isTrue();
            assertThat(scheduler.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void whoNeverSentLeavesWithoutAWord() {
            assertThat(scheduler.leave(100, 1)).isEqualTo(Due.NOTHING);
            assertThat(scheduler.left()).isTrue();
        }

        @Test
        void whoSentMediaOnlySaysBye() {
            scheduler.membership(1, 1, true, 0);

            assertThat(scheduler.leave(100, 1)).isEqualTo(Due.BYE);
        }

        @Test
        void leavingACrowdWaits() {
            scheduler.sent(100, 0);
            scheduler.membership(50, 0, false, 0);

            assertThat(scheduler.leave(100, 1)).isEqualTo(Due.NOTHING);
            assertThat(scheduler.left()).isFalse();
        }
    }

    @Nested
    class Leaving {
        private final RtcpScheduler scheduler = new RtcpScheduler(
                RtcpSettings.DEFAULT.withSessionBandwidth(8_000), uniform(0.5), 0);

        private long leaveACrowd() {
            scheduler.sent(100, 0);
            scheduler.membership(60, 0, false, 0);
            scheduler.leave(100, (long) SECOND);
            return scheduler.nextDeadline();
        }

        @Test
        void startsFromOneMemberAndTheInitialInterval() {
            assertThat(leaveACrowd() / SECOND - 1).isCloseTo(128 / 37.5 / COMPENSATION, within(1e-4));
        }

        @Test
        void theByeGoesWhenItsTimeComes() {
            long deadline = leaveACrowd();

            assertThat(scheduler.onDeadline(deadline - 1)).isEqualTo(Due.NOTHING);
            assertThat(scheduler.onDeadline(deadline)).isEqualTo(Due.BYE);
            assertThat(scheduler.left()).isTrue();
        }

        @Test
        void byesOfOthersPutItOff() {
            long deadline = leaveACrowd();
            for (int i = 0; i < 20; i++) {
                scheduler.receivedBye(100);
            }

            assertThat(scheduler.onDeadline(deadline)).isEqualTo(Due.NOTHING);
            assertThat(scheduler.nextDeadline()).isGreaterThan(deadline);
        }

        @Test
        void nothingElseCounts() {
            long deadline = leaveACrowd();
            scheduler.received(10_000);
            scheduler.membership(200, 100, true, deadline - 1);
            scheduler.leave(5_000, deadline - 1);

            assertThat(scheduler.onDeadline(deadline)).isEqualTo(Due.BYE);
        }
    }

    @Nested
    class Left {
        private final RtcpScheduler scheduler = new RtcpScheduler(WIDE, uniform(0.5), 0);

        @Test
        void staysSilent() {
            scheduler.leave(100, 0);
            scheduler.membership(5, 5, true, 1);
            scheduler.received(100);

            assertThat(scheduler.onDeadline((long) (100 * SECOND))).isEqualTo(Due.NOTHING);
            assertThat(scheduler.leave(100, 5)).isEqualTo(Due.NOTHING);
            assertThat(scheduler.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }
    }
}
