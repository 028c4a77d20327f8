package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.ConnectionClock.Expiry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionClockTest {
    private static final long START = 5_000_000_000_000L;
    private static final TransportLimits LIMITS = TransportLimits.DEFAULT
            .withMessageTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5)).withIdleTimeout(Duration.ofMinutes(2));

    private final ConnectionClock accepted = new ConnectionClock(LIMITS, true, START);

    private static long at(double seconds) {
        return START + Math.round(seconds * 1e9);
    }

    private static void assertExpires(ConnectionClock clock, double seconds, Expiry why) {
        assertThat(clock.nextDeadline()).isEqualTo(at(seconds));
        assertThat(clock.isExpired(at(seconds) - 1)).isFalse();
        assertThat(clock.isExpired(at(seconds))).isTrue();
        assertThat(clock.expiry()).isEqualTo(why);
    }

    @Test
    void acceptedConnectionsSpeakWithinTenSeconds() {
        assertExpires(accepted, 10, Expiry.NO_FIRST_MESSAGE);
    }

    @Test
    void keepAlivesAreNoFirstMessage() {
        accepted.active(at(9));

        assertExpires(accepted, 10, Expiry.NO_FIRST_MESSAGE);
    }

    @Test
    void openedConnectionsMayWait() {
        assertExpires(new ConnectionClock(LIMITS, false, START), 120, Expiry.IDLE);
    }

    @Test
    void aMessageMakesItWaitForIdleness() {
        accepted.received(1, false, at(3));

        assertExpires(accepted, 123, Expiry.IDLE);
        accepted.active(at(60));
        assertExpires(accepted, 180, Expiry.IDLE);
    }

    @Test
    void halfAMessageHasFiveSecondsFromItsFirstByte() {
        accepted.received(1, true, at(1));
        accepted.received(0, true, at(4));

        assertExpires(accepted, 6, Expiry.UNFINISHED_MESSAGE);
    }

    @Test
    void theNextMessageStartsItsOwnTime() {
        accepted.received(0, true, at(1));
        accepted.received(1, true, at(5));

        assertExpires(accepted, 10, Expiry.UNFINISHED_MESSAGE);
        accepted.received(1, false, at(9));
        assertExpires(accepted, 129, Expiry.IDLE);
    }

    @Test
    void aSlowFirstMessageIsStillBoundByTheFirst() {
        accepted.received(0, true, at(8));

        assertExpires(accepted, 10, Expiry.NO_FIRST_MESSAGE);
    }

    @Test
    void afterTheLastAnswerTwoSecondsAreLeft() {
        accepted.farewell(at(1));

        assertExpires(accepted, 3, Expiry.FAREWELL);
    }
}
