package io.rvoip.sip.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.sip.Fault;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.uri.SipUri;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {
    private static <T> @Nullable T read(HeaderKind<T> kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Fault fault = new Fault();
        T value = kind.codec().read(bytes, 0, bytes.length, fault);
        assertThat(fault.present()).isEqualTo(value == null);
        if (value != null) {
            assertThat(kind.format(value)).as("written").isNotNull();
        } else {
            assertThat(fault.reason()).isNotEmpty();
            assertThat(fault.offset()).isBetween(0, bytes.length);
        }
        return value;
    }

    @Nested
    class OfCSeq {
        @Test
        void reads() {
            assertThat(read(HeaderKind.CSEQ, "0009 \t INVITE")).isEqualTo(new CSeq(9, Method.INVITE));
            assertThat(read(HeaderKind.CSEQ, "2147483647 x")).hasToString("2147483647 x");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "1", "INVITE", "-1 INVITE", "2147483648 INVITE", "1INVITE", "1 IN VITE", "1 ",
                "1e9 BYE"})
        void refuses(String text) {
            assertThat(read(HeaderKind.CSEQ, text)).isNull();
        }

        @Test
        void rangeIsChecked() {
            assertThatThrownBy(() -> new CSeq(-1, Method.BYE)).hasMessage("CSeq: -1 (expected: 0-2147483647)");
            assertThatThrownBy(() -> new CSeq(1L << 31, Method.BYE)).isInstanceOf(SipSyntaxException.class);
        }
    }

    @Nested
    class OfRAck {
        @Test
        void reads() {
            RAck value = read(HeaderKind.RACK, "0776656 \t 1  INVITE");
            assertThat(value).isEqualTo(new RAck(776656, new CSeq(1, Method.INVITE))).hasToString("776656 1 INVITE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "1", "1 1", "0 1 INVITE", "4294967296 1 INVITE", "1 INVITE", "-1 1 INVITE",
                "11 INVITE x"})
        void refuses(String text) {
            assertThat(read(HeaderKind.RACK, text)).isNull();
        }

        @Test
        void rangeIsChecked() {
            assertThatThrownBy(() -> new RAck(0, new CSeq(1, Method.INVITE)))
                    .hasMessage("RAck: 0 (expected: 1-4294967295)");
        }
    }

    @Nested
    class OfSessionInterval {
        @Test
        void readsTheRefresher() {
            SessionInterval value = read(HeaderKind.SESSION_EXPIRES, "1800 ;Refresher=UAS;x");
            assertThat(value.seconds()).isEqualTo(1800);
            assertThat(value.refresher()).contains(Refresher.UAS);
            assertThat(SessionInterval.of(90).withRefresher(Refresher.UAC)).hasToString("90;refresher=uac");
        }

        @ParameterizedTest
        @ValueSource(strings = {"90", "90;refresher", "90;refresher=me", "90;x=uac"})
        void refresherMayBeOpen(String text) {
            assertThat(read(HeaderKind.SESSION_EXPIRES, text).refresher()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "-1", "4294967296", "90;=", "90 x"})
        void refuses(String text) {
            assertThat(read(HeaderKind.MIN_SE, text)).isNull();
        }

        @Test
        void rangeIsChecked() {
            assertThatThrownBy(() -> SessionInterval.of(-1)).isInstanceOf(SipSyntaxException.class);
        }
    }

    @Nested
    class OfContact {
        @ParameterizedTest
        @CsvSource({"q=0.5, 0.5", "q=1, 1.0", "q=1.000, 1.0", "q=0, 0.0", "q=0.125, 0.125", "q=0., 0.0", "q=2, 1.0",
                "q=0.1234, 1.0",
            "q=x, 1.0", "z=1, 1.0"})
        void q(String parameter, double expected) {
            assertThat(Contact.of("<sip:a@h>;" + parameter).q()).isCloseTo(expected, within(1e-9));
        }

        @ParameterizedTest
        @CsvSource({"expires=60, 60", "expires=4294967295, 4294967295", "expires=4294967296, -1", "expires=-1, -1",
                "expires=x, -1",
            "expires, -1", "z=1, -1"})
        void expires(String parameter, long expected) {
            assertThat(Contact.of("<sip:a@h>;" + parameter).expires()).isEqualTo(expected);
        }

        @Test
        void star() {
            assertThat(Contact.of("*")).isSameAs(Contact.STAR).hasToString("*");
            assertThat(Contact.STAR.isStar()).isTrue();
            assertThat(Contact.STAR.parameters().isEmpty()).isTrue();
            assertThat(Contact.STAR.expires()).isEqualTo(-1);
            assertThatThrownBy(Contact.STAR::uri).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void building() {
            Contact contact = Contact.of(SipUri.of("sip:a@h")).withExpires(60).withQ(0.7);

            assertThat(contact).hasToString("<sip:a@h>;expires=60;q=0.7").isEqualTo(Contact.of(contact.toString()));
            assertThat(contact.withQ(1)).hasToString("<sip:a@h>;expires=60;q=1");
            assertThatThrownBy(() -> contact.withExpires(-1)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> contact.withQ(1.1)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> contact.withQ(Double.NaN)).isInstanceOf(SipSyntaxException.class);
        }
    }

    @Nested
    class OfParameters {
        @Test
        void namesAreCaseInsensitiveAndValuesUnquoted() {
            Parameters p = Parameters.of(" ; A = 1 ;b;C=\"x\\\"y\";d=[::1]");

            assertThat(p.get("a")).contains("1");
            assertThat(p.get("B")).contains("");
            assertThat(p.get("c")).contains("x\"y");
            assertThat(p.get("d")).contains("[::1]");
            assertThat(p.has("e")).isFalse();
            assertThat(p.names()).containsExactly("a", "b", "c", "d");
        }

        @Test
        void editing() {
            Parameters p = Parameters.NONE.with("a", "1").with("b", "x y").with("c", "");

            assertThat(p).hasToString(";a=1;b=\"x y\";c");
            assertThat(p.with("A", "2")).hasToString(";A=2;b=\"x y\";c");
            assertThat(p.without("b")).hasToString(";a=1;c");
            assertThat(p.without("z")).isSameAs(p);
            assertThat(p.withQuoted("a", "t")).hasToString(";a=\"t\";b=\"x y\";c");
            assertThat(p).isEqualTo(Parameters.of(p.toString())).hasSameHashCodeAs(Parameters.of(p.toString()));
            assertThat(Parameters.of("")).isSameAs(Parameters.NONE);
        }

        @ParameterizedTest
        @ValueSource(strings = {";", "a", ";a=", ";a=\"", ";=1", ";a b", ";a=1,", ";a=\"x\"y", ";a=x\"y\""})
        void malformedAreRefused(String text) {
            assertThatThrownBy(() -> Parameters.of(text)).isInstanceOf(SipSyntaxException.class);
        }
    }

    @Nested
    class OfDate {
        @Test
        void readsAndWrites() {
            Instant instant = Instant.parse("2010-11-13T23:29:00Z");

            assertThat(read(HeaderKind.DATE, "Sat, 13 Nov 2010 23:29:00 GMT")).isEqualTo(instant);
            assertThat(HeaderKind.DATE.format(instant)).isEqualTo("Sat, 13 Nov 2010 23:29:00 GMT");
            assertThat(HeaderKind.DATE.format(Instant.parse("2024-02-29T00:00:09Z")))
                    .isEqualTo("Thu, 29 Feb 2024 00:00:09 GMT");
            assertThat(read(HeaderKind.DATE, "Sat, 31 Dec 2016 23:59:60 GMT"))
                    .isEqualTo(Instant.parse("2016-12-31T23:59:59Z"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Sat, 13 Nov 2010 23:29:00 UTC", "Sat, 13 Nov 2010 23:29:00 EST",
                "Sat, 31 Feb 2010 23:29:00 GMT",
                "Sat, 00 Nov 2010 23:29:00 GMT", "Sat, 13 nov 2010 23:29:00 GMT", "Xxx, 13 Nov 2010 23:29:00 GMT",
                "Sat, 13 Nov 2010 24:29:00 GMT", "Sat, 13 Nov 2010 23:60:00 GMT", "Sat, 13 Nov 2010 23:29:61 GMT",
                "Sat  13 Nov 2010 23:29:00 GMT", "Sat, 13-Nov-2010 23:29:00 GMT", "Sat, 13 Nov 20x0 23:29:00 GMT",
                "aää, 13 Nov 2010 23:29:00 GMT", "Sat, 3 Nov 2010 23:29:000 GMT", "Sat, 13 Nov 2010 23.29.00 GMT"})
        void refuses(String text) {
            assertThat(read(HeaderKind.DATE, text)).isNull();
        }
    }

    @Nested
    class OfOthers {
        @Test
        void mediaTypes() {
            MediaType type = read(HeaderKind.CONTENT_TYPE, "Multipart / Mixed ; boundary=\"a b\"");

            assertThat(type.is("multipart", "mixed")).isTrue();
            assertThat(type.parameter("boundary")).contains("a b");
            assertThat(read(HeaderKind.ACCEPT, "application/*").covers(MediaType.SDP)).isTrue();
            assertThat(read(HeaderKind.ACCEPT, "*/*").covers(MediaType.SDP)).isTrue();
            assertThat(read(HeaderKind.ACCEPT, "text/*").covers(MediaType.SDP)).isFalse();
            assertThat(read(HeaderKind.ACCEPT, "application/sdp;level=1")).hasToString("application/sdp;level=1");
            assertThatThrownBy(() -> MediaType.of("sdp")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> MediaType.of("a/")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> new MediaType("a b", "c", Parameters.NONE)).isInstanceOf(SipSyntaxException.class);
        }

        @Test
        void warnings() {
            Warning warning = read(HeaderKind.WARNING, "307 isi.edu \"Session parameter 'foo' not understood\"");

            assertThat(warning).isEqualTo(new Warning(307, "isi.edu", "Session parameter 'foo' not understood"))
                    .hasToString("307 isi.edu \"Session parameter 'foo' not understood\"");
            assertThat(read(HeaderKind.WARNING, "399 [::1]:5060 \"\"")).isNotNull();
            for (String bad : new String[] {"1812 overture \"In Progress\"", "307 x", "307 x y", "30 x \"y\"",
                    "307x \"y\"", "",
                "012 x \"y\"", "307 x \"y\"z", "307 x \"y"}) {
                assertThat(read(HeaderKind.WARNING, bad)).as(bad).isNull();
            }
            assertThatThrownBy(() -> new Warning(99, "h", "t")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> new Warning(399, "h h", "t")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> new Warning(399, "h", "t\n")).isInstanceOf(SipSyntaxException.class);
        }

        @Test
        void reasons() {
            Reason reason = read(HeaderKind.REASON, "Q.850 ;cause=16 ;text=\"Terminated\"");

            assertThat(reason.protocol()).isEqualTo("Q.850");
            assertThat(reason.cause()).isEqualTo(16);
            assertThat(reason.text()).contains("Terminated");
            assertThat(Reason.of("SIP", 200, "Call completed elsewhere"))
                    .hasToString("SIP;cause=200;text=\"Call completed elsewhere\"");
            assertThat(Reason.of("SIP", 600, "").text()).isEmpty();
            assertThat(read(HeaderKind.REASON, "SIP").cause()).isEqualTo(-1);
            assertThat(read(HeaderKind.REASON, ";cause=1")).isNull();
        }

        @Test
        void retryAfter() {
            assertThat(read(HeaderKind.RETRY_AFTER, "18000;duration=3600").parameters().get("duration"))
                    .contains("3600");
            RetryAfter busy = read(HeaderKind.RETRY_AFTER, "120 (I'm in a (long) meeting);duration=1");
            assertThat(busy.seconds()).isEqualTo(120);
            assertThat(busy.comment()).isEqualTo("I'm in a (long) meeting");
            assertThat(busy).hasToString("120 (I'm in a (long) meeting);duration=1");
            assertThat(RetryAfter.of(5)).hasToString("5");
            assertThat(read(HeaderKind.RETRY_AFTER, "949302838503028349304023988")).isNull();
            assertThat(read(HeaderKind.RETRY_AFTER, "1 (open")).isNull();
            assertThat(read(HeaderKind.RETRY_AFTER, "1 x")).isNull();
            assertThatThrownBy(() -> RetryAfter.of(-1)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> new RetryAfter(1, "a)b", Parameters.NONE)).isInstanceOf(SipSyntaxException.class);
        }

        @Test
        void timestamps() {
            assertThat(read(HeaderKind.TIMESTAMP, "54.21 .5"))
                    .isEqualTo(new Timestamp(new BigDecimal("54.21"), new BigDecimal(".5"))).hasToString("54.21 0.5");
            assertThat(read(HeaderKind.TIMESTAMP, "54")).hasToString("54");
            for (String bad : new String[] {"", ".", ".5", "x", "1 x", "1 .", "1.2.3", "1".repeat(41), "1 "
                    + "1".repeat(41)}) {
                assertThat(read(HeaderKind.TIMESTAMP, bad)).as(bad).isNull();
            }
        }

        @Test
        void links() {
            InfoLink link = read(HeaderKind.CALL_INFO, "<http://www.example.com/alice/photo.jpg> ;purpose=icon");

            assertThat(link.uri().scheme()).isEqualTo("http");
            assertThat(link.parameters().get("purpose")).contains("icon");
            assertThat(read(HeaderKind.ALERT_INFO, "http://x")).isNull();
            assertThat(read(HeaderKind.ERROR_INFO, "<>")).isNull();
        }

        @Test
        void tokensAndTheirKin() {
            assertThat(read(HeaderKind.CONTENT_DISPOSITION, "render;handling=Optional").optional()).isTrue();
            assertThat(read(HeaderKind.CONTENT_DISPOSITION, "session").optional()).isFalse();
            assertThat(read(HeaderKind.ACCEPT_LANGUAGE, "en-gb;q=0.8").parameters().get("q")).contains("0.8");
            assertThat(read(HeaderKind.ACCEPT_ENCODING, "*")).hasToString("*");
            assertThat(read(HeaderKind.ACCEPT_ENCODING, "")).isNull();
            assertThat(read(HeaderKind.CONTENT_DISPOSITION, ";")).isNull();
            assertThat(read(HeaderKind.SUPPORTED, "a b")).isNull();
            assertThat(read(HeaderKind.PRIORITY, "urgent")).isEqualTo("urgent");
            assertThat(read(HeaderKind.EXPIRES, "4294967295")).isEqualTo(4294967295L);
            assertThat(read(HeaderKind.EXPIRES, "4294967296")).isNull();
            assertThat(read(HeaderKind.IN_REPLY_TO, "a@b\"<c>")).isEqualTo("a@b\"<c>");
            assertThat(read(HeaderKind.IN_REPLY_TO, "a@b@c")).isNull();
            assertThat(read(HeaderKind.IN_REPLY_TO, "@b")).isNull();
            assertThat(read(HeaderKind.IN_REPLY_TO, "a@")).isNull();
            assertThat(read(HeaderKind.SUBJECT, "Käse")).isEqualTo("Käse");
        }

        @Test
        void valuesAreCheckedWhenTheyAreWritten() {
            assertThatThrownBy(() -> HeaderKind.SUPPORTED.format("a, b")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> HeaderKind.CALL_ID.format("a b")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> HeaderKind.MAX_FORWARDS.format(256)).hasMessageContaining("expected: 0-255");
            assertThatThrownBy(() -> HeaderKind.EXPIRES.format(-1L)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> HeaderKind.SUBJECT.format("a\r\nb")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> HeaderKind.text("a b")).isInstanceOf(SipSyntaxException.class);
        }
    }
}
