package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Q850Test {
    @ParameterizedTest
    @CsvSource({"404,1", "480,18", "486,17", "600,17", "403,21", "603,21", "408,102", "484,28", "488,65", "503,41",
        "500,41", "502,38", "504,102", "487,16", "410,22", "483,25", "420,127", "499,41", "599,41", "699,17", "302,16"})
    void aStatusHasACause(int status, int cause) {
        assertThat(Q850.cause(status)).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource({"1,404", "2,404", "16,480", "17,486", "18,408", "19,480", "21,403", "22,410", "27,502", "28,484",
        "34,503", "41,503", "42,503", "57,403", "65,488", "79,501", "87,403", "102,504", "127,500", "30,480", "46,503",
        "60,503", "69,501", "95,500", "101,500", "0,480"})
    void aCauseHasAStatus(int cause, int status) {
        assertThat(Q850.status(cause)).isEqualTo(status);
    }

    @Test
    void everyFinalStatusHasOneAndEveryCauseIsARefusal() {
        for (int status = 300; status < 700; status++) {
            assertThat(Q850.cause(status)).isBetween(1, 127);
        }
        for (int cause = 1; cause <= 127; cause++) {
            assertThat(Q850.status(cause)).isBetween(400, 599);
        }
    }

    @Test
    void writesTheReason() {
        assertThat(Q850.reason(16)).hasToString("Q.850;cause=16;text=\"Normal call clearing\"");
        assertThat(Q850.reason(99)).hasToString("Q.850;cause=99");
        assertThatThrownBy(() -> Q850.reason(128)).hasMessage("cause: 128 (expected: 1-127)");
        assertThatThrownBy(() -> Q850.cause(700)).isInstanceOf(SipSyntaxException.class);
    }
}
