package io.rvoip.sip;

import static io.rvoip.sip.Messages.invite;
import static io.rvoip.sip.Messages.message;
import static io.rvoip.sip.Messages.options;
import static io.rvoip.sip.Messages.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SipMessageBuilderTest {
    private static final String ODD = options("m:<sip:a@h>;q=0.5 ,\r\n <sip:b@h>", "X-Odd  :\t  spaced  ",
            "route: <sip:r1;lr>, <sip:r2;lr>",
            "ROUTE:<sip:r3;lr>", "Max-Forwards: 070", "x-ODD: again");

    @Nested
    class Requests {
        @Test
        void areWrittenAsSet() {
            SipRequest m = invite().addRaw("X-Foo", "bar").body("application/sdp",
                    "v=0\r\n".getBytes(StandardCharsets.US_ASCII))
                    .build();

            assertThat(m).hasToString("INVITE sip:bob@example.com SIP/2.0\r\n"
                    + "Max-Forwards: 70\r\n"
                    + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc\r\n"
                    + "From: \"Alice\" <sip:alice@example.com>;tag=a1\r\n"
                    + "To: <sip:bob@example.com>\r\n"
                    + "Call-ID: call-1@192.0.2.1\r\n"
                    + "CSeq: 1 INVITE\r\n"
                    + "Contact: <sip:alice@192.0.2.1>\r\n"
                    + "X-Foo: bar\r\n"
                    + "Content-Type: application/sdp\r\n"
                    + "Content-Length: 5\r\n\r\nv=0\r\n");
            assertThat(message(m.toString())).isEqualTo(m);
        }

        @Test
        void gettersWorkAtOnce() {
            SipRequest m = invite().build();

            assertThat(m.method()).isSameAs(Method.INVITE);
            assertThat(m.requestUri()).isEqualTo(SipUri.of("sip:bob@example.com"));
            assertThat(m.maxForwards()).isEqualTo(70);
            assertThat(m.topVia().branch()).contains("z9hG4bKabc");
            assertThat(m.from().tag()).contains("a1");
            assertThat(m.to().tag()).isEmpty();
            assertThat(m.callId()).isEqualTo("call-1@192.0.2.1");
            assertThat(m.cseq()).isEqualTo(new CSeq(1, Method.INVITE));
            assertThat(m.bodyLength()).isZero();
            assertThat(m.headerNames()).containsExactly("Max-Forwards", "Via", "From", "To", "Call-ID", "CSeq",
                    "Contact",
                    "Content-Length");
            assertThat(m.from()).isSameAs(m.from());
            assertThat(m.topVia()).isSameAs(m.topVia());
        }

        @Test
        void needTheMandatoryFieldsButVia() {
            SipRequest.Builder builder = SipRequest.create(Method.BYE, SipUri.of("sip:h"));

            assertThatThrownBy(builder::build).isInstanceOf(SipSyntaxException.class)
                    .hasMessage("message: From, To, Call-ID, CSeq missing");
            assertThatThrownBy(() -> invite().set(HeaderKind.CSEQ, new CSeq(1, Method.BYE)).build())
                    .hasMessage("CSeq: 1 BYE (expected: method INVITE)");
            SipRequest m = invite().remove(HeaderKind.VIA).build();
            assertThat(m.vias()).isEmpty();
            assertThatThrownBy(m::topVia).hasMessage("Via: absent");
            assertThatThrownBy(() -> invite().requestUri(SipUri.of("sip:h?a=b")).build())
                    .hasMessageContaining("no header part");
        }

        @Test
        void otherMethodAndTarget() {
            SipRequest m = invite().method(Method.of("TEST")).requestUri(SipUri.of("sip:x@[::1]"))
                    .set(HeaderKind.CSEQ, new CSeq(2, Method.of("TEST"))).build();
            assertThat(m.toString()).startsWith("TEST sip:x@[::1] SIP/2.0\r\n");
        }

        @Test
        void rawNonsenseShowsWhereItIsRead() {
            SipRequest m = invite().remove(HeaderKind.FROM).addRaw("From", "nonsense").addRaw("Max-Forwards", "many")
                    .build();
            assertThatThrownBy(m::from).isInstanceOf(SipSyntaxException.class).hasMessageStartingWith("From: ");
            assertThat(m.header(HeaderKind.FROM)).isEmpty();
            assertThat(m.problemIn(HeaderKind.FROM)).isPresent();
        }
    }

    @Nested
    class Forwarding {
        @Test
        void untouchedMessagesAreByteExact() {
            SipMessage m = message(ODD);
            assertThat(m.toString()).isEqualTo(ODD);
            ByteBuf out = Unpooled.buffer();
            m.writeTo(out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(ODD);
            assertThat(m.encode().toString(StandardCharsets.UTF_8)).isEqualTo(ODD);
            assertThat(m.encodedLength()).isEqualTo(ODD.length());
        }

        @Test
        void onlyTouchedLinesChange() {
            SipRequest m = request(ODD);
            String forwarded = m.toBuilder().prepend(HeaderKind.VIA, Via.of("UDP", "proxy", -1, "z9hG4bKp"))
                    .replaceFirst(HeaderKind.MAX_FORWARDS, m.maxForwards() - 1).removeFirst(HeaderKind.ROUTE).build()
                            .toString();

            assertThat(forwarded).isEqualTo(ODD
                    .replace("Via: SIP", "Via: SIP/2.0/UDP proxy;branch=z9hG4bKp\r\nVia: SIP")
                    .replace("route: <sip:r1;lr>, <sip:r2;lr>", "Route: <sip:r2;lr>")
                    .replace("Max-Forwards: 070", "Max-Forwards: 69")
                    .replace("again\r\n\r\n", "again\r\nContent-Length: 0\r\n\r\n"));
        }

        @Test
        void firstValuesGoOneByOne() {
            SipRequest.Builder builder = request(ODD).toBuilder();
            List<NameAddr> routes = request(ODD).headers(HeaderKind.ROUTE);
            assertThat(routes).extracting(r -> r.uri().toString())
                    .containsExactly("sip:r1;lr", "sip:r2;lr", "sip:r3;lr");
            for (int left = 2; left >= 0; left--) {
                builder.removeFirst(HeaderKind.ROUTE);
                assertThat(builder.build().headers(HeaderKind.ROUTE)).isEqualTo(routes.subList(3 - left, 3));
            }
            assertThat(builder.removeFirst(HeaderKind.ROUTE).build().has(HeaderKind.ROUTE)).isFalse();
        }

        @Test
        void firstValueInAFoldedLine() {
            SipRequest m = request(ODD).toBuilder().replaceFirst(HeaderKind.CONTACT, Contact.of("<sip:c@h>")).build();
            assertThat(m.raw("Contact")).contains("<sip:c@h>, <sip:b@h>");
            assertThat(m.headers(HeaderKind.CONTACT)).hasSize(2);
        }

        @Test
        void onlyTheTopViaChanges() {
            for (String vias : new String[] {"Via: SIP/2.0/UDP a;branch=1",
                    "v:SIP/2.0/UDP a;branch=1 , SIP/2.0/UDP b;branch=2",
                "VIA :\r\n SIP/2.0/UDP a\r\n ;branch=1,\r\n SIP/2.0/UDP b;branch=2"}) {
                String text = ODD.replace("Via: SIP/2.0/UDP host.example.com:5060;branch=z9hG4bK776", vias) + "body";
                byte[] padded = ("##" + text).getBytes(StandardCharsets.UTF_8);
                SipRequest m = (SipRequest) ((ParseResult.Parsed) Messages.PARSER.parse(padded, 2, padded.length - 2))
                        .message();
                Via stamped = m.topVia().withReceived("192.0.2.9").withRport(0);

                SipRequest changed = m.withTopVia(stamped);

                assertThat(changed).hasToString(text.replace(vias, "Via: " + stamped
                        + (vias.contains(",") ? ", SIP/2.0/UDP b;branch=2" : "")));
                assertThat(changed.topVia()).isEqualTo(stamped);
                assertThat(changed.vias()).hasSize(m.vias().size());
                assertThat(changed.from()).isEqualTo(m.from());
                assertThat(changed.bodyText()).isEqualTo("body");
                assertThat(changed.maxForwards()).isEqualTo(70);
                assertThat(changed.headers(HeaderKind.ROUTE)).isEqualTo(m.headers(HeaderKind.ROUTE));
                assertThat(changed.rawAll("x-odd")).isEqualTo(m.rawAll("x-odd"));
                assertThat(changed.withTopVia(m.topVia()).vias()).isEqualTo(m.vias());
                assertThat(message(changed.toString()).headerNames()).isEqualTo(changed.headerNames());
            }
            SipResponse response = invite().build().respond(486, "Nö").build();
            assertThat(response.withTopVia(response.topVia())).isEqualTo(response);
            assertThat(response.withTopVia(Via.of("SIP/2.0/UDP x")).reason()).isEqualTo("Nö");
            SipRequest without = invite().remove(HeaderKind.VIA).build();
            assertThatThrownBy(() -> without.withTopVia(response.topVia())).hasMessage("Via: absent");
        }

        @Test
        void theBodyAndItsLengthStay() {
            String text = options("l:3", "c: text/plain") + "abc";
            assertThat(message(text + "beyond").toBuilder().build().toString()).isEqualTo(text);
        }
    }

    @Nested
    class Fields {
        @Test
        void setReplacesAllInThePlaceOfTheFirst() {
            SipRequest m = request(ODD).toBuilder().set(HeaderKind.ROUTE, NameAddr.of("<sip:x;lr>")).build();
            assertThat(m.rawAll("Route")).containsExactly("<sip:x;lr>");
            assertThat(m.headerNames()).containsSubsequence("X-Odd", "Route", "Max-Forwards");
        }

        @Test
        void setAllReplacesByLines() {
            SipRequest m = request(ODD).toBuilder().setAll(HeaderKind.ALLOW, List.of(Method.INVITE, Method.ACK))
                    .build();
            assertThat(m.rawAll("allow")).containsExactly("INVITE", "ACK");
            assertThat(m.toBuilder().setAll(HeaderKind.ALLOW, List.of()).build().has(HeaderKind.ALLOW)).isFalse();
        }

        @Test
        void prependGoesBelowTheViasWithoutACompanion() {
            SipRequest m = invite().prepend(HeaderKind.VIA, Via.of("UDP", "top", -1, "z"))
                    .prepend(HeaderKind.ROUTE, NameAddr.of("<sip:1>"))
                    .prepend(HeaderKind.ROUTE, NameAddr.of("<sip:0>")).remove(HeaderKind.MAX_FORWARDS).build();
            assertThat(m.headerNames()).startsWith("Via", "Via");
            assertThat(m.topVia().host()).isEqualTo("top");
            assertThat(m.headers(HeaderKind.ROUTE)).extracting(NameAddr::toString)
                    .containsExactly("<sip:0>", "<sip:1>");
            assertThat(m.maxForwards()).isEqualTo(-1);
        }

        @Test
        void unknownOnesByNameInAnyCase() {
            SipRequest m = request(ODD);
            HeaderKind<String> odd = HeaderKind.text("X-odd");
            assertThat(m.headers(odd)).containsExactly("spaced", "again");
            assertThat(m.header(odd)).contains("spaced");
            assertThat(m.has(HeaderKind.text("Y"))).isFalse();
            SipRequest changed = m.toBuilder().set(odd, "once").build();
            assertThat(changed.rawAll("X-ODD")).containsExactly("once");
            assertThat(changed.toBuilder().remove(odd).build().has(odd)).isFalse();
        }

        @Test
        void onesOwnCodec() {
            HeaderKind<Integer> minSe = HeaderKind.define("Min-SE", false, new HeaderCodec<>() {
                @Override
                public Integer read(byte[] s, int from, int to, Fault fault) {
                    return Integer.valueOf(new String(s, from, to - from, StandardCharsets.US_ASCII));
                }
            });
            SipRequest m = invite().set(minSe, 90).build();
            assertThat(m.raw("min-se")).contains("90");
            assertThat(m.header(minSe)).contains(90);
            assertThat(minSe).hasToString("Min-SE");
        }

        @Test
        void twoKindsOfOneNameDoNotMix() {
            SipRequest m = request(options("Subject: 12"));
            assertThat(m.header(HeaderKind.text("s"))).contains("12");
            assertThat(m.header(HeaderKind.define("Subject", true, MediaType::read))).isEmpty();
            assertThat(m.header(HeaderKind.SUBJECT)).contains("12");
        }

        @Test
        void malformedValuesAmongGoodOnes() {
            SipRequest m = request(options("Contact: <sip:a>, x, <sip:b>", "Contact:", "Contact: <sip:c>,"));
            assertThat(m.headers(HeaderKind.CONTACT)).extracting(Contact::toString)
                    .containsExactly("<sip:a>", "<sip:b>", "<sip:c>");
            SipProblem problem = m.problemIn(HeaderKind.CONTACT).orElseThrow();
            assertThat(problem.offset()).isEqualTo(m.toString().indexOf(", x,") + 3);
            assertThat(request(options("Contact: x, <sip:b>")).header(HeaderKind.CONTACT))
                    .contains(Contact.of("<sip:b>"));
            assertThat(request(options("Supported:")).headers(HeaderKind.SUPPORTED)).isEmpty();
            assertThat(request(options("Supported:")).problemIn(HeaderKind.SUPPORTED)).isEmpty();
        }

        @Test
        void copiedFromAnotherMessage() {
            SipRequest m = invite().copyFrom(message(ODD), HeaderKind.ROUTE, HeaderKind.text("x-odd")).build();
            assertThat(m.toString()).contains("route: <sip:r1;lr>, <sip:r2;lr>\r\nROUTE:<sip:r3;lr>\r\n"
                    + "X-Odd  :\t  spaced  \r\nx-ODD: again\r\n");
        }
    }

    @Nested
    class Injection {
        @Test
        void noValueLeavesItsLine() {
            SipRequest.Builder b = invite();
            for (String bad : new String[] {"a\r\nX: y", "a\nb", "a\rb", "a\0b"}) {
                assertThatThrownBy(() -> b.addRaw("X", bad)).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.set(HeaderKind.SUBJECT, bad)).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.set(HeaderKind.text("X"), bad)).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.body(bad, new byte[0])).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.toTag(bad)).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.build().respond(200, bad)).isInstanceOf(SipSyntaxException.class);
                assertThatThrownBy(() -> b.addRaw(bad, "y")).isInstanceOf(SipSyntaxException.class);
            }
            assertThatThrownBy(() -> b.addRaw("X:", "y")).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> b.addRaw("", "y")).isInstanceOf(SipSyntaxException.class);
            assertThat(b.build()).isEqualTo(invite().build());
        }

        @Test
        void aMessageTooLargeForItsTableIsRefused() {
            SipRequest.Builder b = invite();
            for (int i = 0; i < 9; i++) {
                b.addRaw("X", "y".repeat(8_000));
            }
            assertThatThrownBy(b::build).isInstanceOf(SipSyntaxException.class).hasMessageContaining("up to 65535");
        }
    }

    @Nested
    class Responses {
        @Test
        void copyWhatRfc3261Says() { // §8.2.6.2
            SipResponse r = request(ODD.replace("X-Odd", "Timestamp: 5\r\nX-Odd")).respond(180).toTag("b1").build();

            assertThat(r).hasToString("SIP/2.0 180 Ringing\r\n"
                    + "Via: SIP/2.0/UDP host.example.com:5060;branch=z9hG4bK776\r\n"
                    + "From: <sip:alice@example.com>;tag=88sja8x\r\n"
                    + "To: <sip:bob@example.com>;tag=b1\r\n"
                    + "Call-ID: 987asjd97y7atg\r\n"
                    + "CSeq: 986759 OPTIONS\r\n"
                    + "Content-Length: 0\r\n\r\n");
            assertThat(r.status()).isEqualTo(180);
            assertThat(r.reason()).isEqualTo("Ringing");
            assertThat(r.isProvisional()).isTrue();
            assertThat(r.isSuccess()).isFalse();
            assertThat(message(r.toString())).isEqualTo(r);
        }

        @Test
        void tryingCarriesTheTimestamp() { // §8.2.6.1
            SipRequest m = request(options("Timestamp: 54.2"));
            assertThat(m.respond(100).build().raw("Timestamp")).contains("54.2");
            assertThat(m.respond(200).build().raw("Timestamp")).isEmpty();
        }

        @Test
        void reasonsAndRanges() {
            SipRequest m = invite().build();
            assertThat(m.respond(486, "Zu spät").build().reason()).isEqualTo("Zu spät");
            assertThat(m.respond(599).build().reason()).isEqualTo("Server Failure");
            assertThat(m.respond(200).build().isSuccess()).isTrue();
            SipResponse other = m.respond(200).build().toBuilder().status(603, "No").build();
            assertThat(other.toString()).startsWith("SIP/2.0 603 No\r\n");
            assertThatThrownBy(() -> m.respond(99)).hasMessage("status: 99 (expected: 100-699)");
            assertThatThrownBy(() -> m.respond(700)).isInstanceOf(SipSyntaxException.class);
            assertThatThrownBy(() -> other.toBuilder().status(0, "x")).isInstanceOf(SipSyntaxException.class);
        }

        @Test
        void bytesFromTheWireThatAreNoTextAreEchoed() {
            byte[] text = options("X: y").replace("To: <sip:bob@example.com>",
                    "To: \"\\\0 J@rg\" <sip:bob@example.com>;x=\"@\"")
                    .replace(";branch=z9hG4bK776", ";x=\"\\\0@\";branch=z9hG4bK776").replace('@', (char) 0xf6)
                    .replace("\u00f6example", "@example").getBytes(StandardCharsets.ISO_8859_1);
            SipRequest m = (SipRequest) ((ParseResult.Parsed) Messages.PARSER.parse(text)).message();

            SipResponse r = m.respond(200).toTag("t").build();
            SipRequest stamped = m.withTopVia(m.topVia().withReceived("::1").withRport(9));

            assertThat(latin(r)).contains("To: \"\\\0 J\u00f6rg\" <sip:bob@example.com>;x=\"\u00f6\";tag=t\r\n");
            assertThat(latin(stamped)).contains("5060;x=\"\\\0\u00f6\";branch=z9hG4bK776;received=::1;rport=9\r\n");
            assertThat(m.from().withUri(SipUri.of("sip:z")).toBytes())
                    .endsWith("<sip:z>;tag=88sja8x".getBytes(StandardCharsets.US_ASCII));
            assertThat(latin(m.toBuilder().set(HeaderKind.TO, m.to().withTag("q").withUri(SipUri.of("sip:z"))).build()))
                    .contains("To: \"\\\0 J\u00f6rg\" <sip:z>;x=\"\u00f6\";tag=q\r\n");
            assertThat(m.to().detached()).isEqualTo(m.to());
        }

        private String latin(SipMessage m) {
            return m.encode().toString(StandardCharsets.ISO_8859_1);
        }

        @Test
        void toTagReplacesATag() {
            SipResponse r = invite().build().respond(200).toTag("1").toTag("2").build();
            assertThat(r.to().tag()).contains("2");
            assertThatThrownBy(() -> r.toBuilder().remove(HeaderKind.TO).toTag("3")).hasMessageContaining("absent");
        }
    }

    @Nested
    class Bodies {
        @Test
        void bodyAndLengthFollow() {
            SipRequest m = invite().body("text/plain; charset=utf-8", "grün".getBytes(StandardCharsets.UTF_8)).build();
            assertThat(m.raw("Content-Length")).contains("5");
            assertThat(m.bodyText()).isEqualTo("grün");
            assertThat(m.body()).hasSize(5);
            assertThat(m.bodyBuffer().toString(StandardCharsets.UTF_8)).isEqualTo("grün");
            assertThat(m.bodyBuffer().isReadOnly()).isTrue();
            SipRequest without = m.toBuilder().noBody().build();
            assertThat(without.raw("Content-Length")).contains("0");
            assertThat(without.has(HeaderKind.CONTENT_TYPE)).isFalse();
            assertThat(without.bodyLength()).isZero();
            m.body()[0] = 'X';
            assertThat(m.bodyText()).isEqualTo("grün");
        }

        @Test
        void aWrongLengthPutInByHandIsCorrectedWithTheBody() {
            SipRequest m = invite().addRaw("l", "99").body("text/plain", new byte[3]).build();
            assertThat(m.rawAll("Content-Length")).containsExactly("3");
        }
    }

    @Test
    void equalityIsByBytes() {
        assertThat(message(ODD)).isEqualTo(message(ODD)).hasSameHashCodeAs(message(ODD))
                .isNotEqualTo(message(ODD.replace("070", "071")));
    }
}
