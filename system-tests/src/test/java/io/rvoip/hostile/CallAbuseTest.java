package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SECURITY.md 2.1: what is wrong with a call as a whole, rather than with one message. */
class CallAbuseTest extends Siege {
    private static final Duration SHORT = Duration.ofMillis(50);

    private Caller alice;
    private Caller bob;

    @BeforeEach
    void callers() {
        alice = attacker();
        bob = Caller.udp(target, "bob");
        bob.register();
    }

    @AfterEach
    void nothingIsHarmed() {
        bob.unregister();
        good.assertServed();
        target.assertSound();
        bob.close();
        alice.close();
    }

    private String inviteTo(String user, String... lines) {
        return alice.signedWith(TalkingCall.sdp(9), "INVITE", Target.uri(user),
            Caller.plus(lines, "Content-Type: application/sdp"));
    }

    private void giveUp(String invite) {
        alice.send(SipText.read(invite).cancel());
        alice.expect("200 CANCEL");
        alice.send(SipText.read(invite).ack(alice.expect("487 INVITE").text(), ""));
        bob.send(bob.expect("CANCEL").text().response(200, "OK"));
    }

    @ParameterizedTest(name = "U15 {0}")
    @ValueSource(strings = {
        "X-Internal-Auth: 1", "X-Internal-Auth : 1", "x-internal-auth:\r\n 1", "P-Asserted-Identity: <sip:boss@rvoip.test>",
        "p-asserted-identity\t: <sip:boss@rvoip.test>", "Remote-Party-ID: <sip:boss@rvoip.test>;party=calling",
        "RVOIP-Loop : guessed", "Identity: x", "y: x", "Alert-Info: <file:///dev/random>", "Call-Info: <http://x/>;purpose=icon",
        "Record-Route: <sip:127.9.9.9;lr>", "Route: <sip:127.9.9.9;lr>"})
    void whatOnlyATrustedSideMaySayDoesNotPass(String line) {
        String invite = inviteTo("bob", line);
        alice.send(invite);
        ReceivedSip heard = bob.expect("INVITE");
        String value = line.substring(line.indexOf(':') + 1).strip();
        assertThat(heard.text().raw()).doesNotContain(": " + value + "\r\n").doesNotContain("boss").doesNotContain("127.9.9.9");
        assertThat(heard.header("From")).contains(Target.uri("alice"));
        bob.send(heard.text().response(486, "Busy Here"));
        assertThat(alice.finalAnswer(invite).status()).isEqualTo(486);
        bob.expect("ACK");
    }

    @Test
    void u23strayResponseIsNotPassedOn() throws SocketException {
        try (DatagramSocket victim = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            victim.setSoTimeout(1);
            double before = target.sent();
            for (String top : List.of("127.0.0.1:" + target.udp().getPort(), "127.0.0.1:5060", "203.0.113.7")) {
                for (String method : List.of("INVITE", "OPTIONS", "REGISTER")) {
                    alice.send("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP " + top + ";branch=z9hG4bKstray\r\n"
                        + "Via: SIP/2.0/UDP 127.0.0.1:" + victim.getLocalPort() + ";branch=z9hG4bKvictim\r\n"
                        + "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\nCall-ID: stray\r\nCSeq: 1 " + method + "\r\n"
                        + "Contact: <sip:a@127.0.0.1:" + victim.getLocalPort() + ">\r\nContent-Length: 0\r\n\r\n");
                }
            }
            good.assertServed();
            alice.socket().expectNothing(SHORT);
            assertThat(target.metric("rvoip_sip_dropped_total")).isGreaterThanOrEqualTo(9);
            assertThat(target.sent() - before).as("answers to the good phone alone").isLessThanOrEqualTo(4);
        }
    }

    @Test
    void u27requestOnTwoWaysIsRefusedOnTheSecond() {
        String invite = inviteTo("bob");
        alice.send(invite);
        ReceivedSip heard = bob.expect("INVITE");
        bob.send(heard.text().response(180, "Ringing"));
        String merged = invite.replace("branch=z9hG4bK", "branch=z9hG4bKother");
        alice.send(merged);
        assertThat(alice.expect("482 INVITE").status()).isEqualTo(482);
        bob.socket().expectNothing(SHORT);
        giveUp(invite);
        bob.send(heard.text().response(487, "Request Terminated"));
        bob.expect("ACK");
    }

    @Test
    void u28nobodyRegistersWhereWeAre() {
        String office = "127.0.0.1:" + target.udp().getPort();
        for (String contact : List.of("sip:alice@" + office, "sip:bob@" + office, Target.uri("bob"))) {
            ReceivedSip answer = alice.ask(alice.signed("REGISTER", "sip:" + Target.DOMAIN, "Contact: <" + contact + ">"));
            assertThat(answer.status()).as(contact).isEqualTo(403);
        }
    }

    @Test
    void u28callThatComesBackEnds() {
        double before = target.sent();
        String invite = inviteTo("bob");
        alice.send(invite);
        ReceivedSip heard = bob.expect("INVITE");
        bob.send(heard.text().response(180, "Ringing"));
        String back = heard.text().raw().replaceFirst("INVITE \\S+", "INVITE " + Target.uri("bob")).replaceFirst("\r\nVia:",
            "\r\nVia: SIP/2.0/UDP " + bob.socket().hostPort() + ";branch=z9hG4bKback;rport\r\nVia:");
        bob.send(back);
        assertThat(bob.expect("482 INVITE").status()).as("with our mark").isEqualTo(482);
        bob.send(back.replaceFirst("RVOIP-Loop", "X-Loop").replaceFirst("z9hG4bKback", "z9hG4bKagain"));
        assertThat(bob.expect("407 INVITE").status()).as("without it, nobody's").isEqualTo(407);
        giveUp(invite);
        bob.send(heard.text().response(487, "Request Terminated"));
        bob.expect("ACK");
        assertThat(target.sent() - before).isLessThan(20);
    }

    @Test
    void u32reInviteAfterOurByeIsRefused() {
        TalkingCall call = TalkingCall.toEcho(alice, 9);
        target.engine().hangup(target.engine().calls().get(0).id()).toCompletableFuture().join();
        ReceivedSip bye = alice.expect("BYE");
        String again = call.within("INVITE");
        alice.send(again);
        assertThat(alice.finalAnswer(again).status()).isEqualTo(481);
        alice.send(bye.text().response(200, "OK"));
        String late = call.within("INVITE");
        alice.send(late);
        assertThat(alice.finalAnswer(late).status()).isEqualTo(481);
    }

    @Test
    void u34callOfOthersIsNotEndedByGuessing() {
        TalkingCall call = TalkingCall.toEcho(alice, 9);
        try (Caller mallory = attacker()) {
            String bye = call.within("BYE");
            for (String guess : List.of(bye.replaceFirst("(To:[^\r]*tag=)[^\r;]*", "$1guess"),
                    bye.replaceFirst("(From:[^\r]*tag=)[^\r;]*", "$1guess"), bye.replaceFirst("(Call-ID: )", "$1x"))) {
                mallory.send(guess);
                String port = String.valueOf(mallory.address().getPort());
                assertThat(mallory.expect("481").header("Via")).contains("rport=" + port);
            }
            String invite = SipText.read(bye).header("Call-ID");
            mallory.send(mallory.plain("CANCEL", Target.uri("echo"), "Call-ID: " + invite));
            mallory.expect("481 CANCEL");
        }
        assertThat(target.engine().calls()).hasSize(1);
        call.end();
    }

    @Test
    void u38nobodyLearnsWhoIsAUser() {
        assertThat(shape(alice.plain("INVITE", Target.uri("bob")))).isEqualTo(shape(alice.plain("INVITE", Target.uri("nix"))));
        try (Caller known = Caller.udp(target, "alice", "127.0.7.1"); Caller unknown = Caller.udp(target, "nixxx", "127.0.8.1")) {
            assertThat(wrong(known)).isEqualTo(wrong(unknown));
            long difference = Long.MAX_VALUE;
            for (int i = 0; i < 5 && difference > 0; i++) {
                difference = Math.min(difference, excess(known, unknown));
            }
            assertThat(difference).as("ns by which the two differ beyond 10 % and what a busy machine does").isZero();
        }
    }

    /** Takes turns, and compares what the quicker quarter takes: what disturbs comes on top. */
    private static long excess(Caller known, Caller unknown) {
        List<Long> ofKnown = new ArrayList<>();
        List<Long> ofUnknown = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean first = i % 2 == 0;
            (first ? ofKnown : ofUnknown).add(nanos(first ? known : unknown));
            (first ? ofUnknown : ofKnown).add(nanos(first ? unknown : known));
        }
        long one = quarter(ofKnown);
        long other = quarter(ofUnknown);
        return Math.max(0, Math.abs(one - other) - Math.max(one / 10, 50_000));
    }

    /** An answer without what differs each time. */
    private String shape(String raw) {
        alice.send(raw);
        return shape(alice.expect("407"));
    }

    private static String shape(ReceivedSip answer) {
        return answer.text().raw().replaceAll("(branch|tag|nonce|rport|received)=[^;,\r]*", "$1")
            .replaceAll("(Call-ID:|CSeq:|To:|From:|Via:)[^\r]*", "$1");
    }

    private static String wrongly(Caller caller) {
        return caller.plain("INVITE", Target.uri("echo"),
            caller.credentials("INVITE", Target.uri("echo"), Map.of("response", "0".repeat(64))));
    }

    private static String wrong(Caller caller) {
        caller.send(wrongly(caller));
        return shape(caller.expect("407"));
    }

    private static long nanos(Caller caller) {
        String raw = wrongly(caller);
        long start = System.nanoTime();
        caller.send(raw);
        return caller.expect("407").atNanos() - start;
    }

    private static long quarter(List<Long> values) {
        Collections.sort(values);
        return values.get(values.size() / 4);
    }

    @Test
    void answersNeverGoToManyHosts() {
        double before = target.sent();
        for (String maddr : List.of("224.0.1.75", "255.255.255.255", "0.0.0.0", "[ff02::1]", "example.org")) {
            String raw = alice.plain("OPTIONS", "sip:" + Target.DOMAIN).replaceFirst(";rport", ";maddr=" + maddr + ";ttl=255");
            alice.send(raw);
            alice.send(raw.replaceFirst("Content-Length: 0", "Content-Length: 9"));
        }
        good.assertServed();
        alice.socket().expectNothing(SHORT);
        assertThat(target.sent() - before).as("the good phone's answers alone").isLessThanOrEqualTo(4);
        for (String sentBy : Arrays.asList("255.255.255.255", "224.0.1.75", "0.0.0.0", "192.0.2.1")) {
            String raw = alice.plain("OPTIONS", "sip:" + Target.DOMAIN)
                .replaceFirst("UDP [^;]*", "UDP " + sentBy + ":" + alice.address().getPort());
            alice.send(raw);
            assertThat(alice.expect("401").header("Via")).as("answered to who sent it").contains("received=127.");
        }
    }
}
