package io.rvoip.sip.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipSyntaxException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipUriTest {
    @Nested
    class Parts {
        @Test
        void ofAFullUri() {
            SipUri uri = SipUri.of("sips:alice:secret@example.com:5070;transport=TCP;lr?subject=a%20b&to=x");

            assertThat(uri.scheme()).isEqualTo("sips");
            assertThat(uri.secure()).isTrue();
            assertThat(uri.user()).contains("alice");
            assertThat(uri.password()).contains("secret");
            assertThat(uri.host()).isEqualTo("example.com");
            assertThat(uri.port()).isEqualTo(5070);
            assertThat(uri.parameterNames()).containsExactly("transport", "lr");
            assertThat(uri.transport()).contains("tcp");
            assertThat(uri.looseRouting()).isTrue();
            assertThat(uri.headerNames()).containsExactly("subject", "to");
            assertThat(uri.header("SUBJECT")).contains("a b");
            assertThat(uri.header("from")).isEmpty();
        }

        @Test
        void ofTheShortestUri() {
            SipUri uri = SipUri.of("sip:h");

            assertThat(uri.user()).isEmpty();
            assertThat(uri.rawUser()).isEmpty();
            assertThat(uri.password()).isEmpty();
            assertThat(uri.port()).isEqualTo(-1);
            assertThat(uri.parameterNames()).isEmpty();
            assertThat(uri.hasHeaders()).isFalse();
            assertThat(uri.headerNames()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"[::1]", "[2001:db8::9:1]", "[2001:db8:0:0:0:0:0:1]", "[::ffff:192.0.2.1]", "[::]"})
        void ofAnIpv6Host(String host) {
            assertThat(SipUri.of("sip:a@" + host + ":5060").host()).isEqualTo(host);
            assertThat(SipUri.of("sip:a@" + host).port()).isEqualTo(-1);
        }

        @Test
        void escapesAreResolvedInTextAndKeptOnTheWire() {
            SipUri uri = SipUri.of("sip:a%40b%00@h;p%61r=%25");

            assertThat(uri.user()).contains("a@b\0");
            assertThat(uri.rawUser()).contains("a%40b%00");
            assertThat(uri.parameter("PAR")).contains("%");
            assertThat(uri).hasToString("sip:a%40b%00@h;p%61r=%25");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:", "sip:@h", "sip:a@", "sip:a@b@c", "sip:h:", "sip:h:0", "sip:h:65536",
            "sip:h:99999999999",
            "sip:h:5o60", "sip:[::1", "sip:[::1]]", "sip:[1:2]", "sip:[1::2::3]", "sip:[12345::]", "sip:[::1.2.3]",
            "sip:[::1.2.3.256]", "sip:[1:2:3:4:5:6:7:8:9]", "sip:[:1]", "sip:[1:]", "sip:h;", "sip:h;=v", "sip:h;a=",
            "sip:h;;a", "sip:h?", "sip:h?a", "sip:h?a=b&", "sip:h?=b", "sip:a%4@h", "sip:a%zz@h", "sip: h", "sip:h ",
            "sip:a b@h", "sip:-h", "sip:.h", "sip:h;a=\"b\"", "sip:h<", "sip:h\r\nX: y", "sip:ä@h", ":h", "1sip:h", "h",
            "", "sip:a:b:c@h"})
    void malformedUrisAreRefused(String text) {
        assertThatThrownBy(() -> Uri.of(text)).isInstanceOf(SipSyntaxException.class);
    }

    @Nested
    class Comparison { // RFC 3261 §19.1.4
        @ParameterizedTest
        @CsvSource(delimiter = ' ', value = {
            "sip:%61lice@atlanta.com;transport=TCP sip:alice@AtLanTa.CoM;Transport=tcp",
            "sip:carol@chicago.com sip:carol@chicago.com;newparam=5",
            "sip:carol@chicago.com sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;newparam=5 sip:carol@chicago.com;security=on",
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com "
                + "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent "
                + "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            "sip:a@[2001:db8::1] sip:a@[2001:DB8:0:0::0:1]",
            "sip:a%3ab@h sip:a%3Ab@h",
            "sip:h;p=%41 sip:h;P=a"})
        void equivalent(String one, String other) {
            assertThat(Uri.of(one).equivalentTo(Uri.of(other))).isTrue();
            assertThat(Uri.of(other).equivalentTo(Uri.of(one))).isTrue();
        }

        @ParameterizedTest
        @CsvSource(delimiter = ' ', value = {
            "SIP:ALICE@AtLanTa.CoM;Transport=udp sip:alice@AtLanTa.CoM;Transport=UDP",
            "sip:bob@biloxi.com sip:bob@biloxi.com:5060",
            "sip:bob@biloxi.com sip:bob@biloxi.com;transport=udp",
            "sip:bob@biloxi.com sip:bob@biloxi.com:6000;transport=tcp",
            "sip:carol@chicago.com sip:carol@chicago.com?Subject=next%20meeting",
            "sip:bob@phone21.boxesbybob.com sip:bob@192.0.2.4",
            "sip:carol@chicago.com;security=on sip:carol@chicago.com;security=off",
            "sip:a@h sips:a@h", "sip:h sip:a@h", "sip:a@h sip:a:@h", "sip:a@h sip:a:p@h", "sip:h sip:h;user=phone",
            "sip:h sip:h;ttl=1", "sip:h sip:h;method=INVITE", "sip:h sip:h;maddr=1.2.3.4", "sip:h;p sip:h;p=1",
            "sip:h?a=1&a=1 sip:h?a=1&b=1", "sip:a%40b@h sip:a%2540b@h", "sip:a%3Bb@h sip:a;b@h",
            "sip:a@[::1] sip:a@[::2]",
            "sip:h tel:1"})
        void different(String one, String other) {
            assertThat(Uri.of(one).equivalentTo(Uri.of(other))).isFalse();
            assertThat(Uri.of(other).equivalentTo(Uri.of(one))).isFalse();
        }

        @Test
        void equalsIsByText() {
            assertThat(SipUri.of("sip:a@H")).isEqualTo(SipUri.of("sip:a@H")).isNotEqualTo(SipUri.of("sip:a@h"))
                    .hasSameHashCodeAs(SipUri.of("sip:a@H"));
        }
    }

    @Nested
    class Building {
        @Test
        void fromPartsWithEscapes() {
            assertThat(SipUri.of("j doe@x", "example.com", 5070)).hasToString("sip:j%20doe%40x@example.com:5070");
            assertThat(SipUri.of("", "2001:db8::1")).hasToString("sip:[2001:db8::1]");
            assertThat(SipUri.of("é", "[::1]")).hasToString("sip:%C3%A9@[::1]");
        }

        @Test
        void withers() {
            SipUri uri = SipUri.of("sip:a:p@h:1;x=1;lr?k=v");

            assertThat(uri.withUser("b")).hasToString("sip:b@h:1;x=1;lr?k=v");
            assertThat(uri.withUser("")).hasToString("sip:h:1;x=1;lr?k=v");
            assertThat(uri.withHost("::2")).hasToString("sip:a:p@[::2]:1;x=1;lr?k=v");
            assertThat(uri.withPort(-1)).hasToString("sip:a:p@h;x=1;lr?k=v");
            assertThat(uri.withPort(9)).hasToString("sip:a:p@h:9;x=1;lr?k=v");
            assertThat(uri.withParameter("X", "2 3")).hasToString("sip:a:p@h:1;lr;X=2%203?k=v");
            assertThat(uri.withParameter("ob", "")).hasToString("sip:a:p@h:1;x=1;lr;ob?k=v");
            assertThat(uri.withoutParameter("lr")).hasToString("sip:a:p@h:1;x=1?k=v");
            assertThat(uri.withoutParameter("none")).isSameAs(uri);
            assertThat(uri.withoutHeaders()).hasToString("sip:a:p@h:1;x=1;lr");
            assertThat(uri.bare()).hasToString("sip:a:p@h:1");
        }

        @Test
        void badPartsAreRefused() {
            assertThatThrownBy(() -> SipUri.of("a", "h h")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> SipUri.of("a", "h", 70000)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> SipUri.of("a", "h>x")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> SipUri.of("tel:1")).hasMessageContaining("expected: sip or sips");
        }

        @Test
        void addressOfRecordIsCanonical() {
            assertThat(SipUri.of("sip:%61lice:pw@EXAMPLE.com:5060;x?y=z").addressOfRecord())
                    .isEqualTo("sip:alice@example.com");
            assertThat(SipUri.of("sips:a@h:5060").addressOfRecord()).isEqualTo("sips:a@h:5060");
            assertThat(SipUri.of("sip:h:5061").addressOfRecord()).isEqualTo("sip:h:5061");
        }
    }

    @Test
    void otherSchemesAreKept() {
        OtherUri uri = (OtherUri) Uri.of("URN:service:sos");

        assertThat(uri.scheme()).isEqualTo("urn");
        assertThat(uri).hasToString("URN:service:sos");
        assertThat(uri.equivalentTo(Uri.of("urn:service:sos"))).isTrue();
        assertThat(uri.equivalentTo(Uri.of("urn:service:fire"))).isFalse();
        assertThat(uri.detached()).isSameAs(uri);
        assertThatThrownBy(() -> new OtherUri("urn", "urx:a")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> new OtherUri("urn", "urn:")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> new OtherUri("urn", "urn:a b")).isInstanceOf(SipSyntaxException.class);
    }

    @Test
    void detachedIsEqual() {
        byte[] message = "<sip:a@h>".getBytes();
        Uri uri = Uri.read(message, 1, 8, new io.rvoip.sip.Fault());

        assertThat(uri.detached()).isEqualTo(uri).isNotSameAs(uri);
    }
}
