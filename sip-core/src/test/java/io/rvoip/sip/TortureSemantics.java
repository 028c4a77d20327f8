package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.SipUri;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * RFC 4475 §3.2-3.4: well-formed messages whose fate a layer above decides. Asserted are the facts it decides by; the
 * outcome it reaches stands in each comment.
 */
final class TortureSemantics {
    private TortureSemantics() {}

    static Map<String, Runnable> outcomes() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("badbranch", TortureSemantics::badbranch);
        all.put("unkscm", TortureSemantics::unkscm);
        all.put("novelsc", TortureSemantics::novelsc);
        all.put("unksm2", TortureSemantics::unksm2);
        all.put("bext01", TortureSemantics::bext01);
        all.put("invut", TortureSemantics::invut);
        all.put("regaut01", TortureSemantics::regaut01);
        all.put("bcast", TortureSemantics::bcast);
        all.put("zeromf", TortureSemantics::zeromf);
        all.put("cparam01", TortureSemantics::cparam01);
        all.put("cparam02", TortureSemantics::cparam02);
        all.put("regescrt", TortureSemantics::regescrt);
        all.put("sdp01", TortureSemantics::sdp01);
        all.put("inv2543", TortureSemantics::inv2543);
        return all;
    }

    /** 3.2.1: a branch that is the cookie and nothing more; the transaction layer falls back to RFC 2543 matching. */
    private static void badbranch() {
        Via via = Torture.request("badbranch").topVia();
        assertThat(via.branch()).contains(Via.MAGIC_COOKIE);
        assertThat(via.hasRfc3261Branch()).isFalse();
    }

    /** 3.3.2: 416. */
    private static void unkscm() {
        assertThat(Torture.request("unkscm").requestUri())
                .isEqualTo(new OtherUri("nobodyknowsthisscheme", "nobodyKnowsThisScheme:totallyopaquecontent"));
    }

    /** 3.3.3: 416. */
    private static void novelsc() {
        OtherUri uri = (OtherUri) Torture.request("novelsc").requestUri();
        assertThat(uri.scheme()).isEqualTo("soap.beep");
        assertThat(uri.text()).isEqualTo("soap.beep://192.0.2.103:3002");
    }

    /** 3.3.4: a registrar answers 400 because To is no SIP URI; a proxy forwards. */
    private static void unksm2() {
        SipRequest m = Torture.request("unksm2");
        assertThat(m.to().uri().scheme()).isEqualTo("isbn");
        assertThat(m.from().uri().scheme()).isEqualTo("http");
        assertThat(m.from().tag()).contains("3234233");
        assertThat(m.header(HeaderKind.CONTACT).orElseThrow().uri().scheme()).isEqualTo("name");
    }

    /** 3.3.5: 420 with Unsupported, by a UAS for Require and by a proxy for Proxy-Require. */
    private static void bext01() {
        SipRequest m = Torture.request("bext01");
        assertThat(m.headers(HeaderKind.REQUIRE))
                .containsExactly("nothingSupportsThis", "nothingSupportsThisEither");
        assertThat(m.headers(HeaderKind.PROXY_REQUIRE))
                .containsExactly("noProxiesSupportThis", "norDoAnyProxiesSupportThis");
        assertThat(m.topVia().transport()).isEqualTo("TLS");
    }

    /** 3.3.6: 415. */
    private static void invut() {
        SipRequest m = Torture.request("invut");
        assertThat(m.header(HeaderKind.CONTENT_TYPE)).contains(MediaType.of("application/unknownformat"));
        assertThat(m.bodyLength()).isEqualTo(40);
    }

    /** 3.3.7: as if it carried no credentials, 401 with a challenge; a proxy forwards the field unchanged. */
    private static void regaut01() {
        SipRequest m = Torture.request("regaut01");
        assertThat(m.has(HeaderKind.AUTHORIZATION)).isTrue();
        assertThat(m.header(HeaderKind.AUTHORIZATION)).isEmpty();
        assertThat(m.problemIn(HeaderKind.AUTHORIZATION)).isEmpty();
        assertThat(m.toBuilder().build().raw("Authorization")).contains("NoOneKnowsThisScheme opaque-data=here");
    }

    /** 3.3.10: an endpoint discards a response with a second Via, a proxy one towards a broadcast address. */
    private static void bcast() {
        SipResponse m = Torture.response("bcast");
        assertThat(m.status()).isEqualTo(200);
        assertThat(m.vias()).extracting(Via::host).containsExactly("192.0.2.198", "255.255.255.255");
    }

    /** 3.3.11: a proxy answers 483, an endpoint serves it. */
    private static void zeromf() {
        assertThat(Torture.request("zeromf").maxForwards()).isZero();
    }

    /** 3.3.12: 200; the parameter belongs to the binding, not to the URI. */
    private static void cparam01() {
        Contact contact = Torture.request("cparam01").header(HeaderKind.CONTACT).orElseThrow();
        assertThat(contact.parameters().has("unknownparam")).isTrue();
        assertThat(contact.uri()).isEqualTo(SipUri.of("sip:+19725552222@gw1.example.net"));
    }

    /** 3.3.13: 200; the parameter belongs to the URI. */
    private static void cparam02() {
        Contact contact = Torture.request("cparam02").header(HeaderKind.CONTACT).orElseThrow();
        assertThat(contact.parameters().isEmpty()).isTrue();
        assertThat(((SipUri) contact.uri()).hasParameter("unknownparam")).isTrue();
    }

    /** 3.3.14: 200; the escaped Route stays in the binding's URI. */
    private static void regescrt() {
        SipUri uri = (SipUri) Torture.request("regescrt").header(HeaderKind.CONTACT).orElseThrow().uri();
        assertThat(uri.header("Route")).contains("<sip:sip.example.com>");
    }

    /** 3.3.15: 406: no session description is acceptable. */
    private static void sdp01() {
        SipRequest m = Torture.request("sdp01");
        assertThat(m.headers(HeaderKind.ACCEPT)).noneMatch(range -> range.covers(MediaType.SDP)).hasSize(1);
    }

    /** 3.4.1: served: no branch, no From tag, no Content-Length, no Max-Forwards. */
    private static void inv2543() {
        SipRequest m = Torture.request("inv2543");
        assertThat(m.topVia().branch()).isEmpty();
        assertThat(m.from().tag()).isEmpty();
        assertThat(m.to().parameter("user")).contains("phone");
        assertThat(m.maxForwards()).isEqualTo(-1);
        assertThat(m.has(HeaderKind.CONTENT_LENGTH)).isFalse();
        assertThat(m.bodyText()).startsWith("v=0\r\n").endsWith("m=audio 49217 RTP/AVP 0\r\n");
        assertThat(m.header(HeaderKind.RECORD_ROUTE).orElseThrow().uri())
                .isEqualTo(SipUri.of("sip:UserB@example.com;maddr=ss1.example.com"));
    }
}
