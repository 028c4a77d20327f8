package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.HistoryInfo;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Parameters;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SipMessageProperties {
    private static final List<HeaderKind<?>> KINDS = List.of(HeaderKind.VIA, HeaderKind.ROUTE, HeaderKind.CONTACT,
            HeaderKind.SUPPORTED,
            HeaderKind.WARNING, HeaderKind.REASON, HeaderKind.AUTHORIZATION, HeaderKind.DATE, HeaderKind.RETRY_AFTER,
            HeaderKind.CALL_INFO, HeaderKind.TIMESTAMP, HeaderKind.ACCEPT, HeaderKind.CONTENT_TYPE, HeaderKind.PRIVACY,
            HeaderKind.P_ASSERTED_IDENTITY, HeaderKind.HISTORY_INFO, HeaderKind.DIVERSION);

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> name = Arbitraries.of("Via", "v", "Route", "Contact", "m", "Supported", "k", "Warning",
                "Reason", "Authorization",
                "Date", "Retry-After", "Call-Info", "Timestamp", "Accept", "c", "X-Other", "x-OTHER", "Privacy",
                "P-Asserted-Identity", "History-Info", "Diversion");
        Arbitrary<String> value = Arbitraries.of("", "<sip:a@h;lr>", "\"q, \\\" <\" <sip:b@[::1]:5>;q=0.5;expires=7",
                "a, b,c", "399 h \"t\"",
                "SIP;cause=1;text=\"x, y\"", "SIP/2.0/UDP h;branch=z9hG4bKq", "Digest realm=\"r\", nonce=\"n\"",
                "application/sdp;a=b",
                "Sat, 13 Nov 2010 23:29:00 GMT", "5 (c)", "<http://h/x>", "1.5 2", "grün \u0001", ",", "<", "\"",
                "a\r\n b", "*", "id;critical",
                "<sip:b@h?Reason=SIP%3Bcause%3D486&Privacy=history>;index=1.2;rc=1", "<sip:b@h>;index=1;limit=99");
        return name.flatMap(n -> value.flatMap(v -> Arbitraries.of(":", ": ", " :\t", ":\r\n ")
                .map(colon -> n + colon + v)));
    }

    @Provide
    Arbitrary<List<String>> extras() {
        return lines().list().ofMaxSize(12);
    }

    @Property(tries = 500)
    void parsePrintParseIsAFixpoint(@ForAll("extras") List<String> extra) {
        String text = Messages.options(extra.toArray(new String[0]));
        if (!(Messages.parse(text) instanceof ParseResult.Parsed parsed)) {
            return;
        }
        SipMessage m = parsed.message();
        assertThat(latin(m)).isEqualTo(latin(text).substring(0, m.encodedLength()));
        SipMessage again = Messages.message(m.toString());
        for (HeaderKind<?> kind : KINDS) {
            assertThat(again.headers(kind)).isEqualTo(m.headers(kind));
            assertThat(again.problemIn(kind)).isEqualTo(m.problemIn(kind));
            assertThat(again.header(kind)).isEqualTo(m.headers(kind).stream().findFirst().map(Object.class::cast));
        }
    }

    @Property(tries = 300)
    void untouchedLinesAreForwardedByteExact(@ForAll("extras") List<String> extra) {
        String text = Messages.options(extra.toArray(new String[0]));
        if (!(Messages.parse(text) instanceof ParseResult.Parsed parsed)) {
            return;
        }
        SipMessage m = parsed.message();
        SipMessage forwarded = m.toBuilder().prepend(HeaderKind.VIA, Via.of("TCP", "p", 5060, "z9hG4bKp"))
                .set(HeaderKind.MAX_FORWARDS, 5).build();
        String head = latin(m).substring(0, m.encodedLength() - m.bodyLength() - 2);
        assertThat(latin(forwarded).replace("Via: SIP/2.0/TCP p:5060;branch=z9hG4bKp\r\n", "")
                .replace("Max-Forwards: 5\r\n", ""))
                .startsWith(head);
        assertThat(Messages.message(forwarded.toString()).topVia().host()).isEqualTo("p");
    }

    /** One character for each byte. */
    private static String latin(SipMessage m) {
        return m.encode().toString(StandardCharsets.ISO_8859_1);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 300)
    void whatIsBuiltReadsBackTheSame(@ForAll String name, @ForAll("tokens") String token, @ForAll String user,
            @ForAll String text,
            @ForAll @IntRange(min = 1, max = 65535) int port, @ForAll("hosts") String host, @ForAll byte[] body) {
        if ((name + text).chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n' || Character.isSurrogate((char) c))
                || user.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            return;
        }
        SipUri uri = SipUri.of(user, host, port).withParameter("p", token);
        NameAddr from = NameAddr.of(name, uri).withTag(token).withParameter("x", text);
        Contact contact = Contact.of(NameAddr.of(name, uri)).withExpires(port);
        Via via = Via.of("TCP", host, port, token).withReceived("::1").withRport(port);
        Reason reason = new Reason(token, Parameters.NONE.withQuoted("text", text));
        SipRequest built = SipRequest.create(Method.of(token), uri).add(HeaderKind.VIA, via).set(HeaderKind.FROM, from)
                .set(HeaderKind.TO, from.withoutTag()).set(HeaderKind.CALL_ID, token + "@" + token)
                .set(HeaderKind.CSEQ, new CSeq(port, Method.of(token))).add(HeaderKind.CONTACT, contact)
                .add(HeaderKind.REASON, reason).body("a/b", body).build();

        SipRequest read = (SipRequest) ((ParseResult.Parsed) Messages.PARSER.parse(built.encode())).message();

        assertThat(read.requestUri()).isEqualTo(uri);
        assertThat(read.from().displayName().orElse("")).isEqualTo(name);
        assertThat(read.from().tag()).contains(token);
        assertThat(read.from().parameter("x")).contains(text);
        assertThat(((SipUri) read.from().uri()).user().orElse("")).isEqualTo(user);
        assertThat(read.header(HeaderKind.CONTACT)).contains(contact);
        assertThat(read.topVia()).isEqualTo(via);
        assertThat(read.header(HeaderKind.REASON)).contains(reason);
        assertThat(read.callId()).isEqualTo(token + "@" + token);
        assertThat(read.body()).isEqualTo(body);
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.strings().withChars("abzABZ019-.!%*_+`'~").ofMinLength(1).ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("h", "192.0.2.1", "::1", "[2001:db8::9]", "a-b.example.com");
    }

    @Property(tries = 300)
    void whatHistorySaysReadsBackTheSame(@ForAll String user, @ForAll @IntRange(min = 0, max = 699) int cause,
            @ForAll String text, @ForAll @IntRange(min = 0) int index) {
        if ((user + text).chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n' || Character.isSurrogate((char) c))) {
            return;
        }
        Reason reason = Reason.of("SIP", cause, text);
        HistoryInfo entry = HistoryInfo.of(SipUri.of(user, "h"), "1." + index, HistoryInfo.Change.USER, "1")
                .withReason(reason).asPrivate();
        SipRequest built = Messages.invite().add(HeaderKind.HISTORY_INFO, entry)
                .add(HeaderKind.HISTORY_INFO, entry.anonymous()).build();

        HistoryInfo read = Messages.request(built.toString()).headers(HeaderKind.HISTORY_INFO).get(0);

        assertThat(read).isEqualTo(entry);
        assertThat(read.index()).isEqualTo("1." + index);
        assertThat(read.parent()).contains("1");
        assertThat(read.reasons()).extracting(Reason::cause).containsExactly(cause);
        assertThat(read.reasons().get(0).text().orElse("")).isEqualTo(text);
        assertThat(read.isPrivate()).isTrue();
        assertThat(((SipUri) read.uri()).user().orElse("")).isEqualTo(user);
    }

    @Property(tries = 400)
    void noFoldingOrCaseHidesAFieldThatIsStripped(@ForAll("hidden") String line) {
        if (Messages.parse(Messages.options(line, "Supported: x")) instanceof ParseResult.Parsed parsed) {
            SipMessage stripped = parsed.message().toBuilder().removeRaw("X-Auth").removeRaw("Identity").build();
            assertThat(parsed.message().toBuilder()
                    .removeNamed(name -> name.equalsIgnoreCase("X-Auth") || name.equals("Identity")).build())
                    .isEqualTo(stripped);
            SipMessage again = Messages.message(stripped.toString());
            assertThat(again.raw("x-auth")).isEmpty();
            assertThat(again.raw("y")).isEmpty();
            assertThat(again.headerNames()).doesNotContain("Identity", "X-Auth");
        }
    }

    @Provide
    Arbitrary<String> hidden() {
        return Arbitraries.of("X-Auth", "x-aUTH", "y", "IDENTITY", "Y").flatMap(name -> Arbitraries.strings()
                .withChars(" \t\r\n:;,\"<xyXY").ofMaxLength(12).map(rest -> name + rest + ":1"));
    }
}
