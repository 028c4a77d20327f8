package io.rvoip.engine.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.uri.Uri;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmergencyCallsTest {
    private final EmergencyCalls calls = new EmergencyCalls(List.of("112", "110"));

    @ParameterizedTest
    @CsvSource({
        "urn:service:sos,true", "URN:Service:SOS.fire,true", "urn:service:sos.animal-control,true", "urn:service:sosx,false",
        "urn:service:counseling,false", "sip:112@rvoip.test,true", "sip:112@192.0.2.1;user=phone,true", "tel:110;phone-context=+49,true",
        "sip:1120@rvoip.test,false", "sip:rvoip.test,false", "sips:110@rvoip.test,true", "http://112/,false",
    })
    void whatIsForHelp(String uri, boolean help) {
        assertThat(calls.isFor(Uri.of(uri))).isEqualTo(help);
    }

    @Test
    void withoutNumbersTheUrnIs() {
        assertThat(EmergencyCalls.URN_ONLY.isFor(Uri.of("urn:service:sos"))).isTrue();
        assertThat(EmergencyCalls.URN_ONLY.isFor(Uri.of("sip:112@rvoip.test"))).isFalse();
        assertThat(EmergencyCalls.URN_ONLY.dialled()).isEmpty();
        assertThat(calls.dialled()).contains("112");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "11a", "+112", "1234567890123456"})
    void otherThanDigitsIsRefused(String number) {
        assertThatThrownBy(() -> new EmergencyCalls(List.of(number))).hasMessageContaining("emergency: \"" + number);
    }

    @Test
    void tooManyAreRefused() {
        List<String> many = Collections.nCopies(33, "112");
        assertThatThrownBy(() -> new EmergencyCalls(many)).hasMessageContaining("emergency: 33 numbers");
    }
}
