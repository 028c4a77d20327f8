package io.rvoip.sip.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.header.HistoryInfo.Change;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P-Asserted-Identity, Privacy, History-Info and Diversion as values. */
class IdentityHeadersTest {
    @Nested
    class Identity {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "<sip:a@h> | <tel:+12> | <sip:a@h>,<tel:+12>",
            "<tel:+12> | <sips:a@h> | <tel:+12>,<sips:a@h>",
            "<sip:a@h> | <sip:b@h> | <sip:a@h>",
            "<sips:a@h> | <sip:b@h> | <sips:a@h>",
            "<tel:+12> | <tel:+13> | <tel:+12>",
            "<http://h/> | <tel:+13> | <tel:+13>"})
        void countsTheFirstOfEachScheme(String one, String other, String expected) {
            List<NameAddr> values = List.of(NameAddr.of(one), NameAddr.of(other));
            assertThat(AssertedIdentity.of(values).values())
                    .containsExactlyElementsOf(Stream.of(expected.split(",")).map(NameAddr::of).toList());
        }

        @Test
        void twoOfOneSchemeAreRefused() {
            assertThatThrownBy(() -> new AssertedIdentity(List.of(NameAddr.of("sip:a@h"), NameAddr.of("sips:b@h"))))
                    .isInstanceOf(SipSyntaxException.class).hasMessageContaining("one SIP URI and one tel URI");
            assertThatThrownBy(() -> new AssertedIdentity(List.of(NameAddr.of("<urn:x:y>"))))
                    .isInstanceOf(SipSyntaxException.class);
            assertThat(AssertedIdentity.of(List.of())).isSameAs(AssertedIdentity.NONE);
            assertThat(AssertedIdentity.NONE.first()).isEmpty();
        }
    }

    @Nested
    class OfPrivacy {
        @Test
        void readsEachTokenOnceInAnyCase() {
            Privacy privacy = read("ID ; user;id;Critical ;x-y");
            assertThat(privacy.values()).containsExactly("id", "user", "critical", "x-y");
            assertThat(privacy).hasToString("id;user;critical;x-y");
            assertThat(privacy.has(Privacy.ID)).isTrue();
            assertThat(privacy.has(Privacy.SESSION)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ";", "id;", ";id", "id id", "id=1", "\"id\""})
        void refuses(String text) {
            assertThat(read(text)).isNull();
        }

        @Test
        void criticalDoesNotStandAlone() {
            Privacy privacy = Privacy.of(List.of(Privacy.of("user", "critical"), Privacy.of("id")));
            assertThat(privacy.without(List.of("user"))).isEqualTo(Privacy.of("critical", "id"));
            assertThat(privacy.without(List.of("user", "id")).isEmpty()).isTrue();
            assertThat(Privacy.of(List.of()).isEmpty()).isTrue();
        }

        private @Nullable Privacy read(String text) {
            byte[] s = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            return Privacy.read(s, 1, s.length - 1, new Fault());
        }
    }

    @Nested
    class OfHistory {
        @Test
        void readsWhatStandsInTheUri() {
            HistoryInfo entry = new HistoryInfo(NameAddr.of("\"Bob\" <sip:bob@192.0.2.4;transport=tcp"
                    + "?Reason=SIP%3Bcause%3D302%2CQ.850%3Bcause%3D16%3Btext%3D%22a%2C%20b%22&Privacy=history>"
                    + ";index=1.12.0;mp=1.12;x=y"));
            assertThat(entry.index()).isEqualTo("1.12.0");
            assertThat(entry.change()).contains(Change.USER);
            assertThat(entry.parent()).contains("1.12");
            assertThat(entry.reasons()).extracting(Reason::protocol, Reason::cause)
                    .containsExactly(tuple("SIP", 302),
                            tuple("Q.850", 16));
            assertThat(entry.reasons().get(1).text()).contains("a, b");
            assertThat(entry.isPrivate()).isTrue();
        }

        @Test
        void writesTheExampleOfTheRfc() {
            HistoryInfo entry = HistoryInfo.of(SipUri.of("sip:bob@192.0.2.4"), "1.1", Change.CONTACT, "1")
                    .withReason(Reason.of("SIP", 302, ""));
            assertThat(entry).hasToString("<sip:bob@192.0.2.4?Reason=SIP%3Bcause%3D302>;index=1.1;rc=1");
            assertThat(entry.withReason(Reason.of("SIP", 486, "")).reasons()).extracting(Reason::cause)
                    .containsExactly(486);
            assertThat(entry.asPrivate().isPrivate()).isTrue();
            assertThat(entry.asPrivate().anonymous())
                    .hasToString("<sip:anonymous@anonymous.invalid>;index=1.1;rc=1");
        }

        @Test
        void aNumberHasNoHeaders() {
            HistoryInfo number = HistoryInfo.of(Uri.of("tel:+12"), "1");
            assertThat(number.reasons()).isEmpty();
            assertThat(number.isPrivate()).isFalse();
            assertThat(number.change()).isEmpty();
            assertThat(number.parent()).isEmpty();
            assertThatThrownBy(number::asPrivate).hasMessage("Privacy: not in tel:+12 (expected: a SIP URI)");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "1.", ".1", "1..1", "1.a", "-1", "1,1", "index"})
        void refusesAnIndexThatIsNone(String index) {
            assertThatThrownBy(() -> HistoryInfo.of(SipUri.of("sip:a@h"), index))
                    .isInstanceOf(SipSyntaxException.class).hasMessageContaining("numbers and dots");
        }
    }

    @Nested
    class OfDiversion {
        @Test
        void reads() {
            Diversion diversion = new Diversion(NameAddr.of(
                    "<sip:+1@h>;Reason=User-Busy;counter=3;limit=0;privacy=\"full\";screen=yes"));
            assertThat(diversion.reason()).isEqualTo("user-busy");
            assertThat(diversion.counter()).isEqualTo(3);
            assertThat(diversion.limit()).isZero();
            assertThat(diversion.privacy()).contains("full");
            assertThat(diversion.screen()).contains("yes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ";counter=0;limit=x", ";counter=100;limit=100", ";counter;limit"})
        void hasDefaults(String parameters) {
            Diversion diversion = new Diversion(NameAddr.of("<sip:a@h>" + parameters));
            assertThat(diversion.reason()).isEqualTo("unknown");
            assertThat(diversion.counter()).isEqualTo(1);
            assertThat(diversion.limit()).isEqualTo(-1);
            assertThat(diversion.privacy()).isEmpty();
        }

        @Test
        void writes() {
            assertThat(Diversion.of(SipUri.of("sip:a@h"), "no-answer").withCounter(2))
                    .hasToString("<sip:a@h>;reason=no-answer;counter=2");
            assertThatThrownBy(() -> Diversion.of(SipUri.of("sip:a@h"), "x").withCounter(0))
                    .hasMessage("counter: 0 (expected: 1-99)");
        }
    }
}
