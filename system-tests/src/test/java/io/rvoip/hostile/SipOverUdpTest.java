package io.rvoip.hostile;

import static io.rvoip.hostile.Attack.DROPPED;
import static io.rvoip.hostile.Attack.dropped;
import static io.rvoip.hostile.Attack.of;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.1: input that the parser, the transport and the user agent refuse. */
class SipOverUdpTest extends Siege {
    private static final String MALFORMED = "rvoip_sip_parse_errors_total";
    private static final String TINY = "rvoip_sip_dropped_total{reason=\"tiny\"";
    private static final String ONCE = "rvoip_sip_stateless_replies_total";
    private static final String STATEFUL = "rvoip_sip_transactions_total{side=\"server\"";
    private static final String OFFICE = "sip:" + Target.DOMAIN;
    private static final String ECHO = Target.uri("echo");

    static Stream<Attack> malformed() {
        return Stream.of(
            dropped("U1", "nothing", new byte[0], ""),
            dropped("U1", "CRLFCRLF", "\r\n\r\n".getBytes(), ""),
            dropped("U1", "one byte", new byte[] {'A'}, TINY),
            dropped("U1", "four bytes", new byte[] {0, 1, 0, 0}, TINY),
            of("U3", "Content-Length above the body", c -> options(c).replace("Length: 0", "Length: 9"), MALFORMED, 400),
            of("U5", "Content-Length -999", c -> options(c).replace("Length: 0", "Length: -999"), MALFORMED, 400, DROPPED),
            of("U5", "Content-Length 2^32", c -> options(c).replace("Length: 0", "Length: 4294967296"), MALFORMED, 400,
                DROPPED),
            of("U5", "Content-Length 1e9", c -> options(c).replace("Length: 0", "Length: 1e9"), MALFORMED, 400, DROPPED),
            of("U5", "two Content-Lengths", c -> options(c).replace("Content-Length: 0", "l: 1\r\nContent-Length: 0"),
                MALFORMED, 400, DROPPED),
            of("U7", "CSeq method", c -> options(c).replace(" OPTIONS\r\n", " INVITE\r\n"), MALFORMED, 400),
            of("U8", "no To", c -> without(c, "To"), MALFORMED, 400, DROPPED),
            of("U8", "no From", c -> without(c, "From"), MALFORMED, 400, DROPPED),
            of("U8", "no Call-ID", c -> without(c, "Call-ID"), MALFORMED, 400, DROPPED),
            of("U8", "no CSeq", c -> without(c, "CSeq"), MALFORMED, 400, DROPPED),
            of("U8", "no Via", c -> without(c, "Via"), MALFORMED, DROPPED),
            of("U10", "Max-Forwards -1", c -> options(c).replace("Forwards: 70", "Forwards: -1"), MALFORMED, 400),
            of("U11", "SIP/7.0", c -> options(c).replace(" SIP/2.0\r\n", " SIP/7.0\r\n"), MALFORMED, 505),
            of("U17", "CSeq method of 1 KiB", c -> options(c).replace(" OPTIONS\r\n", " " + "X".repeat(1024) + "\r\n"),
                MALFORMED, 400),
            of("U17", "method of 1 KiB", c -> options(c).replace("OPTIONS", "X".repeat(1024)), MALFORMED, 400, DROPPED),
            of("U17", "From tag of 256 bytes", c -> tagged(c, 256), ONCE, 400, 401),
            of("U17", "From tag of 4 KiB", c -> tagged(c, 4096), "", 400, 401),
            of("U17", "branch of 1.1 KiB", c -> options(c).replace("branch=z9hG4bK", "branch=z9hG4bK" + "b".repeat(1100)),
                MALFORMED, 400),
            of("U19", "2,000 headers", c -> more(c, "X-A: b\r\n".repeat(2000)), MALFORMED, 400, 513),
            of("U19", "500 Via", c -> more(c, "Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n".repeat(500)), MALFORMED, 400, 513),
            of("U19", "a header of 60 KiB", c -> more(c, "X-A: " + "y".repeat(60_000) + "\r\n"), MALFORMED, 400, 513),
            of("U19", "folded to no end", c -> more(c, "X-A: a\r\n" + " x\r\n".repeat(9000)), MALFORMED, 400, 513),
            of("U19", "64 KiB to the last byte", c -> full(c), "", 400, 401, 513, DROPPED),
            dropped("U19", "zeros", new byte[400], MALFORMED),
            dropped("U19", "STUN", stun(), ""),
            of("U19", "HTTP", c -> "GET / HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED, DROPPED));
    }

    static Stream<Attack> refused() {
        return Stream.of(
            of("U10", "Max-Forwards 0", c -> c.plain("INVITE", Target.uri("bob"), "Max-Forwards: 0"), ONCE, 483),
            of("U10", "Max-Forwards 300", c -> options(c).replace("Forwards: 70", "Forwards: 300"), ONCE, 401),
            of("U10", "no Max-Forwards", c -> without(c, "Max-Forwards"), ONCE, 401),
            of("U13", "unknown scheme, a stranger", c -> c.plain("OPTIONS", "nobody:x"), ONCE, 401, 407),
            of("U13", "unknown scheme, a user", c -> c.signed("OPTIONS", "nobody:x"), STATEFUL, 416),
            of("U13", "sips without TLS", c -> c.signed("INVITE", "sips:bob@" + Target.DOMAIN), STATEFUL, 416),
            of("U21", "multipart without boundary", c -> multipart(c, "multipart/mixed", "--x\r\n"), STATEFUL, 400, 415),
            of("U21", "multipart without parts", c -> multipart(c, "multipart/mixed;boundary=x", "--x--\r\n"), STATEFUL,
                400, 415),
            of("U21", "boundary NUL", c -> multipart(c, "multipart/mixed;boundary=\"\0\"", "--\0\r\n"), "", 400, 415,
                DROPPED),
            of("U21", "64 nested parts", c -> multipart(c, "multipart/mixed;boundary=x", nested(64)), STATEFUL, 400, 415),
            of("U25", "INVITE of a stranger", c -> c.plain("INVITE", ECHO), ONCE, 407),
            of("U25", "INVITE of a stranger with Require", c -> c.plain("INVITE", ECHO, "Require: foo"), ONCE, 407),
            of("U25", "INVITE of a user with Require", c -> c.signed("INVITE", ECHO, "Require: foo"), STATEFUL, 420),
            of("U25", "unknown method of a stranger", c -> c.plain("DANCE", ECHO), ONCE, 407),
            of("U25", "unknown method of a user", c -> c.signed("DANCE", ECHO), STATEFUL, 501),
            of("U30", "100 Routes", c -> c.signedWith(TalkingCall.sdp(9), "INVITE", ECHO,
                Caller.plus(routes(100), "Content-Type: application/sdp")), STATEFUL, 200, 400, 482, 483),
            of("U34", "REFER of a stranger", c -> c.plain("REFER", ECHO, "Refer-To: <sip:bob@x>"), ONCE, 407),
            of("U34", "REFER of a user", c -> c.signed("REFER", ECHO, "Refer-To: <sip:bob@x>"), STATEFUL, 405),
            of("U34", "Replaces of a stranger",
                c -> c.plain("INVITE", ECHO, "Replaces: x;to-tag=1;from-tag=2", "Require: replaces"), ONCE, 407),
            of("U34", "Replaces of a user",
                c -> c.signed("INVITE", ECHO, "Replaces: x;to-tag=1;from-tag=2", "Require: replaces"), STATEFUL, 420),
            of("U34", "BYE for nobody's call", c -> inDialog(c, "BYE"), ONCE, 481),
            of("U34", "re-INVITE of nobody's call", c -> inDialog(c, "INVITE"), ONCE, 481),
            of("U36", "unasked NOTIFY of a stranger", c -> notify(c, ""), ONCE, 407),
            of("U36", "NOTIFY of an unknown subscription", c -> notify(c, "To: <" + Target.uri("alice") + ">;tag=x"), ONCE,
                481),
            of("U38", "a scanner", c -> c.plain("OPTIONS", "sip:100@127.0.0.1", "User-Agent: friendly-scanner"), ONCE,
                407));
    }

    private static String options(Caller caller) {
        return caller.plain("OPTIONS", OFFICE);
    }

    private static String without(Caller caller, String header) {
        return options(caller).replaceFirst("\r\n" + header + ":[^\r]*", "");
    }

    private static String more(Caller caller, String lines) {
        return options(caller).replace("Content-Length", lines + "Content-Length");
    }

    private static String tagged(Caller caller, int length) {
        return caller.plain("OPTIONS", OFFICE, "From: <" + Target.uri("alice") + ">;tag=" + "t".repeat(length));
    }

    /** The largest datagram there is, with no more lines and no longer ones than are allowed. */
    private static String full(Caller caller) {
        StringBuilder lines = new StringBuilder();
        int room = 65_507 - options(caller).length();
        while (room > 0) {
            int length = Math.min(room < 8_100 ? room : 8_000, 8_000);
            lines.append("X-A: ").append("y".repeat(Math.max(0, length - 7))).append("\r\n");
            room -= length;
        }
        return more(caller, lines.toString());
    }

    private static String multipart(Caller caller, String type, String body) {
        return caller.signedWith(body, "INVITE", ECHO, "Content-Type: " + type);
    }

    private static String nested(int depth) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            body.append("--x\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n");
        }
        return body.append("--x--\r\n".repeat(depth)).toString();
    }

    private static String[] routes(int count) {
        String[] routes = new String[count];
        for (int i = 0; i < count; i++) {
            routes[i] = "Route: <sip:127.0.0.1:" + target.udp().getPort() + ";lr>";
        }
        return routes;
    }

    private static String inDialog(Caller caller, String method) {
        return caller.plain(method, ECHO, "To: <" + ECHO + ">;tag=guessed");
    }

    private static String notify(Caller caller, String to) {
        String body = "Messages-Waiting: yes\r\nMessage-Account: sip:" + "a".repeat(600) + "@x\r\n";
        String[] lines = {"Event: message-summary", "Content-Type: application/simple-message-summary"};
        return caller.withBody(body, "NOTIFY", Target.uri("alice"), to.isEmpty() ? lines : Caller.plus(lines, to));
    }

    private static byte[] stun() {
        byte[] binding = new byte[20];
        binding[1] = 1;
        binding[4] = 0x21;
        binding[5] = 0x12;
        binding[6] = (byte) 0xa4;
        binding[7] = 0x42;
        return binding;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void survivesWhatIsMalformed(Attack attack) {
        endure(attack, attacker());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesOnce(Attack attack) {
        endure(attack, attacker());
    }
}
