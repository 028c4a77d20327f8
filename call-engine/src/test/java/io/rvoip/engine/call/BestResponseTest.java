package io.rvoip.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BestResponseTest {
    private static CallEnd end(EndCause cause, int status) {
        return CallEnd.of(EndParty.REMOTE, cause, status, "said", Instant.EPOCH);
    }

    private static List<CallEnd> rejected(String statuses) {
        return Arrays.stream(statuses.split(" "))
                .map(status -> end(EndCause.REJECTED, Integer.parseInt(status)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "486, 486", "404 486, 486", "480 404, 404", "408 480, 480", "500 486, 486", "500 503 599, 500",
        "486 603, 603", "600 606, 600", "415 486, 415", "488 486, 486", "433 486, 486", "433 480, 433",
        "401, 480", "407 486, 486", "487, 480", "481 404, 404", "503, 500", "503 501, 500"})
    void sixHundredsFirstThenTheLowestClassThenWhatTellsMost(String statuses, int best) {
        List<CallEnd> ends = rejected(statuses);
        assertThat(BestResponse.of(ends).status()).isEqualTo(best);
        List<CallEnd> backwards = new ArrayList<>(ends);
        Collections.reverse(backwards);
        assertThat(BestResponse.of(backwards).status()).isEqualTo(best);
    }

    @ParameterizedTest
    @CsvSource({
        "REDIRECTED, 302, 480", "NO_ANSWER, 408, 480", "NO_RESPONSE, 408, 408", "TRANSPORT, 503, 480",
        "AUTHENTICATION, 401, 480", "MEDIA, 488, 503", "LIMIT, 503, 503", "SHUTDOWN, 503, 503", "FAULT, 500, 500",
        "CANCELLED, 487, 480", "PROTOCOL, 400, 500"})
    void whatConcernsOneHopOnlyIsNotPassedOn(EndCause cause, int status, int told) {
        assertThat(BestResponse.of(List.of(end(cause, status))).status()).isEqualTo(told);
    }

    @ParameterizedTest
    @EnumSource(EndCause.class)
    void everyEndBecomesAFinalResponseThatKeepsItsCause(EndCause cause) {
        CallEnd best = BestResponse.of(List.of(end(cause, cause == EndCause.REJECTED ? 404 : 0)));
        assertThat(best.status()).isBetween(400, 699);
        assertThat(best.cause()).isEqualTo(cause);
    }

    @Test
    void onlyARefusalForEverybodyStopsTheOthers() {
        assertThat(BestResponse.isGlobal(end(EndCause.REJECTED, 603))).isTrue();
        assertThat(BestResponse.isGlobal(end(EndCause.REJECTED, 599))).isFalse();
        assertThat(BestResponse.isGlobal(end(EndCause.CANCELLED, 603))).isFalse();
    }
}
