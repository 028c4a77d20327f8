package io.rvoip.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.Via;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7339 §4 and §9. */
class OverloadValueTest {
    private static final String VIA = "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa";

    private static Via via(String parameters) {
        return Via.of(VIA + parameters);
    }

    @Test
    void isAskedForByNameAndAlgorithm() {
        assertThat(OverloadValue.ask(via(";rport")).toString()).isEqualTo(VIA + ";rport;oc;oc-algo=\"loss\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ";oc;oc-algo=\"loss\"|true", ";oc;oc-algo=\"rate,loss\"|true", ";oc;oc-algo=\"rate, LOSS\"|true", ";oc;oc-algo=\"rate\"|false",
        ";oc;oc-algo=\"lossy\"|false", ";oc|false", ";oc-algo=\"loss\"|false", "''|false",
    })
    void whoUnderstandsItHasSaidSo(String parameters, boolean asked) {
        assertThat(OverloadValue.isAsked(via(parameters))).isEqualTo(asked);
    }

    @Test
    void isWrittenOverTheQuestionAndReadBack() {
        OverloadValue value = new OverloadValue(20, 1000, 123_400_042L);
        Via told = value.in(via(";oc;oc-algo=\"rate,loss\""));
        assertThat(told.toString()).isEqualTo(VIA + ";oc=20;oc-algo=\"loss\";oc-validity=1000;oc-seq=1234.00042");
        assertThat(OverloadValue.read(told)).isEqualTo(value);
    }

    @Test
    void hasDefaultsAndBounds() {
        assertThat(OverloadValue.read(via(";oc=7;oc-seq=1.5"))).isEqualTo(new OverloadValue(7, 500, 150_000));
        assertThat(OverloadValue.read(via(";oc=7;oc-seq=1.5;oc-validity=999999999")).validityMillis()).isEqualTo(60_000);
        assertThat(OverloadValue.read(via(";oc=7;oc-seq=999999999999.99999"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        ";oc;oc-seq=1.1", ";oc=101;oc-seq=1.1", ";oc=-1;oc-seq=1.1", ";oc=1x;oc-seq=1.1", ";oc=1", ";oc=1;oc-seq=1", ";oc=1;oc-seq=.1",
        ";oc=1;oc-seq=1.", ";oc=1;oc-seq=1.123456", ";oc=1;oc-seq=1234567890123.1", ";oc=1;oc-seq=1.-1", ";oc=1;oc-seq=a.1",
        ";oc=1;oc-seq=1.1;oc-algo=\"rate\"", ";oc=1;oc-seq=1.1;oc-validity=x", ";oc=99999999999;oc-seq=1.1",
    })
    void nonsenseIsNothing(String parameters) {
        assertThat(OverloadValue.read(via(parameters))).isNull();
    }
}
