package io.rvoip.sip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeaderNameTest {
    @ParameterizedTest
    @EnumSource(value = HeaderName.class, mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void isFoundInAnyCaseAndNothingNearIt(HeaderName name) {
        String text = name.text();
        assertThat(HeaderName.id(text)).isEqualTo(name.ordinal());
        assertThat(HeaderName.id(text.toUpperCase(Locale.ROOT))).isEqualTo(name.ordinal());
        assertThat(HeaderName.id(text.toLowerCase(Locale.ROOT))).isEqualTo(name.ordinal());
        assertThat(HeaderName.of(name.ordinal())).isSameAs(name);
        assertThat(name.bit()).isEqualTo(1L << name.ordinal());
        assertThat(HeaderName.id(text + "x")).isZero();
        assertThat(HeaderName.id(text + "\0")).isZero();
        assertThat(HeaderName.id(text.replace('-', '\r'))).isEqualTo(text.contains("-") ? 0 : name.ordinal());
        for (int i = 0; i < text.length(); i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = text.getBytes(StandardCharsets.US_ASCII);
                changed[i] ^= (byte) (1 << bit);
                int id = HeaderName.id(changed, 0, changed.length);
                String now = new String(changed, StandardCharsets.ISO_8859_1);
                assertThat(id == name.ordinal()).as(now).isEqualTo(now.equalsIgnoreCase(text) && changed[i] > 0);
            }
        }
    }

    @Test
    void thereAreNoMoreThanABitSetHolds() {
        assertThat(HeaderName.values().length).isLessThanOrEqualTo(64);
        assertThat(HeaderName.id((String) null)).isZero();
        assertThat(HeaderName.id("")).isZero();
        assertThat(HeaderName.id("x".repeat(24))).isZero();
        assertThat(HeaderName.id("\u00e4")).isZero();
    }

    @Property(tries = 300)
    void otherNamesAreOther(@ForAll @AlphaChars @Chars({'-', '0', '_', '.'}) @StringLength(min = 2,
            max = 23) String name) {
        HeaderName found = HeaderName.of(HeaderName.id(name));
        assertThat(found == HeaderName.OTHER || found.text().equalsIgnoreCase(name)).isTrue();
    }
}
