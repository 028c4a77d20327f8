package io.rvoip.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.rtcp.RtcpScheduler.Due;
import io.rvoip.testing.SeededIds;
import org.junit.jupiter.api.Test;

/** The rules of RFC 4585 section 3.5 between two members. */
class RtcpSchedulerFeedbackTest {
    private static final long SECOND = 1_000_000_000;

    private final RtcpScheduler scheduler = new RtcpScheduler(RtcpSettings.DEFAULT, new SeededIds(1), 0);
    private int reports;
    private int feedback;

    private void talk(long reportInterval) {
        scheduler.membership(2, 2, true, 0);
        scheduler.feedback(true, reportInterval, 0);
    }

    /** Does what is due up to {@code end}; {@code waiting}: feedback always waits for its turn. */
    private void run(long end, boolean waiting) {
        while (scheduler.nextDeadline() <= end) {
            long now = scheduler.nextDeadline();
            Due due = scheduler.onDeadline(now, waiting);
            if (due == Due.REPORT) {
                reports++;
                scheduler.sent(100, now);
            } else if (due == Due.FEEDBACK) {
                feedback++;
                scheduler.sentFeedback(100);
            }
        }
    }

    /** 128 octets of two members in 1,000 a second: each 256 ms, without a least interval. */
    @Test
    void reportsComeAsOftenAsBandwidthAllows() {
        talk(0);
        run(100 * SECOND, false);

        assertThat(reports).isBetween(330, 450);
        assertThat(scheduler.deterministicInterval()).isEqualTo(256_000_000);
    }

    @Test
    void reportsComeAsSeldomAsAgreedOn() {
        talk(2 * SECOND);
        run(100 * SECOND, false);

        assertThat(reports).isBetween(38, 60);
        assertThat(scheduler.deterministicInterval()).as("who is silent for longer is gone").isEqualTo(2 * SECOND);
    }

    @Test
    void feedbackThatWaitsGoesInTheTurnsThatReportsPassOver() {
        talk(2 * SECOND);
        run(100 * SECOND, true);

        assertThat(reports).isBetween(38, 60);
        assertThat(feedback + reports).isBetween(330, 450);
    }

    @Test
    void earlyFeedbackTakesTheNextTurn() {
        talk(0);
        run(SECOND, false);
        long turn = scheduler.nextDeadline();

        assertThat(scheduler.mayGoEarly()).isTrue();
        scheduler.sentEarly(100);

        assertThat(scheduler.mayGoEarly()).as("once between two turns").isFalse();
        assertThat(scheduler.nextDeadline()).isGreaterThan(turn);
        run(scheduler.nextDeadline() + SECOND, false);
        assertThat(scheduler.mayGoEarly()).isTrue();
    }

    /** Whatever there is to say early: in the long run no more than its share. */
    @Test
    void earlyFeedbackCostsNoBandwidth() {
        talk(0);
        int early = 0;
        for (long now = 0; now < 100 * SECOND; now += 5_000_000) {
            run(now, false);
            if (scheduler.mayGoEarly()) {
                scheduler.sentEarly(100);
                early++;
            }
        }

        assertThat(early).isGreaterThan(100);
        assertThat((early + reports) * 128 / 100.0).as("octets a second, of 500").isBetween(400.0, 620.0);
    }

    @Test
    void withoutTheProfileNothingGoesEarly() {
        scheduler.membership(2, 2, true, 0);
        assertThat(scheduler.mayGoEarly()).isFalse();
        talk(0);
        scheduler.feedback(false, 0, 0);
        assertThat(scheduler.mayGoEarly()).isFalse();
        run(100 * SECOND, true);
        assertThat(reports).isBetween(15, 35);
    }

    @Test
    void nothingGoesAloneBeforeAReport() {
        talk(0);
        assertThat(scheduler.reported()).isFalse();
        run(SECOND, false);
        assertThat(scheduler.reported()).isTrue();
    }
}
