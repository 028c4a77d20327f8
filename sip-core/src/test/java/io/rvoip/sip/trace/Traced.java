package io.rvoip.sip.trace;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Messages as a trace would have them. */
final class Traced {
    private static final InetSocketAddress US = new InetSocketAddress("192.0.2.1", 5060);
    private static final InetSocketAddress THEM = new InetSocketAddress("192.0.2.2", 5070);
    private static final InetSocketAddress OTHERS = new InetSocketAddress("2001:db8::3", 5080);

    private Traced() {}

    static TracedMessage out(long millis, String start, String... more) {
        return new TracedMessage(millis * 1_000_000, at(millis), true, Flow.udp(US, THEM), message(start, more));
    }

    static TracedMessage in(long millis, String start, String... more) {
        return new TracedMessage(millis * 1_000_000, at(millis), false, Flow.udp(US, THEM), message(start, more));
    }

    static TracedMessage inFromOthers(long millis, String start, String... more) {
        return new TracedMessage(millis * 1_000_000, at(millis), false, Flow.udp(US, OTHERS), message(start, more));
    }

    static TracedMessage outToOthers(long millis, String start, String... more) {
        return new TracedMessage(millis * 1_000_000, at(millis), true, Flow.udp(US, OTHERS), message(start, more));
    }

    private static Instant at(long millis) {
        return Instant.parse("2026-11-22T12:00:00Z").plusMillis(millis);
    }

    /** Lines that start with a tilde are the body. */
    private static SipMessage message(String start, String... more) {
        StringBuilder head = new StringBuilder(start + "\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                + "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\n");
        StringBuilder body = new StringBuilder();
        for (String line : more) {
            (line.startsWith("~") ? body.append(line.substring(1)) : head.append(line)).append("\r\n");
        }
        for (String needed : new String[] {"Call-ID: one", "CSeq: 1 INVITE"}) {
            if (!head.toString().contains("\r\n" + needed.substring(0, needed.indexOf(':')))) {
                head.append(needed).append("\r\n");
            }
        }
        head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        byte[] bytes = head.toString().getBytes(StandardCharsets.UTF_8);
        return ((ParseResult.Parsed) new SipParser().parse(bytes)).message();
    }
}
