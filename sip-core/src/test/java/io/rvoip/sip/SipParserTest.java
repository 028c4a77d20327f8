package io.rvoip.sip;

import static io.rvoip.sip.Messages.message;
import static io.rvoip.sip.Messages.options;
import static io.rvoip.sip.Messages.parse;
import static io.rvoip.sip.Messages.raw;
import static io.rvoip.sip.Messages.refused;
import static io.rvoip.sip.Messages.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input by the ids of the security plan (U1 …), besides the messages of RFC 4475. */
class SipParserTest {
    @Nested
    class NoMessage {
        @Test
        void lineBreaksKeepAFlowOpen() { // U1, RFC 5626 §3.5.1
            assertThat(parse("\r\n\r\n")).isEqualTo(new ParseResult.KeepAlive(true));
            assertThat(parse("\r\n")).isEqualTo(new ParseResult.KeepAlive(false));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\0", "\0\0\0\0", "x", "\r", "hello world\r\n", "\r\n\r\n\r\nx", "INVITE",
                "SIP/2.0 200 OK",
                "\r\n\r\n\0\0"})
        void scrapsAreDropped(String text) {
            ParseResult.Refused refused = refused(text);
            assertThat(refused.problem().status()).isZero();
            assertThat(refused.response()).isEmpty();
        }
    }

    @Nested
    class StartLine {
        @Test
        void emptyLinesBeforeItAreSkipped() { // RFC 3261 §7.5
            SipRequest m = request("\r\n\r\n" + options());
            assertThat(m.method()).isSameAs(Method.OPTIONS);
            assertThat(m.toString()).startsWith("OPTIONS ");
        }

        @ParameterizedTest
        @CsvSource({"OPTIONS sip:b@h SIP/7.0, 505", "OPTIONS sip:b@h SIP/2.1, 505", "OPTIONS sip:b@h SIP/20, 400",
            "OPTIONS sip:b@h HTTP/1.1, 400", "OPTIONS sip:b@h, 400", "OPTIONS sip:b@h SIP/2.0x, 400",
                    "OPTIONS sip:b@h SIP/, 400",
            "OPTIONS sip:b@h:0 SIP/2.0, 400", "OPTIONS b SIP/2.0, 400", "'OPTIONS  sip:b@h SIP/2.0', 400",
            "OPTIONS sip:b@h?a=b SIP/2.0, 400", "OPTIONS sip:b@h SIP/2., 400"})
        void brokenRequestLines(String line, int status) {
            ParseResult.Refused refused = refused(raw(line, ""));
            assertThat(refused.problem().header()).isEqualTo("start-line");
            assertThat(refused.problem().status()).isEqualTo(status);
            assertThat(refused.response().orElseThrow().status()).isEqualTo(status);
        }

        @Test
        void theVersionIsCaseInsensitive() { // RFC 3261 §7.1
            assertThat(request(raw("OPTIONS sip:b@h sip/2.0", "")).method()).isSameAs(Method.OPTIONS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"SIP/2.0 99 x", "SIP/2.0 700 x", "SIP/2.0 2000 x", "SIP/2.0 2x0 x", "SIP/2.0  200 x",
                "SIP/3.0 200 OK",
                "SIP/2.0 200OK", "SIP/2.0", "SIP/2.0 "})
        void brokenStatusLinesAreDropped(String line) {
            ParseResult.Refused refused = refused(raw(line, ""));
            assertThat(refused.problem().status()).isZero();
            assertThat(refused.response()).isEmpty();
        }

        @Test
        void theReasonPhraseMayBeAbsent() {
            assertThat(((SipResponse) message(raw("SIP/2.0 486", ""))).reason()).isEmpty();
            assertThat(((SipResponse) message(raw("SIP/2.0 486 Busy  Here", ""))).reason()).isEqualTo("Busy  Here");
        }
    }

    @Nested
    class MandatoryFields {
        @ParameterizedTest // U8
        @ValueSource(strings = {"To", "From", "Call-ID", "CSeq"})
        void oneMissingIsAnsweredWith400(String name) {
            ParseResult.Refused refused = refused(options().replaceAll("(?m)^" + name + ":.*\r\n", ""));
            assertThat(refused.problem().header()).isEqualTo(name);
            assertThat(refused.problem().reason()).isEqualTo("missing");
            SipResponse response = refused.response().orElseThrow();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.topVia().branch()).contains("z9hG4bK776");
            assertThat(response.raw(name)).isEmpty();
        }

        @Test
        void withoutViaNobodyIsAnswered() {
            ParseResult.Refused refused = refused(options().replaceAll("(?m)^Via:.*\r\n", ""));
            assertThat(refused.problem().header()).isEqualTo("Via");
            assertThat(refused.problem().status()).isZero();
            assertThat(refused.response()).isEmpty();
        }

        @Test
        void aGetterOfAMissingFieldThrowsByName() {
            SipResponse response = refused(options().replaceAll("(?m)^(From|Call-ID):.*\r\n", "")).response()
                    .orElseThrow();
            assertThatThrownBy(response::from).isInstanceOf(SipSyntaxException.class).hasMessage("From: absent");
            assertThatThrownBy(response::callId).hasMessage("Call-ID: absent");
        }

        @ParameterizedTest
        @ValueSource(strings = {"From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "l", "i", "f"})
        void oneTwiceIsRefused(String name) {
            String value = name.equals("CSeq") ? "986759 OPTIONS" : name.matches("Max.*|Con.*|l") ? "0" : "<sip:x@y>";
            ParseResult.Refused refused = refused(options("Max-Forwards: 70", "Content-Length: 0", name + ": "
                    + value));
            assertThat(refused.problem().reason()).isEqualTo("repeated");
            assertThat(refused.problem().status()).isEqualTo(400);
        }

        @Test
        void requestsWithAnotherMethodInCSeq() { // U7
            assertThat(refused(options().replace("986759 OPTIONS", "986759 INVITE")).problem().status()).isEqualTo(400);
            assertThat(refused(raw("NEW sip:b@h SIP/2.0", "").replace("986759 NEW", "986759 INVITE")).problem()
                    .status())
                    .isEqualTo(501);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "0068, 68", "255, 255", "256, 70", "300, 70", "99999999999999999999, 70"})
        void maxForwards(String value, int expected) { // U10; RFC 4475 §3.1.2.4 for over 255
            SipRequest m = request(options("Max-Forwards: " + value));
            assertThat(m.maxForwards()).isEqualTo(expected);
            assertThat(m.problemIn(HeaderKind.MAX_FORWARDS).isPresent()).isEqualTo(expected == 70);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "x", "", "7 0", "7,0", "+7"})
        void malformedMaxForwards(String value) {
            assertThat(refused(options("Max-Forwards: " + value)).problem().header()).isEqualTo("Max-Forwards");
        }

        @Test
        void maxForwardsMayBeFoldedOrAbsent() {
            assertThat(request(options("Max-Forwards:\r\n  9")).maxForwards()).isEqualTo(9);
            assertThat(request(options()).maxForwards()).isEqualTo(-1);
            assertThat(refused(options("Max-Forwards: 1\r\n 2")).problem().header()).isEqualTo("Max-Forwards");
        }

        @Test
        void identifiersAreBounded() { // U17
            for (String field : new String[] {"tag=88sja8x", "z9hG4bK776", "987asjd97y7atg"}) {
                assertThat(parse(options().replace(field, field + "a".repeat(480))))
                        .isInstanceOf(ParseResult.Parsed.class);
                ParseResult.Refused refused = refused(options().replace(field, field + "a".repeat(512)));
                assertThat(refused.problem().reason()).contains("over 512 bytes");
                assertThat(refused.problem().status()).isEqualTo(400);
            }
            String method = "M".repeat(1024);
            assertThat(refused(raw(method + " sip:b@h SIP/2.0", "")).problem().reason()).isEqualTo("malformed method");
            assertThat(refused(options().replace("986759 OPTIONS", "986759 " + method)).problem().reason())
                    .contains("over 512 bytes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b", "", "@a", "a@", "ä", "a@b@c", "a,b"})
        void malformedCallId(String value) {
            assertThat(refused(options().replace("987asjd97y7atg", value)).problem().header()).isEqualTo("Call-ID");
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @ValueSource(strings = {"no colon", ": no name", "na me: x", "x", "a\u00e4: b", " folded first"})
        void brokenLinesAreRefusedAndAnswered(String line) {
            ParseResult.Refused refused = refused(options("X: y", "Z: y", line).replace("Z: y\r\n ", "Z: y\r\n\0"));
            assertThat(refused.problem().header()).isEqualTo("message");
            assertThat(refused.response().orElseThrow().status()).isEqualTo(400);
        }

        @Test
        void loneLineBreaksAreRefused() {
            for (String bad : new String[] {"Subject: a\nX: b", "Subject: a\rX: b", "Subject: \n", "Subject: a\n b"}) {
                assertThat(refused(options(bad)).problem().reason()).isEqualTo("lone CR or LF");
            }
            assertThat(refused(options().replace("\r\n", "\n")).problem().status()).isZero();
            String torn = options().replace("To: <sip:bob@example.com>", "To: \"a\r b\" <sip:bob@example.com>");
            SipResponse response = refused(torn).response().orElseThrow();
            assertThat(response.raw("To")).isEmpty();
            assertThat(response.toString()).doesNotContain("a\r b").contains(";tag=88sja8x\r\nCall-ID:");
            assertThat(refused(options().replace("Call-ID", "nonsense\r\nCall-ID")).response().orElseThrow().toString())
                    .doesNotContain("nonsense");
        }

        @Test
        void foldsAndSpacesDoNotHideAField() { // U15
            for (String line : new String[] {"X-Internal-Auth : 1", "x-internal-AUTH\t:\t1", "X-Internal-Auth:\r\n 1",
                "X-INTERNAL-AUTH: 1  ", "X-Internal-Auth :\r\n\t 1\r\n "}) {
                SipRequest m = request(options(line));
                assertThat(m.raw("X-Internal-Auth")).as(line).contains("1");
                assertThat(m.toBuilder().removeRaw("X-INTERNAL-auth").build().toString())
                        .doesNotContainIgnoringCase("internal");
            }
            SipRequest compact = request(options("r: <sip:x@y>", "Refer-To: <sip:z@y>"));
            assertThat(compact.rawAll("Refer-To")).containsExactly("<sip:x@y>", "<sip:z@y>");
            assertThat(compact.toBuilder().removeRaw("REFER-TO").build().rawAll("r")).isEmpty();
        }

        @Test
        void numbersAndSizesAreBounded() { // U19
            assertThat(parse(options("X: y\r\n".repeat(250) + "X: y"))).isInstanceOf(ParseResult.Parsed.class);
            assertThat(refused(options("X: y\r\n".repeat(1999) + "X: y")).problem().reason())
                    .contains("256 header fields");
            assertThat(parse(options("X: " + "y".repeat(8180)))).isInstanceOf(ParseResult.Parsed.class);
            SipProblem line = refused(options("X: " + "y".repeat(60_000))).problem();
            assertThat(line.reason()).contains("over 8192 bytes");
            assertThat(line.status()).isEqualTo(513);
            SipProblem folded = refused(options("X: " + "y\r\n ".repeat(3_000) + "z")).problem();
            assertThat(folded.reason()).contains("over 8192 bytes");
            String via = "Via: SIP/2.0/UDP a;branch=z9hG4bKx";
            assertThat(parse(options((via + "\r\n").repeat(68) + via))).isInstanceOf(ParseResult.Parsed.class);
            assertThat(refused(options((via + "\r\n").repeat(69) + via)).problem().reason()).contains("more than 70");
            String inOneLine = "SIP/2.0/UDP a, ".repeat(500);
            assertThat(refused(options("Via: " + inOneLine + "SIP/2.0/UDP a")).problem().reason())
                    .contains("more than 70");
        }

        @Test
        void theWholeMessageIsBounded() {
            SipProblem problem = refused(options("Content-Length: 65536") + "x".repeat(65_536)).problem();
            assertThat(problem.status()).isEqualTo(513);
            assertThat(problem.header()).isEqualTo("message");
            ParseLimits wide = new ParseLimits(1 << 20, 256, 70, 8192, 512);
            byte[] large = (options("Content-Length: 100000") + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
            ParseResult.Parsed parsed = (ParseResult.Parsed) new SipParser(wide).parse(large);
            assertThat(parsed.message().bodyLength()).isEqualTo(100_000);
        }

        @Test
        void limitsHaveRanges() {
            assertThatThrownBy(() -> new ParseLimits(1, 256, 70, 8192, 512))
                    .hasMessage("messageBytes: 1 (expected: 1024-16777216)");
            assertThatThrownBy(() -> new ParseLimits(65536, 256, 70, 70_000, 512))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(new SipParser().limits()).isEqualTo(ParseLimits.DEFAULT);
        }
    }

    @Nested
    class Body {
        @ParameterizedTest
        @CsvSource({"0, ''", "3, abc", "6, abcdef"})
        void bytesBeyondContentLengthAreNoPartOfIt(int length, String body) {
            assertThat(request(options("Content-Length: " + length) + "abcdef").bodyText()).isEqualTo(body);
        }

        @ParameterizedTest // U3, U5
        @ValueSource(strings = {"7", "-999", "4294967296", "1e9", "", "1 2", "2147483648", "five", "0x6", "6;a=b"})
        void aWrongContentLengthIsRefused(String value) {
            ParseResult.Refused refused = refused(options("Content-Length: " + value) + "abcdef");
            assertThat(refused.problem().header()).isEqualTo("Content-Length");
            assertThat(refused.problem().status()).isEqualTo(400);
            assertThat(refused.response()).isPresent();
        }

        @Test
        void withoutContentLengthItGoesToTheEnd() {
            assertThat(request(options() + "abc").bodyText()).isEqualTo("abc");
            assertThat(request(options("Content-Length:\r\n 2") + "abc").bodyText()).isEqualTo("ab");
        }
    }

    @Nested
    class Refusals {
        @Test
        void ackIsNeverAnswered() {
            ParseResult.Refused refused = refused(raw("ACK sip:b@h:0 SIP/2.0", ""));
            assertThat(refused.problem().status()).isZero();
            assertThat(refused.response()).isEmpty();
        }

        @Test
        void theAnswerCarriesWhatRfc3261Asks() { // §8.2.6.2
            String text = options("Max-Forwards: x", "Via: SIP/2.0/TCP second.example.com;branch=z9hG4bK2",
            "Route: <sip:r>");
            SipResponse response = refused(text).response().orElseThrow();
            assertThat(response.reason()).isEqualTo("Bad Request");
            assertThat(response.vias()).extracting(Via::host).containsExactly("host.example.com", "second.example.com");
            assertThat(response.from()).isEqualTo(NameAddr.of("<sip:alice@example.com>;tag=88sja8x"));
            assertThat(response.to().uri()).hasToString("sip:bob@example.com");
            assertThat(response.to().tag()).isPresent();
            assertThat(response.cseq()).hasToString("986759 OPTIONS");
            assertThat(response.callId()).isEqualTo("987asjd97y7atg");
            assertThat(response.has(HeaderKind.ROUTE)).isFalse();
            assertThat(refused(text).response()).contains(response);
            assertThat(message(response.toString())).isEqualTo(response);
        }

        @Test
        void aToTagIsKept() {
            String text = options("Max-Forwards: x").replace("To: <sip:bob@example.com>",
                    "To: <sip:bob@example.com>;tag=old");
            assertThat(refused(text).response().orElseThrow().to().tag()).contains("old");
        }

        @Test
        void offsetsCountFromTheMessagesStart() {
            String text = options("Max-Forwards: x");
            byte[] padded = ("#####" + text).getBytes(StandardCharsets.UTF_8);
            ParseResult.Refused refused = (ParseResult.Refused) Messages.PARSER.parse(padded, 5, padded.length - 5);
            assertThat(refused.problem().offset()).isEqualTo(text.lastIndexOf("x\r\n"));
            assertThat(refused.problem()).isEqualTo(refused(text).problem())
                    .hasToString("Max-Forwards: malformed number (at byte " + text.lastIndexOf("x\r\n") + ")");
        }

        @Test
        void malformedRoutesAndContactsOfRegistrationsAreRefused() {
            assertThat(refused(options("Route: <sip:a>, <sip:b")).problem().header()).isEqualTo("Route");
            assertThat(refused(options("Route: <sip:a>", "Route: x")).problem().header()).isEqualTo("Route");
            assertThat(refused(options("Route: sip:a,")).response()).isPresent();
            assertThat(refused(raw("REGISTER sip:h SIP/2.0", "Contact: <sip:a>, <")).problem().header())
                    .isEqualTo("Contact");
            assertThat(request(options("Contact: <")).problemIn(HeaderKind.CONTACT)).isPresent();
        }
    }

    @Nested
    class Buffers {
        private final byte[] text = options("Content-Length: 3").concat("abc").getBytes(StandardCharsets.UTF_8);

        @Test
        void aHeapBufferIsNotCopied() {
            ByteBuf buffer = Unpooled.wrappedBuffer(new byte[7], text).copy();
            buffer.readerIndex(7);
            SipMessage m = ((ParseResult.Parsed) Messages.PARSER.parse(buffer)).message();
            assertThat(buffer.readerIndex()).isEqualTo(7);
            assertThat(m.bodyText()).isEqualTo("abc");
            buffer.setByte(buffer.writerIndex() - 1, 'X');
            assertThat(m.bodyText()).isEqualTo("abX");
        }

        @Test
        void anyOtherBufferIs() {
            ByteBuf direct = Unpooled.directBuffer().writeBytes(text);
            SipMessage m = ((ParseResult.Parsed) Messages.PARSER.parse(direct)).message();
            direct.release();
            assertThat(m.toString()).isEqualTo(new String(text, StandardCharsets.UTF_8));
        }

        @Test
        void whateverFollowsInTheArrayIsNotRead() {
            byte[] larger = Arrays.copyOf(text, text.length + 40);
            Arrays.fill(larger, text.length, larger.length, (byte) '\r');
            for (int length = 0; length < text.length; length++) {
                assertThat(Messages.PARSER.parse(larger, 0, length)).as("first %s bytes", length)
                        .isNotInstanceOf(ParseResult.Parsed.class);
            }
            assertThat(Messages.PARSER.parse(larger, 0, text.length)).isInstanceOf(ParseResult.Parsed.class);
        }
    }
}
