package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every typed field: what it reads, what it refuses, and that a message gives back what its builder was given. */
class HeaderKindTest {
    /** @param one two good values, and one that is malformed; "" where any text is good */
    private record Row(HeaderKind<?> kind, String one, String other, String bad) {
        @Override
        public String toString() {
            return kind.name();
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>(mandatory());
        rows.addAll(routing());
        rows.addAll(bodies());
        rows.addAll(capabilities());
        rows.addAll(rest());
        rows.addAll(reliability());
        rows.addAll(identity());
        return rows;
    }

    private static List<Row> identity() {
        return List.of(
                new Row(HeaderKind.P_ASSERTED_IDENTITY, "\"A, 1\" <sip:a@h>", "tel:+12", "A"),
                new Row(HeaderKind.P_PREFERRED_IDENTITY, "<sips:a@h>", "<tel:+12>", "<sip:a@h"),
                new Row(HeaderKind.PRIVACY, "id", "header;user;critical", "id user"),
                new Row(HeaderKind.HISTORY_INFO, "<sip:bob@h>;index=1",
                        "<sip:b@192.0.2.4?Reason=SIP%3Bcause%3D302>;index=1.10.0;mp=1", "<sip:bob@h>;index=1..2"),
                new Row(HeaderKind.DIVERSION, "<sip:bob@h>;reason=no-answer;counter=1", "\"B, 2\" <tel:+12>",
                        "<sip:bob"));
    }

    private static List<Row> reliability() {
        return List.of(
                new Row(HeaderKind.RSEQ, "1", "4294967295", "4294967296"),
                new Row(HeaderKind.RACK, "776656 1 INVITE", "4294967295 4711 NEW", "0 1 INVITE"),
                new Row(HeaderKind.SESSION_EXPIRES, "1800;refresher=uac", "90", "soon"),
                new Row(HeaderKind.MIN_SE, "90", "120;x=\"y, z\"", "-1"));
    }

    private static List<Row> mandatory() {
        return List.of(
                new Row(HeaderKind.VIA, "SIP/2.0/UDP a:5060;branch=z9hG4bK1", "SIP/2.0/TCP [::1];rport", "SIP/2.0/UDP"),
                new Row(HeaderKind.FROM, "\"A\" <sip:a@h>;tag=1", "sip:b@h;tag=2", "<sip:a@h"),
                new Row(HeaderKind.TO, "<sip:a@h>", "tel:+12;tag=2", "A B"),
                new Row(HeaderKind.CALL_ID, "a@b", "f81d4fae-7dec", "a b"),
                new Row(HeaderKind.CSEQ, "1 INVITE", "4711 NEW", "INVITE 1"),
                new Row(HeaderKind.MAX_FORWARDS, "70", "0", "256"));
    }

    private static List<Row> routing() {
        return List.of(
                new Row(HeaderKind.ROUTE, "<sip:p1;lr>", "<sip:p2;lr>;x=1", "<sip:p1;lr"),
                new Row(HeaderKind.RECORD_ROUTE, "<sip:p1;lr>", "\"P, 2\" <sip:p2>", "x"),
                new Row(HeaderKind.PATH, "<sip:p1;lr>", "<sip:p2;lr;ob>", "<sip:p1"),
                new Row(HeaderKind.SERVICE_ROUTE, "<sip:s1;lr>", "\"P, 2\" <sip:s2;lr>", "x"),
                new Row(HeaderKind.CONTACT, "*", "<sip:a@h>;q=0.5;expires=60", "**"),
                new Row(HeaderKind.REPLY_TO, "Bob <sip:b@h>", "sip:b@h", "Bob"),
                new Row(HeaderKind.EXPIRES, "0", "4294967295", "-1"),
                new Row(HeaderKind.MIN_EXPIRES, "60", "3600", "4294967296"),
                new Row(HeaderKind.REASON, "SIP;cause=200;text=\"a, b\"", "Q.850;cause=16", ";cause=1"),
                new Row(HeaderKind.RETRY_AFTER, "5", "18000 (busy);duration=3600", "soon"));
    }

    private static List<Row> bodies() {
        return List.of(
                new Row(HeaderKind.CONTENT_LENGTH, "0", "349", "x"),
                new Row(HeaderKind.CONTENT_TYPE, "application/sdp", "multipart/mixed;boundary=\"a, b\"", "sdp"),
                new Row(HeaderKind.CONTENT_ENCODING, "gzip", "tar", "g zip"),
                new Row(HeaderKind.CONTENT_DISPOSITION, "session", "render;handling=optional", "a b"),
                new Row(HeaderKind.CONTENT_LANGUAGE, "fr", "en-gb", "f r"),
                new Row(HeaderKind.MIME_VERSION, "1.0", "1.1", "1 0"));
    }

    private static List<Row> capabilities() {
        return List.of(
                new Row(HeaderKind.SUPPORTED, "100rel", "timer", "a/b"),
                new Row(HeaderKind.REQUIRE, "100rel", "timer", "a b"),
                new Row(HeaderKind.PROXY_REQUIRE, "foo", "bar", "<foo>"),
                new Row(HeaderKind.UNSUPPORTED, "foo", "bar", "\"foo\""),
                new Row(HeaderKind.ALLOW, "INVITE", "NEW", "IN VITE"),
                new Row(HeaderKind.ACCEPT, "application/sdp;level=1", "text/*;q=0.1", "text"),
                new Row(HeaderKind.ACCEPT_ENCODING, "gzip", "*;q=0", ";q=1"),
                new Row(HeaderKind.ACCEPT_LANGUAGE, "da", "en;q=0.7", "en;"));
    }

    private static List<Row> rest() {
        String credentials = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"0f\"";
        String challenge = "Digest realm=\"r\", nonce=\"n\"";
        return List.of(
                new Row(HeaderKind.AUTHORIZATION, credentials, credentials + ", x=y", "Digest a"),
                new Row(HeaderKind.PROXY_AUTHORIZATION, credentials, credentials + ", x=\"y\"",
                "Digest username=\"u\""),
                new Row(HeaderKind.WWW_AUTHENTICATE, challenge, challenge + ", stale=true", "Digest realm=\"r\""),
                new Row(HeaderKind.PROXY_AUTHENTICATE, challenge, challenge + ", qop=\"auth\"", "Digest nonce=\"n\""),
                new Row(HeaderKind.AUTHENTICATION_INFO, "nextnonce=\"n\"", "rspauth=\"0f\", qop=auth", "nextnonce"),
                new Row(HeaderKind.ALERT_INFO, "<http://h/ring.wav>", "<urn:alert:tone:internal>;a", "http://h"),
                new Row(HeaderKind.CALL_INFO, "<http://h/a,b>;purpose=icon", "<http://h>", "<http://h"),
                new Row(HeaderKind.ERROR_INFO, "<sip:busy@h>", "<sip:a@h>;x=\"y,z\"", "<>"),
                new Row(HeaderKind.DATE, "Sat, 13 Nov 2010 23:29:00 GMT", "Thu, 21 Feb 2002 13:02:03 GMT",
                "2010-11-13"),
                new Row(HeaderKind.IN_REPLY_TO, "a@b", "\"c<d@e", "a b"),
                new Row(HeaderKind.ORGANIZATION, "Boxes by Bob", "Käse, \"GmbH", ""),
                new Row(HeaderKind.PRIORITY, "emergency", "non-urgent", "very urgent"),
                new Row(HeaderKind.SERVER, "HomeServer v2", "x/1 (y)", ""),
                new Row(HeaderKind.SUBJECT, "Tech Support", ";;,", ""),
                new Row(HeaderKind.TIMESTAMP, "54", "54.25 0.5", "now"),
                new Row(HeaderKind.USER_AGENT, "Softphone Beta1.5", "x, y", ""),
                new Row(HeaderKind.WARNING, "307 isi.edu \"a, b\"", "301 h:5060 \"\\\"q\\\"\"", "30 h \"x\""));
    }

    @Test
    void noConstantIsLeftOut() throws Exception {
        List<Object> constants = new ArrayList<>();
        for (Field field : HeaderKind.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == HeaderKind.class) {
                constants.add(field.get(null));
                assertThat(field.getName().replace('_', '-'))
                        .isEqualToIgnoringCase(((HeaderKind<?>) field.get(null)).name());
            }
        }
        assertThat(rows()).extracting(Row::kind).containsExactlyInAnyOrderElementsOf(
                constants.stream().map(k -> (HeaderKind<?>) k).toList());
        assertThat(constants).hasSize(56);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsWhatItWrites(Row row) {
        for (String text : new String[] {row.one(), row.other()}) {
            assertThat(written(row.kind(), text)).isEqualTo(text);
        }
        Fault fault = new Fault();
        if (!row.bad().isEmpty()) {
            byte[] bytes = row.bad().getBytes();
            assertThat(row.kind().codec().read(bytes, 0, bytes.length, fault)).isNull();
            assertThat(fault.present()).isTrue();
            assertThat(fault.offset()).isBetween(0, bytes.length);
        }
    }

    private static <T> String written(HeaderKind<T> kind, String text) {
        byte[] bytes = ("<<" + text + ">>").getBytes(StandardCharsets.UTF_8);
        T value = kind.codec().read(bytes, 2, bytes.length - 2, new Fault());
        assertThat(value).as(text).isNotNull().isEqualTo(kind.codec().read(bytes, 2, bytes.length - 2, new Fault()));
        assertThat(value.hashCode()).isEqualTo(kind.codec().read(bytes, 2, bytes.length - 2, new Fault()).hashCode());
        return kind.format(value);
    }

    static Stream<Row> optional() {
        return rows().stream().filter(r -> !mandatory().contains(r) && r.kind() != HeaderKind.CONTENT_LENGTH);
    }

    @ParameterizedTest
    @MethodSource("optional")
    void isFoundInAMessageHoweverItIsWritten(Row row) {
        String name = row.kind().name();
        for (String line : new String[] {name + ": ", name.toUpperCase(Locale.ROOT) + ":", name.toLowerCase(Locale.ROOT)
                + " \t:  ",
            name + ":\r\n "}) {
            SipMessage m = Messages.message(Messages.options(line + row.one(), name + ":" + row.other() + "  "));
            assertThat(m.has(row.kind())).isTrue();
            assertThat(m.rawAll(name)).containsExactly(row.one(), row.other());
            assertThat(m.headers(row.kind())).hasSize(2);
            assertThat(m.header(row.kind())).isEqualTo(m.headers(row.kind()).stream().findFirst()
                    .map(Object.class::cast));
            assertThat(m.problemIn(row.kind())).isEmpty();
        }
        SipMessage without = Messages.message(Messages.options());
        assertThat(without.has(row.kind())).isFalse();
        assertThat(without.header(row.kind())).isEmpty();
        assertThat(without.headers(row.kind())).isEmpty();
        assertThat(without.problemIn(row.kind())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("optional")
    void listsAreSplitAtCommasAndOthersAreNot(Row row) {
        SipMessage m = Messages.message(Messages.options(row.kind().name() + ": " + row.one() + " ,\r\n\t"
                + row.other()));
        if (row.kind().isList()) {
            assertThat(m.headers(row.kind())).extracting(v -> written(row.kind(), text(row.kind(), v)))
                    .containsExactly(row.one(), row.other());
        } else {
            assertThat(m.headers(row.kind()).size()).isLessThan(2);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> String text(HeaderKind<T> kind, Object value) {
        return kind.format((T) value);
    }

    @ParameterizedTest
    @MethodSource("optional")
    void aMalformedValueReadsAsAbsentAndSaysWhy(Row row) {
        if (!row.bad().isEmpty()) {
            String text = Messages.options("Zz: y", row.kind().name() + ": " + row.bad());
            ParseResult result = Messages.parse(text);
            SipProblem problem = result instanceof ParseResult.Refused refused ? refused.problem()
                    : ((ParseResult.Parsed) result).message().problemIn(row.kind()).orElseThrow();
            assertThat(problem.header()).isEqualTo(row.kind().name());
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.offset()).isGreaterThanOrEqualTo(text.indexOf("Zz: y") + 7);
            assertThat(problem.reason()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("optional")
    void theBuilderWritesReplacesAndRemovesIt(Row row) {
        built(row.kind(), row.one(), row.other());
    }

    private static <T> void built(HeaderKind<T> kind, String one, String other) {
        byte[] a = one.getBytes(StandardCharsets.UTF_8);
        byte[] b = other.getBytes(StandardCharsets.UTF_8);
        T first = kind.codec().read(a, 0, a.length, new Fault());
        T second = kind.codec().read(b, 0, b.length, new Fault());
        SipRequest m = Messages.invite().remove(kind).add(kind, first).build();
        assertThat(m.headers(kind)).containsExactly(first);
        assertThat(m.toBuilder().add(kind, second).build().headers(kind)).containsExactly(first, second);
        assertThat(m.toBuilder().prepend(kind, second).build().headers(kind)).containsExactly(second, first);
        assertThat(m.toBuilder().set(kind, second).build().headers(kind)).containsExactly(second);
        assertThat(m.toBuilder().add(kind, second).replaceFirst(kind, second).build().headers(kind))
                .containsExactly(second, second);
        assertThat(m.toBuilder().add(kind, second).removeFirst(kind).build().headers(kind)).containsExactly(second);
        assertThat(m.toBuilder().replaceFirst(kind, second).build().headers(kind)).containsExactly(second);
        assertThat(m.toBuilder().setAll(kind, Arrays.asList(second, first)).build().headers(kind))
                .containsExactly(second, first);
        assertThat(m.toBuilder().remove(kind).build().has(kind)).isFalse();
        assertThat(Messages.request(m.toString()).headers(kind)).containsExactly(first);
    }

    @Test
    void compactFormsAreTheRegisteredOnes() {
        String[][] forms = {{"i", "Call-ID"}, {"m", "Contact"}, {"e", "Content-Encoding"}, {"l", "Content-Length"},
            {"c", "Content-Type"}, {"f", "From"}, {"s", "Subject"}, {"k", "Supported"}, {"t", "To"}, {"v", "Via"},
            {"a", "Accept-Contact"},
            {"u", "Allow-Events"}, {"o", "Event"}, {"y", "Identity"}, {"n", "Identity-Info"}, {"r", "Refer-To"},
            {"b", "Referred-By"},
            {"j", "Reject-Contact"}, {"d", "Request-Disposition"}, {"x", "Session-Expires"}};
        for (String[] form : forms) {
            assertThat(HeaderKind.text(form[0]).name()).isEqualTo(form[1]);
            assertThat(HeaderKind.text(form[0].toUpperCase(Locale.ROOT)).name()).isEqualTo(form[1]);
            assertThat(HeaderKind.text(form[1].toUpperCase(Locale.ROOT)).name()).isEqualTo(form[1]);
        }
        for (char c : "ghpqwz".toCharArray()) {
            assertThat(HeaderKind.text(String.valueOf(c)).name()).isEqualTo(String.valueOf(c));
        }
    }

    @Test
    void theMandatoryOnesHaveGetters() {
        SipRequest m = Messages.invite().build();
        assertThat(m.header(HeaderKind.VIA)).contains(m.topVia());
        assertThat(m.header(HeaderKind.FROM)).contains(m.from());
        assertThat(m.header(HeaderKind.TO)).contains(m.to());
        assertThat(m.header(HeaderKind.CALL_ID)).contains(m.callId());
        assertThat(m.header(HeaderKind.CSEQ)).contains(m.cseq());
        assertThat(m.header(HeaderKind.MAX_FORWARDS)).contains(m.maxForwards());
        assertThat(List.of(m.topVia(), m.from(), m.cseq(), m.header(HeaderKind.CONTACT).orElseThrow()))
                .hasOnlyElementsOfTypes(Via.class, NameAddr.class, CSeq.class, Contact.class);
    }
}
