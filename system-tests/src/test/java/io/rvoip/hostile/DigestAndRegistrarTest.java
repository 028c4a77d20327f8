package io.rvoip.hostile;

import static io.rvoip.hostile.Attack.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.2: credentials that are not right, and registrations that may not be. */
class DigestAndRegistrarTest extends Siege {
    private static final String OFFICE = "sip:" + Target.DOMAIN;
    private static final String ECHO = Target.uri("echo");
    private static final String CHALLENGED = "rvoip_auth_challenges_total";
    private static final String STATEFUL = "rvoip_sip_transactions_total{side=\"server\"";

    private static String failed(String reason) {
        return "rvoip_auth_failures_total{reason=\"" + reason + "\"";
    }

    static Stream<Attack> credentials() {
        return Stream.of(
            of("A1", "replay", c -> invite(c, Map.of("nc", twice(c))), failed("replay"), 407),
            of("A1", "a nonce of somebody's own making", c -> invite(c, Map.of("nonce", "x".repeat(40))),
                failed("wrong_password"), 407),
            of("A3", "another URI", c -> invite(c, Map.of("uri", Target.uri("tone"))), failed("wrong_uri"), 400),
            of("A3", "another realm", c -> invite(c, Map.of("realm", "other.example")), CHALLENGED, 407),
            of("A3", "no realm", c -> invite(c, Map.of("realm", "")), failed("malformed"), 400, 407),
            of("A3", "another user's From", c -> c.signed("INVITE", ECHO, "From: <" + Target.uri("bob") + ">;tag=1"),
                failed("identity"), 403),
            of("A3", "another user's name", c -> invite(c, Map.of("username", "bob")), failed("wrong_password"), 407),
            of("A3", "nobody's name", c -> invite(c, Map.of("username", "nobody")), failed("unknown_user"), 407),
            of("A5", "without qop", c -> invite(c, Map.of("qop", "", "nc", "", "cnonce", "")), failed("qop"), 400, 407),
            of("A5", "unknown qop", c -> invite(c, Map.of("qop", "auth-foo")), failed("malformed"), 400),
            of("A5", "auth-int over another body", c -> invite(c, Map.of("qop", "auth-int")), failed("wrong_password"), 407),
            of("A5", "empty cnonce", c -> invite(c, Map.of("cnonce", "")), failed("malformed"), 400),
            of("A5", "cnonce of 7 KiB", c -> invite(c, Map.of("cnonce", "c".repeat(7000))), failed("malformed"), 400),
            of("A5", "cnonce of 60 KiB", c -> invite(c, Map.of("cnonce", "c".repeat(60_000))),
                "rvoip_sip_parse_errors_total", 400, 513),
            of("A5", "response of 31 digits", c -> invite(c, Map.of("response", "0".repeat(31))), failed("malformed"), 400),
            of("A5", "response of 33 digits", c -> invite(c, Map.of("response", "0".repeat(33))), failed("malformed"), 400),
            of("A5", "response of 64 letters", c -> invite(c, Map.of("response", "z".repeat(64))), failed("malformed"), 400),
            of("A5", "wrong response", c -> invite(c, Map.of("response", "0".repeat(64))), failed("wrong_password"), 407),
            of("A5", "nc 0", c -> invite(c, Map.of("nc", "00000000")), failed("malformed"), 400),
            of("A5", "nc -1", c -> invite(c, Map.of("nc", "-0000001")), failed("malformed"), 400),
            of("A5", "unknown algorithm", c -> invite(c, Map.of("algorithm", "SHA-1")), failed("algorithm"), 407),
            of("A5", "MD5 by name only", c -> invite(c, Map.of("algorithm", "MD5")), failed("malformed"), 400),
            of("A5", "not digest", c -> c.plain("INVITE", ECHO, "Proxy-Authorization: Basic YTpi"), CHALLENGED, 400, 407),
            of("A5", "garbage", c -> c.plain("INVITE", ECHO, "Proxy-Authorization: Digest ="), failed("malformed"), 400),
            of("A5", "twice", c -> c.signed("INVITE", ECHO, c.credentials("INVITE", ECHO, Map.of())), failed("malformed"), 400),
            of("A5", "in the wrong field", c -> c.plain("INVITE", ECHO,
                c.credentials("INVITE", ECHO, Map.of()).replace("Proxy-", "")), CHALLENGED, 407));
    }

    static Stream<Attack> registrations() {
        return Stream.of(
            of("A7", "* without Expires 0", c -> register(c, "Contact: *", "Expires: 60"), STATEFUL, 400),
            of("A7", "* and another", c -> register(c, "Contact: *, <sip:a@127.0.0.1>", "Expires: 0"), STATEFUL, 400),
            of("A7", "100 contacts", c -> register(c, contacts(100)), STATEFUL, 403),
            of("A7", "our own address", c -> register(c, "Contact: <sip:a@127.0.0.1:" + target.udp().getPort() + ">"),
                STATEFUL, 403),
            of("A7", "a phone of this host at the usual port", c -> register(c, "Contact: <sip:a@127.0.0.1:5060>"), STATEFUL, 200),
            of("A7", "our own domain", c -> register(c, "Contact: <" + Target.uri("bob") + ">"), STATEFUL, 403),
            of("A7", "javascript", c -> register(c, "Contact: <javascript:alert(1)>"), STATEFUL, 400),
            of("A7", "tel", c -> register(c, "Contact: <tel:+1234>"), STATEFUL, 400),
            of("A7", "mailto", c -> register(c, "Contact: <mailto:a@b>"), STATEFUL, 400),
            of("A7", "malformed", c -> register(c, "Contact: <sip:a@"), STATEFUL, 400),
            of("A7", "too short a time", c -> register(c, "Expires: 1"), STATEFUL, 423),
            of("A7", "an age", c -> register(c, "Expires: 99999999999999999999"), STATEFUL, 200, 400),
            of("A7", "less than no time", c -> register(c, "Expires: -5"), STATEFUL, 200, 400),
            of("A7", "line breaks in a contact", c -> register(c, "Contact: <sip:a@127.0.0.9:5070?x=%0d%0ay%3a1>"), STATEFUL,
                200, 400),
            of("A9", "for somebody else", c -> register(c, "To: <" + Target.uri("bob") + ">"), STATEFUL, 403),
            of("A9", "as somebody else",
                c -> register(c, "From: <" + Target.uri("bob") + ">;tag=1", "To: <" + Target.uri("bob") + ">"), STATEFUL, 403),
            of("A9", "for nobody", c -> register(c, "To: <sip:" + Target.DOMAIN + ">"), STATEFUL, 404),
            of("A9", "for another domain", c -> c.signed("REGISTER", "sip:example.org"), STATEFUL, 403),
            of("A9", "an extension", c -> register(c, "Require: path"), STATEFUL, 420));
    }

    private static String invite(Caller caller, Map<String, String> spoilt) {
        return caller.withBody(TalkingCall.sdp(9), "INVITE", ECHO, "Content-Type: application/sdp",
            caller.credentials("INVITE", ECHO, spoilt));
    }

    /** A count that was used before. */
    private static String twice(Caller caller) {
        caller.ask(caller.signed("OPTIONS", OFFICE));
        return "00000001";
    }

    private static String register(Caller caller, String... lines) {
        return caller.signed("REGISTER", OFFICE, lines);
    }

    private static String[] contacts(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("Contact: <sip:a" + i + "@127.0.0.1>");
        }
        return lines.toArray(new String[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("credentials")
    void letsNobodyIn(Attack attack) {
        endure(attack, attacker());
        assertThat(target.engine().calls()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("registrations")
    void registersNobodyWrongly(Attack attack) {
        endure(attack, attacker());
        target.engine().unregister(Target.uri("alice")).toCompletableFuture().join();
        assertThat(target.engine().registrations()).hasSize(1);
    }

    @Test
    void a1replayIsToldThatItsNonceIsStale() {
        try (Caller caller = attacker()) {
            String signed = caller.signed("OPTIONS", OFFICE);
            assertThat(caller.ask(signed).status()).isEqualTo(200);
            caller.send(signed.replaceFirst("branch=z9hG4bK", "branch=z9hG4bKagain")
                .replaceFirst("Call-ID: ", "Call-ID: again"));
            ReceivedSip stale = caller.expect("401");
            assertThat(stale.header("WWW-Authenticate")).contains("stale=true").doesNotContain(caller.account().nonce());
            caller.account().challenged(stale.header("WWW-Authenticate"));
            assertThat(caller.ask(caller.signed("OPTIONS", OFFICE)).status()).isEqualTo(200);
        }
    }
}
