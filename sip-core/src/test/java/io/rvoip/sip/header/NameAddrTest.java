package io.rvoip.sip.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.uri.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameAddrTest {
    private static final SipUri URI = SipUri.of("sip:a@h");

    @Test
    void parametersAfterBracketsBelongToTheHeader() {
        NameAddr address = NameAddr.of("\"A \\\"B\\\" \\\\\" <sip:a@h;lr>;tag=1;x=\"y;z\"");

        assertThat(address.displayName()).contains("A \"B\" \\");
        assertThat(((SipUri) address.uri()).looseRouting()).isTrue();
        assertThat(address.tag()).contains("1");
        assertThat(address.tagLength()).isEqualTo(1);
        assertThat(address.parameter("X")).contains("y;z");
        assertThat(address.parameters().names()).containsExactly("tag", "x");
    }

    @Test
    void withoutBracketsTheyDoToo() {
        NameAddr address = NameAddr.of("sip:a@h;tag=1");

        assertThat(address.uri()).isEqualTo(URI);
        assertThat(address.tag()).contains("1");
        assertThat(address.displayName()).isEmpty();
        assertThat(address.withTag("2")).hasToString("sip:a@h;tag=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<>", "<sip:a@h", "\"A <sip:a@h>", "A, B <sip:a@h>", "sip:a@h?x=y", "<sip:a@h>x",
            "<sip:a@h>;",
            "<sip:a@h>;tag=1;tag=2", "<sip:a@h>;tag=\"q\"", "<sip:a@h>;a=", "<sip:a@h>;a=\"b", "< sip:a@h>",
                    "<sip:a@h >", "A",
            "\"A\" sip:a@h", "sip:a@h, sip:b@h", "<sip:a@h>;=x", "<sip:a@h>;;"})
    void malformedAddressesAreRefused(String text) {
        assertThatThrownBy(() -> NameAddr.of(text)).isInstanceOf(SipSyntaxException.class);
    }

    @Test
    void building() {
        assertThat(NameAddr.of(URI)).hasToString("<sip:a@h>");
        assertThat(NameAddr.of("Al \"X\" \\", URI)).hasToString("\"Al \\\"X\\\" \\\\\" <sip:a@h>");
        assertThat(NameAddr.of("", URI).displayName()).isEmpty();
        NameAddr tagged = NameAddr.of("A", URI).withTag("t");
        assertThat(tagged).hasToString("\"A\" <sip:a@h>;tag=t");
        assertThat(tagged.withoutTag()).hasToString("\"A\" <sip:a@h>");
        assertThat(tagged.withoutTag().withoutTag().tag()).isEmpty();
        assertThat(tagged.withUri(SipUri.of("sip:b@h"))).hasToString("\"A\" <sip:b@h>;tag=t");
        assertThat(tagged.withDisplayName("")).hasToString("<sip:a@h>;tag=t");
        assertThat(tagged.withParameter("p", "a b")).hasToString("\"A\" <sip:a@h>;tag=t;p=\"a b\"");
        assertThat(tagged.withParameter("p", "")).hasToString("\"A\" <sip:a@h>;tag=t;p");
    }

    @Test
    void nothingBreaksOutOfTheField() {
        assertThatThrownBy(() -> NameAddr.of("A\r\nX: y", URI)).hasMessageContaining("no CR, LF or NUL");
        assertThatThrownBy(() -> NameAddr.of("A\0", URI)).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> NameAddr.of(URI).withTag("a b")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> NameAddr.of(URI).withTag("")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> NameAddr.of(URI).withParameter("a;b", "c")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> NameAddr.of(URI).withParameter("a", "c\nd")).isInstanceOf(SipSyntaxException.class);
        assertThat(NameAddr.of("x\" <sip:evil@h>;tag=1", URI).uri()).isEqualTo(URI);
        assertThat(NameAddr.of(URI).withParameter("a", "1;tag=x").tag()).isEmpty();
    }

    @Test
    void equalityIsByTextAndDetachedIsEqual() {
        NameAddr one = NameAddr.of("<sip:a@h>;tag=1");

        assertThat(one).isEqualTo(NameAddr.of("<sip:a@h>;tag=1")).hasSameHashCodeAs(NameAddr.of("<sip:a@h>;tag=1"))
                .isNotEqualTo(NameAddr.of("<sip:a@h>;tag=2"));
        assertThat(one.detached()).isEqualTo(one);
    }
}
