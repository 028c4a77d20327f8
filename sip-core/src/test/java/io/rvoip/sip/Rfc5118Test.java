package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.Via;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.sip.uri.SipUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each message of RFC 5118 (IPv6 in SIP) with the outcome the RFC states for it. The RFC's archive has bare line feeds,
 * lacks the blank line of two messages and counts three bodies wrong; here lines end in CRLF and lengths are true.
 */
class Rfc5118Test {
    private static ParseResult parse(String name) throws IOException {
        try (InputStream in = Rfc5118Test.class.getResourceAsStream("/rfc5118/" + name + ".dat")) {
            return new SipParser().parse(in.readAllBytes());
        }
    }

    private static SipRequest accepted(String name) throws IOException {
        ParseResult result = parse(name);
        assertThat(result).as(name).isInstanceOf(ParseResult.Parsed.class);
        return (SipRequest) ((ParseResult.Parsed) result).message();
    }

    private static SipUri uri(String name) throws IOException {
        return (SipUri) accepted(name).requestUri();
    }

    private static SessionDescription description(String name) throws IOException {
        return SdpParser.parse(accepted(name).body()).description().orElseThrow();
    }

    @Test
    void ipv6Good() throws IOException {
        SipRequest register = accepted("ipv6-good");
        assertThat(uri("ipv6-good").host()).isEqualTo("[2001:db8::10]");
        assertThat(register.topVia().host()).isEqualTo("[2001:db8::9:1]");
        assertThat(register.headers(HeaderKind.CONTACT).get(0).uri()).hasToString("sip:caller@[2001:db8::1]");
    }

    @Test
    void ipv6BadIsAnswered400() throws IOException {
        ParseResult.Refused refused = (ParseResult.Refused) parse("ipv6-bad");
        assertThat(refused.problem().header()).isEqualTo("start-line");
        assertThat(refused.response().orElseThrow().status()).isEqualTo(400);
    }

    @Test
    void portAmbiguousIsPartOfTheAddress() throws IOException {
        assertThat(uri("port-ambiguous").host()).isEqualTo("[2001:db8::10:5070]");
        assertThat(uri("port-ambiguous").port()).isEqualTo(-1);
    }

    @Test
    void portUnambiguousIsAPort() throws IOException {
        assertThat(uri("port-unambiguous").host()).isEqualTo("[2001:db8::10]");
        assertThat(uri("port-unambiguous").port()).isEqualTo(5070);
    }

    @Test
    void viaReceivedWithAndWithoutDelimiters() throws IOException {
        for (String name : List.of("via-received-param-with-delim", "via-received-param-no-delim")) {
            assertThat(accepted(name).topVia().received()).as(name).contains("2001:db8::9:255");
        }
        assertThat(Via.of("UDP", "2001:db8::1", -1, "z9hG4bK1").withReceived("2001:db8::2").toString()).doesNotContain("[2001:db8::2]");
    }

    @Test
    void ipv6InSdp() throws IOException {
        SessionDescription read = description("ipv6-in-sdp");
        assertThat(read.connection().orElseThrow()).hasToString("IN IP6 2001:db8::20");
        assertThat(read.media()).extracting(Media::type).containsExactly("audio", "video");
    }

    @Test
    void multipleAddressesInHeaders() throws IOException {
        List<Via> vias = accepted("mult-ip-in-header").vias();
        assertThat(vias).extracting(Via::host).containsExactly("[2001:db8::9:1]", "192.0.2.1", "[2001:db8::9:255]");
        assertThat(vias.get(0).port()).isEqualTo(6050);
        assertThat(vias.get(2).received()).contains("192.0.2.200");
    }

    @Test
    void multipleAddressesInSdp() throws IOException {
        SessionDescription read = description("mult-ip-in-sdp");
        assertThat(read.media()).extracting(media -> read.connectionOf(media).orElseThrow().toString())
                .containsExactly("IN IP4 192.0.2.1", "IN IP6 2001:db8::1");
    }

    @Test
    void ipv4MappedAddresses() throws IOException {
        List<Via> vias = accepted("ipv4-mapped-ipv6").vias();
        assertThat(vias).extracting(Via::host).containsExactly("[::ffff:192.0.2.10]", "[::ffff:192.0.2.2]");
        assertThat(vias.get(0).port()).isEqualTo(19823);
        assertThat(description("ipv4-mapped-ipv6").connection().orElseThrow().address()).isEqualTo("::ffff:192.0.2.2");
    }

    @Test
    void theThirdColonOfRfc3261sGrammarIsTolerated() throws IOException {
        SipUri three = uri("ipv6-bug-abnf-3-colons");
        SipUri two = uri("ipv6-correct-abnf-2-colons");
        assertThat(two.host()).isEqualTo("[2001:db8::192.0.2.1]");
        assertThat(three.equivalentTo(two)).isTrue();
        assertThat(((ParseResult.Parsed) parse("ipv6-bug-abnf-3-colons")).message().encode().toString(StandardCharsets.US_ASCII))
                .as("forwarded as it came").contains("[2001:db8:::192.0.2.1]");
    }

    @Test
    void anyOtherThirdColonIsNot() {
        for (String host : List.of("[2001:db8:::1]", "[:::1]", "[2001::::192.0.2.1]", "[2001:db8:::]")) {
            assertThat(new SipParser().parse(("OPTIONS sip:" + host + " SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                    + "To: <sip:a@b>\r\nFrom: <sip:a@b>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n").getBytes(StandardCharsets.US_ASCII)))
                    .as(host).isInstanceOf(ParseResult.Refused.class);
        }
    }
}
