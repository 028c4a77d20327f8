package io.rvoip.transaction;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Messages and flows for tests. */
public final class Texts {
    public static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);
    public static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.9", 5060);
    public static final Flow UDP = Flow.udp(HERE, THERE);
    public static final Flow TCP = new Flow(TransportProtocol.TCP, HERE, THERE, 1);

    private Texts() {}

    public static SipMessage parse(String text) {
        ParseResult result = new SipParser().parse(text.getBytes(StandardCharsets.UTF_8));
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.message();
        }
        throw new AssertionError(result + "\n" + text);
    }

    /** A request as it arrives from the far end. */
    public static SipRequest request(String method, String branch, String... extra) {
        return requestOf(method, "SIP/2.0/UDP 192.0.2.9:5060;branch=" + branch, "", "c1", 1, extra);
    }

    public static SipRequest requestOf(
            String method, String via, String toParameters, String callId, int cseq, String... extra) {
        return (SipRequest) parse(method + " sip:bob@192.0.2.1 SIP/2.0\r\n"
                + "Via: " + via + "\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:alice@192.0.2.9>;tag=a1\r\n"
                + "To: <sip:bob@192.0.2.1>" + toParameters + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + " " + method + "\r\n"
                + String.join("", extra)
                + "Content-Length: 0\r\n\r\n");
    }

    /** A request of ours, without Via. */
    public static SipRequest outgoing(String method, String... extra) {
        return requestOf(method, "SIP/2.0/UDP x;branch=z9hG4bKx", "", "c1", 1, extra)
                .toBuilder().removeRaw("Via").build();
    }

    public static SipResponse response(SipRequest request, int status) {
        return response(request, status, "b1");
    }

    public static SipResponse response(SipRequest request, int status, String toTag) {
        SipResponse.Builder builder = request.respond(status);
        return (status == 100 ? builder : builder.toTag(toTag)).build();
    }

    public static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
