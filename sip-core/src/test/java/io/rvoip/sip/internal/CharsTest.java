package io.rvoip.sip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharsTest {
    private static byte[] b(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void classesAreThoseOfTheGrammar() { // RFC 3261 §25.1
        String token = "-.!%*_+`'~";
        String word = token + "()<>:\\\"/[]?{}";
        for (int c = 0; c < 256; c++) {
            boolean alnum = c < 128 && Character.isLetterOrDigit(c);
            assertThat(Chars.is((byte) c, Chars.TOKEN)).as("token %s", c).isEqualTo(alnum || token.indexOf(c) >= 0);
            assertThat(Chars.is((byte) c, Chars.WORD)).as("word %s", c).isEqualTo(alnum || word.indexOf(c) >= 0);
            assertThat(Chars.is((byte) c, Chars.DIGIT)).isEqualTo(c >= '0' && c <= '9');
            assertThat(Chars.is((byte) c, Chars.LWS)).isEqualTo(c == ' ' || c == '\t');
            assertThat(Chars.is((byte) c, Chars.RESERVED)).isEqualTo(";/?:@&=+$,".indexOf(c) >= 0);
        }
    }

    @Property(tries = 500)
    void searchesAgreeWithAPlainLoop(@ForAll byte[] s, @ForAll @IntRange(max = 255) int from,
            @ForAll @IntRange(max = 255) int length,
            @ForAll char wanted) {
        int start = Math.min(from, s.length);
        int end = Math.min(s.length, start + length);
        char c = (char) (wanted & 0x7f);
        int index = -1;
        int control = end;
        for (int i = end - 1; i >= start; i--) {
            index = s[i] == c ? i : index;
            control = (s[i] & 0xff) < 14 ? i : control;
        }
        assertThat(Chars.indexOf(s, start, end, c)).isEqualTo(index);
        assertThat(Swar.control(s, start, end)).isEqualTo(control);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0009, 9", "255, 255", "256, -1", "'', -1", "-1, -1", "+1, -1", "1a, -1",
            "99999999999999999999999999, -1"})
    void numbers(String text, long value) {
        assertThat(Chars.number(b(text), 0, text.length(), 255)).isEqualTo(value);
    }

    @Test
    void quotedStrings() {
        assertThat(Chars.quotedEnd(b("\"a\\\"b\"c"), 0, 7)).isEqualTo(6);
        assertThat(Chars.quotedEnd(b("\"a"), 0, 2)).isEqualTo(-1);
        assertThat(Chars.quotedEnd(b("\"a\\"), 0, 3)).isEqualTo(-1);
        assertThat(Chars.quotedEnd(b("\"a\\\""), 0, 4)).isEqualTo(-1);
        assertThat(Chars.quotedEnd(b("\""), 0, 1)).isEqualTo(-1);
        assertThat(Chars.unquote(b("\"a\\\"\\\\\\b\""), 0, 9)).isEqualTo("a\"\\b");
        assertThat(Chars.quote("a\"\\")).isEqualTo("\"a\\\"\\\\\"");
    }

    @Property(tries = 200)
    void quotingAndEscapingAreUndone(@ForAll String text) {
        byte[] quoted = b(Chars.quote(text));
        assertThat(Chars.quotedEnd(quoted, 0, quoted.length)).isEqualTo(quoted.length);
        assertThat(b(Chars.unquote(quoted, 0, quoted.length))).isEqualTo(b(text));
        byte[] escaped = b(Chars.escape(text, Chars.USER));
        assertThat(Chars.skipEscaped(escaped, 0, escaped.length, Chars.USER)).isEqualTo(escaped.length);
        assertThat(b(Chars.unescape(escaped, 0, escaped.length))).isEqualTo(b(text));
    }

    @Test
    void escapesMustBeComplete() {
        assertThat(Chars.skipEscaped(b("a%41b"), 0, 5, Chars.USER)).isEqualTo(5);
        assertThat(Chars.skipEscaped(b("a%4"), 0, 3, Chars.USER)).isEqualTo(1);
        assertThat(Chars.skipEscaped(b("a%4g"), 0, 4, Chars.USER)).isEqualTo(1);
        assertThat(Chars.skipEscaped(b("a%41"), 0, 3, Chars.USER)).isEqualTo(1);
        assertThat(Chars.unescape(b("%25%341%4"), 0, 9)).isEqualTo("%41%4");
    }

    @Test
    void keysIgnoreCaseAndNothingElse() {
        for (String name : new String[] {"tag", "branch", "received", "x"}) {
            assertThat(Chars.key(name)).isEqualTo(Chars.key(name.toUpperCase())).isNotEqualTo(Chars.key(name + "x"))
                    .isNotZero();
        }
        assertThat(Chars.key("tag")).isNotEqualTo(Chars.key("tah"));
        assertThat(Chars.key("ninechars")).isZero();
        byte[] inside = b("..tag=1......");
        assertThat(Chars.key(inside, 2, 5)).isEqualTo(Chars.key("TAG"));
        assertThat(Chars.key(b("..tag"), 2, 5)).isEqualTo(Chars.key("tag"));
    }

    @Test
    void commasInQuotesAndBracketsDoNotCount() {
        assertThat(Commas.next(b("a,b"), 0, 3, false)).isEqualTo(1);
        assertThat(Commas.next(b("\"a,\\\",\",b"), 0, 9, false)).isEqualTo(7);
        assertThat(Commas.next(b("<a,b>,c"), 0, 7, false)).isEqualTo(5);
        assertThat(Commas.next(b("<a\",>,c"), 0, 7, false)).isEqualTo(5);
        assertThat(Commas.next(b("\"a,b"), 0, 4, false)).isEqualTo(4);
        assertThat(Commas.next(b("\"a,b"), 0, 4, true)).isEqualTo(2);
        assertThat(Commas.next(b("ab"), 0, 2, false)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"a~b, 'a b'", "~a, a", "a~, a", "' ~ a  ~  b ', 'a b'", "~~a~~b~, 'a b'", "'a  b', 'a  b'"})
    void foldsBecomeOneSpace(String folded, String expected) {
        byte[] s = b(folded.replace("~", "\r\n "));
        byte[] unfolded = Codecs.unfolded(s, 0, s.length);
        assertThat(new String(unfolded, StandardCharsets.UTF_8).strip()).isEqualTo(expected);
        assertThat(unfolded).doesNotContain('\r', '\n');
    }

    @Test
    void sip2IsComparedAtOnce() {
        assertThat(Chars.sip2(b("xSIP/2.0/UDP"), 1, 12, '/')).isTrue();
        assertThat(Chars.sip2(b("SIP/2.0\r"), 0, 8, '\r')).isTrue();
        assertThat(Chars.sip2(b("SIP/2.0\r"), 0, 7, '\r')).isFalse();
        assertThat(Chars.sip2(b("sip/2.0/"), 0, 8, '/')).isFalse();
        assertThat(Chars.sip2(b("SIP/2.1/"), 0, 8, '/')).isFalse();
    }
}
