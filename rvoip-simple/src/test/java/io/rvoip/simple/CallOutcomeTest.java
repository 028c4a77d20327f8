package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.CallDirection;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ends people meant, and which they have to be told about. */
class CallOutcomeTest {
    private static CallEnd end(EndParty who, EndCause cause) {
        return CallEnd.of(who, cause, 0, "so it was", Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "LOCAL, HANGUP, OUTGOING, ENDED",
        "REMOTE, HANGUP, INCOMING, ENDED",
        "LOCAL, CANCELLED, OUTGOING, ENDED",
        "REMOTE, CANCELLED, INCOMING, ENDED",
        "LOCAL, REJECTED, INCOMING, ENDED",
        "REMOTE, REJECTED, OUTGOING, FAILED",
        "LOCAL, REDIRECTED, INCOMING, ENDED",
        "REMOTE, REDIRECTED, OUTGOING, FAILED",
        "SYSTEM, NO_ANSWER, INCOMING, ENDED",
        "SYSTEM, NO_ANSWER, OUTGOING, FAILED",
        "SYSTEM, SHUTDOWN, OUTGOING, ENDED",
    })
    void states(EndParty who, EndCause cause, CallDirection direction, CallState expected) {
        assertThat(CallOutcome.state(end(who, cause), direction)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(value = EndCause.class,
            names = {"HANGUP", "CANCELLED", "REJECTED", "REDIRECTED", "NO_ANSWER", "SHUTDOWN"},
            mode = EnumSource.Mode.EXCLUDE)
    void everythingElseIsAFailure(EndCause cause) {
        assertThat(CallOutcome.state(end(EndParty.SYSTEM, cause), CallDirection.OUTGOING)).isEqualTo(CallState.FAILED);
    }

    @Test
    void callsThatWereNotMadeSayWhy() {
        assertThat(CallOutcome.notMade(end(EndParty.SYSTEM, EndCause.TRANSPORT))).isInstanceOf(NetworkException.class);
        assertThat(CallOutcome.notMade(end(EndParty.SYSTEM, EndCause.MEDIA))).isInstanceOf(CallMediaException.class);
        assertThat(CallOutcome.notMade(end(EndParty.LOCAL, EndCause.CANCELLED))).isInstanceOf(CallEndedException.class);
    }
}
