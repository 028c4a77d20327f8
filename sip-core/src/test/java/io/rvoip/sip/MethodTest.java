package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTest {
    @Test
    void knownOnesAreInterned() {
        assertThat(Method.known()).hasSize(14);
        for (Method method : Method.known()) {
            assertThat(Method.of(method.name())).isSameAs(method);
            assertThat(method.isKnown()).isTrue();
            Method lower = Method.of(method.name().toLowerCase(Locale.ROOT));
            assertThat(lower).isNotEqualTo(method);
            assertThat(lower.isKnown()).isFalse();
            assertThat(Method.of(method.name() + "X").isKnown()).isFalse();
            byte[] inside = ("<" + method + ">").getBytes();
            assertThat(Method.read(inside, 1, inside.length - 1, new Fault())).isSameAs(method);
        }
    }

    @Test
    void othersCompareByName() {
        assertThat(Method.of("NEW")).isEqualTo(Method.of("NEW")).hasSameHashCodeAs(Method.of("NEW"))
                .isNotEqualTo(Method.of("OLD"))
                .hasToString("NEW");
        assertThat(Method.of("!a%.'~")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A B", "A/B", "A\r\n", "Ä", "INVITE "})
    void othersThanTokensAreRefused(String name) {
        assertThatThrownBy(() -> Method.of(name)).isInstanceOf(SipSyntaxException.class)
                .hasMessageContaining("expected: a token");
    }

    @Test
    void phrases() {
        assertThat(StatusCode.phrase(200)).isEqualTo("OK");
        assertThat(StatusCode.phrase(481)).isEqualTo("Call/Transaction Does Not Exist");
        assertThat(StatusCode.phrase(199)).isEqualTo("Early Dialog Terminated");
        for (int status = 100; status < 700; status++) {
            assertThat(StatusCode.phrase(status)).isNotBlank().doesNotContain("\r", "\n");
        }
        assertThat(StatusCode.phrase(699)).isEqualTo("Global Failure");
        assertThatThrownBy(() -> StatusCode.phrase(700)).isInstanceOf(SipSyntaxException.class);
    }

    @Test
    void aFaultKeepsTheFirstReason() {
        Fault fault = new Fault();
        assertThat(fault.present()).isFalse();
        assertThat(fault.reason()).isEmpty();
        String none = fault.at(3, "a");
        assertThat(none).isNull();
        fault.at(5, "b");
        assertThat(fault.reason()).isEqualTo("a");
        assertThat(fault.offset()).isEqualTo(3);
        fault.clear();
        assertThat(fault.present()).isFalse();
        assertThat(fault.offset()).isZero();
    }
}
