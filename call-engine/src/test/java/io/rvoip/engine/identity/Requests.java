package io.rvoip.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import java.nio.charset.StandardCharsets;

/** INVITEs as they arrive. */
final class Requests {
    static final SipParser PARSER = new SipParser();

    private Requests() {}

    /** From alice, with these lines in addition. */
    static SipRequest invite(String... lines) {
        return from("\"Alice\" <sip:alice@rvoip.test>", lines);
    }

    static SipRequest from(String from, String... lines) {
        String text = text(from, lines);
        ParseResult result = PARSER.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(result).as(text).isInstanceOf(ParseResult.Parsed.class);
        return (SipRequest) ((ParseResult.Parsed) result).message();
    }

    static String text(String from, String... lines) {
        return "INVITE sip:bob@rvoip.test SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                + "From: " + from + ";tag=1\r\n"
                + "To: <sip:bob@rvoip.test>\r\n"
                + "Call-ID: 1@192.0.2.1\r\n"
                + "CSeq: 1 INVITE\r\n"
                + "Contact: <sip:alice@192.0.2.1>\r\n"
                + (lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n")
                + "Content-Length: 0\r\n\r\n";
    }
}
