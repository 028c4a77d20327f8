package io.rvoip.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;

/** Messages for tests, as text and parsed. */
final class Requests {
    private Requests() { }

    static String options(String via, String callId) {
        return options(via, callId, "");
    }

    static String options(String via, String callId, String body) {
        return "OPTIONS sip:bob@192.0.2.2 SIP/2.0\r\nv:   SIP/2.0/" + via + "\r\nMax-Forwards: 70\r\n"
                + "f: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\nCall-ID: " + callId
                + "\r\nCSeq: 1 OPTIONS\r\nX-Odd:   kept  as is\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    static String ok(String via, String callId) {
        return "SIP/2.0 200 OK\r\nVia: SIP/2.0/" + via + "\r\nFrom: <sip:alice@example.com>;tag=1\r\n"
                + "To: <sip:bob@example.com>;tag=2\r\nCall-ID: " + callId + "\r\nCSeq: 1 OPTIONS\r\n"
                + "Content-Length: 0\r\n\r\n";
    }

    static SipMessage parse(String text) {
        ParseResult result = new SipParser().parse(text.getBytes(UTF_8));
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.message();
        }
        throw new AssertionError(result.toString());
    }

    static SipRequest request(String via, String callId) {
        return (SipRequest) parse(options(via, callId));
    }

    static SipResponse response(String via, String callId) {
        return (SipResponse) parse(ok(via, callId));
    }

    static String text(SipMessage message) {
        return message.encode().toString(UTF_8);
    }
}
