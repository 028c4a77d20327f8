package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RFC 4475 §3.1: the messages that must be understood, with the facts the RFC lists. */
final class TortureSyntax {
    private TortureSyntax() {}

    static Map<String, Runnable> outcomes() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("wsinv", TortureSyntax::wsinv);
        all.put("intmeth", TortureSyntax::intmeth);
        all.put("esc01", TortureSyntax::esc01);
        all.put("escnull", TortureSyntax::escnull);
        all.put("esc02", TortureSyntax::esc02);
        all.put("lwsdisp", TortureSyntax::lwsdisp);
        all.put("longreq", TortureSyntax::longreq);
        all.put("dblreq", TortureSyntax::dblreq);
        all.put("semiuri", TortureSyntax::semiuri);
        all.put("transports", TortureSyntax::transports);
        all.put("mpart01", TortureSyntax::mpart01);
        all.put("unreason", TortureSyntax::unreason);
        all.put("noreason", TortureSyntax::noreason);
        all.put("baddate", TortureSyntax::baddate);
        return all;
    }

    private static SipUri sip(Uri uri) {
        return (SipUri) uri;
    }

    /** 3.1.1.1: folding, compact forms, odd case, quoted escapes, leading zeros, an empty subject. */
    private static void wsinv() {
        SipRequest m = Torture.request("wsinv");
        assertThat(m.method()).isSameAs(Method.INVITE);
        assertThat(sip(m.requestUri()).parameterNames()).containsExactly("unknownparam");
        assertThat(m.maxForwards()).isEqualTo(68);
        assertThat(m.cseq().number()).isEqualTo(9);
        assertThat(m.to().tag()).contains("1918181833n");
        assertThat(m.to().uri()).isEqualTo(SipUri.of("sip:vivekg@chair-dnrc.example.com"));
        assertThat(m.from().displayName()).contains("J Rosenberg \\\"");
        assertThat(m.from().tag()).contains("98asjd8");
        assertThat(m.callId()).isEqualTo("wsinv.ndaksdj@192.0.2.1");
        assertThat(m.header(HeaderKind.SUBJECT)).contains("");
        assertThat(m.raw("NewFangledHeader")).contains("newfangled value continued newfangled value");
        assertThat(m.raw("UnknownHeaderWithUnusualValue")).contains(";;,,;;,;");
        assertThat(m.header(HeaderKind.CONTENT_TYPE)).contains(MediaType.SDP);
        SipUri route = sip(m.header(HeaderKind.ROUTE).orElseThrow().uri());
        assertThat(route.looseRouting()).isTrue();
        assertThat(route.parameter("unknownwith")).contains("value");
        assertThat(route.parameter("unknown-no-value")).contains("");
        assertThat(m.vias()).extracting(Via::host)
                .containsExactly("192.0.2.2", "spindle.example.com", "192.168.255.111");
        assertThat(m.vias()).extracting(Via::protocol).containsExactly("SIP/2.0/UDP", "SIP/2.0/TCP", "SIP/2.0/UDP");
        assertThat(m.vias()).extracting(v -> v.branch().orElse(""))
                .containsExactly("390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239");
        assertThat(m.topVia().hasRfc3261Branch()).isFalse();
        Contact contact = m.header(HeaderKind.CONTACT).orElseThrow();
        assertThat(contact.address().displayName()).contains("Quoted string \"\"");
        assertThat(contact.parameters().get("newparam")).contains("newvalue");
        assertThat(contact.parameters().has("secondparam")).isTrue();
        assertThat(contact.q()).isCloseTo(0.33, within(1e-9));
        assertThat(m.bodyLength()).isEqualTo(150);
    }

    /** 3.1.1.2: all characters of token, word and user; an unknown method, which endpoints answer with 501. */
    private static void intmeth() {
        SipRequest m = Torture.request("intmeth");
        String method = "!interesting-Method0123456789_*+`.%indeed'~";
        assertThat(m.method()).isEqualTo(Method.of(method));
        assertThat(m.method().isKnown()).isFalse();
        assertThat(m.cseq().method().name()).isEqualTo(method);
        assertThat(m.cseq().number()).isEqualTo(139122385);
        assertThat(m.maxForwards()).isEqualTo(255);
        SipUri uri = sip(m.requestUri());
        assertThat(uri.user()).contains("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assertThat(uri.password()).contains("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
        assertThat(uri.host()).isEqualTo("example.com");
        assertThat(m.topVia().branch()).contains("z9hG4bK-.!%66*_+`'~");
        assertThat(m.to().displayName()).contains("BEL:\u0007 NUL:\0 DEL:\u007f");
        assertThat(m.from().displayName()).contains("token1~` token2'+_ token3*%!.-");
        assertThat(m.from().tag()).contains("_token~1'+`*%!-.");
        assertThat(m.from().parameter("fromParam''~+*_!.-%")).contains("работающий");
        assertThat(m.callId()).isEqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
        assertThat(m.raw("extensionHeader-!.%*+_`'~")).contains("\ufeff大停電");
    }

    /** 3.1.1.3: escapes are resolved once and never recursively. */
    private static void esc01() {
        SipRequest m = Torture.request("esc01");
        assertThat(sip(m.requestUri()).user()).contains("sips:user@example.com");
        assertThat(sip(m.requestUri()).host()).isEqualTo("example.net");
        assertThat(sip(m.to().uri()).user()).contains("user");
        assertThat(m.to().uri().equivalentTo(SipUri.of("sip:user@example.com"))).isTrue();
        assertThat(sip(m.from().uri()).user()).contains("I have spaces");
        SipUri contact = sip(m.header(HeaderKind.CONTACT).orElseThrow().uri());
        assertThat(contact.user()).contains("caller");
        assertThat(contact.parameterNames()).containsExactly("lr", "name");
        assertThat(contact.parameter("name")).contains("value%41");
        assertThat(contact.equivalentTo(SipUri.of("sip:caller@host5.example.net;lr;name=valueA"))).isFalse();
        assertThat(contact.equivalentTo(SipUri.of("sip:caller@host5.example.net;lr;name=value%2541"))).isTrue();
    }

    /** 3.1.1.4: nulls do not end a user name; two distinct bindings. */
    private static void escnull() {
        SipRequest m = Torture.request("escnull");
        assertThat(sip(m.to().uri()).user()).contains("null-\0-null");
        List<Contact> contacts = m.headers(HeaderKind.CONTACT);
        assertThat(contacts).extracting(c -> sip(c.uri()).user().orElse("")).containsExactly("\0", "\0\0");
        assertThat(contacts.get(0).uri().equivalentTo(contacts.get(1).uri())).isFalse();
    }

    /** 3.1.1.5: a percent sign that escapes nothing. */
    private static void esc02() {
        SipRequest m = Torture.request("esc02");
        assertThat(m.method()).isEqualTo(Method.of("RE%47IST%45R")).isNotEqualTo(Method.REGISTER);
        assertThat(m.to().displayName()).contains("%Z%45");
        assertThat(m.from().displayName()).contains("%Z%45");
        assertThat(m.headers(HeaderKind.CONTACT)).extracting(c -> sip(c.uri()).user().orElse(""))
                .containsExactly("alias1", "alias3");
        assertThat(m.raw("C%6Fntact")).contains("<sip:alias2@host2.example.com>");
    }

    /** 3.1.1.6: no space between display name and bracket. */
    private static void lwsdisp() {
        NameAddr from = Torture.request("lwsdisp").from();
        assertThat(from.displayName()).contains("caller");
        assertThat(from.uri()).isEqualTo(SipUri.of("sip:caller@example.com"));
        assertThat(from.tag()).contains("323");
    }

    /** 3.1.1.7: long names and values, 34 Vias, one of them with received. */
    private static void longreq() {
        SipRequest m = Torture.request("longreq");
        assertThat(m.to().displayName().orElseThrow()).isEqualTo("I have a user name of "
                + "extreme".repeat(10) + " proportion");
        SipUri to = sip(m.to().uri());
        assertThat(to.port()).isEqualTo(6000);
        assertThat(to.parameter("unknownparam1")).contains("very" + "long".repeat(20) + "value");
        assertThat(to.parameter("longparam" + "name".repeat(25))).contains("shortvalue");
        assertThat(to.hasParameter("very" + "long".repeat(25) + "ParameterNameWithNoValue")).isTrue();
        assertThat(m.from().tag()).contains("12" + "982".repeat(50) + "424");
        assertThat(m.from().parameter("unknownheaderparam" + "name".repeat(20)))
                .contains("unknowheaderparam" + "value".repeat(15));
        assertThat(m.callId()).isEqualTo("longreq.one" + "really".repeat(20) + "longcallid");
        assertThat(m.vias()).hasSize(34);
        assertThat(m.topVia().host()).isEqualTo("sip33.example.com");
        assertThat(m.topVia().branch()).isEmpty();
        Via last = m.vias().get(33);
        assertThat(last.received()).contains("192.0.2.5");
        assertThat(last.branch()).contains("very" + "long".repeat(50) + "branchvalue");
        assertThat(sip(m.header(HeaderKind.CONTACT).orElseThrow().uri()).user())
                .contains("amazinglylongcallername".repeat(5));
        assertThat(m.raw("Unknown-" + "Long".repeat(20) + "-Name").orElseThrow()).startsWith("unknown-long");
        assertThat(m.bodyLength()).isEqualTo(150);
    }

    /** 3.1.1.8: what follows the body in a datagram is no part of the message and is not forwarded. */
    private static void dblreq() {
        SipRequest m = Torture.request("dblreq");
        assertThat(m.method()).isSameAs(Method.REGISTER);
        assertThat(m.bodyLength()).isZero();
        assertThat(m.toString()).doesNotContain("INVITE").endsWith("Content-Length: 0\r\n\r\n");
        assertThat(m.toBuilder().build().toString()).doesNotContain("INVITE");
    }

    /** 3.1.1.9: a semicolon in the user part. */
    private static void semiuri() {
        SipRequest m = Torture.request("semiuri");
        assertThat(sip(m.requestUri()).user()).contains("user;par=u@example.net");
        assertThat(sip(m.requestUri()).parameterNames()).isEmpty();
        assertThat(m.headers(HeaderKind.ACCEPT)).extracting(MediaType::toString).containsExactly("application/sdp",
                "application/pkcs7-mime", "multipart/mixed", "multipart/signed", "message/sip", "message/sipfrag");
    }

    /** 3.1.1.10: known and unknown transports. */
    private static void transports() {
        assertThat(Torture.request("transports").vias()).extracting(Via::transport)
                .containsExactly("UDP", "SCTP", "TLS", "UNKNOWN", "TCP");
    }

    /** 3.1.1.11: two parts, the second binary with nulls. */
    private static void mpart01() {
        SipRequest m = Torture.request("mpart01");
        assertThat(m.topVia().rport()).isZero();
        assertThat(m.bodyLength()).isEqualTo(553);
        BodyPart body = ((BodyResult.Read) BodyReader.read(m)).body();
        assertThat(body.parts()).hasSize(2);
        assertThat(body.find("text", "plain").orElseThrow().text()).isEqualTo("Hello");
        BodyPart binary = body.find("application", "octet-stream").orElseThrow();
        assertThat(binary.length()).isEqualTo(342);
        assertThat(binary.content()).startsWith(0x30, 0x82, 0x01, 0x52).endsWith(0x99, 0xd0, 0x05).contains(0);
        assertThat(binary.header(HeaderKind.text("Content-Transfer-Encoding"))).contains("binary");
    }

    /** 3.1.1.12: a reason phrase in UTF-8. */
    private static void unreason() {
        SipResponse m = Torture.response("unreason");
        assertThat(m.status()).isEqualTo(200);
        assertThat(m.reason()).isEqualTo("= 2**3 * 5**2 но сто девяносто девять - простое");
    }

    /** 3.1.1.13: an empty reason phrase. */
    private static void noreason() {
        SipResponse m = Torture.response("noreason");
        assertThat(m.status()).isEqualTo(100);
        assertThat(m.reason()).isEmpty();
    }

    /** 3.1.2.12: only who needs the date may refuse it: the value reads as absent, its problem is there to see. */
    private static void baddate() {
        SipRequest m = Torture.request("baddate");
        assertThat(m.header(HeaderKind.DATE)).isEmpty();
        SipProblem problem = m.problemIn(HeaderKind.DATE).orElseThrow();
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.reason()).contains("GMT");
        assertThat(m.raw("Date")).contains("Fri, 01 Jan 2010 16:00:00 EST");
    }
}
