package io.rvoip.sip.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelUriTest {
    @Test
    void partsOfAGlobalNumber() {
        TelUri uri = TelUri.of("tel:+1-201-555.0123;ext=12;isub");

        assertThat(uri.global()).isTrue();
        assertThat(uri.number()).isEqualTo("+12015550123");
        assertThat(uri.parameter("EXT")).contains("12");
        assertThat(uri.parameter("isub")).contains("");
        assertThat(uri.parameter("none")).isEmpty();
        assertThat(uri.scheme()).isEqualTo("tel");
        assertThat(uri).hasToString("tel:+1-201-555.0123;ext=12;isub");
    }

    @Test
    void partsOfALocalNumber() {
        TelUri uri = TelUri.of("tel:7042;phone-context=example.com");

        assertThat(uri.global()).isFalse();
        assertThat(uri.number()).isEqualTo("7042");
        assertThat(TelUri.of("tel:*#A1").number()).isEqualTo("*#a1");
        assertThat(TelUri.of("tel:112").parameterNames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:", "tel:+", "tel:--", "tel:+abc", "tel:+1;", "tel:1;x=", "tel:1 2", "tel:xyz",
            "tel:+1*"})
    void malformedNumbersAreRefused(String text) {
        assertThatThrownBy(() -> Uri.of(text)).isInstanceOf(SipSyntaxException.class);
    }

    @ParameterizedTest // RFC 3966 §5
    @CsvSource({
        "tel:+1-201-555-0123, tel:+12015550123, true",
        "tel:+12015550123, tel:12015550123, false",
        "tel:863-1234;phone-context=+1-914-555, tel:8631234;phone-context=+1914555, true",
        "tel:8631234;phone-context=Example.com, tel:8631234;phone-context=example.COM, true",
        "tel:1;a=1;b=2, tel:1;b=2;a=1, true",
        "tel:1;a=1, tel:1, false",
        "tel:1;a=1, tel:1;b=1, false",
        "tel:1;ext=1-2, tel:1;ext=12, true",
        "tel:1;ext=1, tel:1;ext=2, false",
        "tel:1;ext;isub, tel:1;ext;ext=1, false",
        "tel:1a, tel:1A, true",
        "tel:1, sip:1@h, false"})
    void comparison(String one, String other, boolean equivalent) {
        assertThat(Uri.of(one).equivalentTo(Uri.of(other))).isEqualTo(equivalent);
        assertThat(Uri.of(other).equivalentTo(Uri.of(one))).isEqualTo(equivalent);
    }

    @Test
    void otherSchemesAreNotTel() {
        assertThatThrownBy(() -> TelUri.of("sip:a@h")).isInstanceOf(SipSyntaxException.class);
        assertThat(TelUri.of("tel:1")).isEqualTo(TelUri.of("tel:1")).isNotEqualTo(TelUri.of("tel:2"))
                .hasSameHashCodeAs(TelUri.of("tel:1"));
        assertThat(TelUri.of("tel:1").detached()).isEqualTo(TelUri.of("tel:1"));
    }
}
