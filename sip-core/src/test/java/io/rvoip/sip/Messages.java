package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import java.nio.charset.StandardCharsets;

/** Messages for tests, raw and built. */
final class Messages {
    static final SipParser PARSER = new SipParser();

    private Messages() {}

    /** A valid OPTIONS with these lines in addition, each without its line break. */
    static String options(String... lines) {
        return raw("OPTIONS sip:bob@example.com SIP/2.0", String.join("\r\n", lines));
    }

    static String raw(String startLine, String extra) {
        return startLine + "\r\n"
                + "Via: SIP/2.0/UDP host.example.com:5060;branch=z9hG4bK776\r\n"
                + "From: <sip:alice@example.com>;tag=88sja8x\r\n"
                + "To: <sip:bob@example.com>\r\n"
                + "Call-ID: 987asjd97y7atg\r\n"
                + "CSeq: 986759 " + startLine.split(" ")[0].replace("SIP/2.0", "OPTIONS") + "\r\n"
                + (extra.isEmpty() ? "" : extra + "\r\n") + "\r\n";
    }

    static ParseResult parse(String text) {
        return PARSER.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static SipMessage message(String text) {
        ParseResult result = parse(text);
        assertThat(result).as(text).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }

    static SipRequest request(String text) {
        return (SipRequest) message(text);
    }

    static ParseResult.Refused refused(String text) {
        ParseResult result = parse(text);
        assertThat(result).as(text).isInstanceOf(ParseResult.Refused.class);
        return (ParseResult.Refused) result;
    }

    static SipRequest.Builder invite() {
        return SipRequest.create(Method.INVITE, SipUri.of("sip:bob@example.com"))
                .add(HeaderKind.VIA, Via.of("UDP", "192.0.2.1", 5060, "z9hG4bKabc"))
                .set(HeaderKind.FROM, NameAddr.of("Alice", SipUri.of("sip:alice@example.com")).withTag("a1"))
                .set(HeaderKind.TO, NameAddr.of(SipUri.of("sip:bob@example.com")))
                .set(HeaderKind.CALL_ID, "call-1@192.0.2.1")
                .set(HeaderKind.CSEQ, new CSeq(1, Method.INVITE))
                .add(HeaderKind.CONTACT, Contact.of(SipUri.of("sip:alice@192.0.2.1")));
    }
}
