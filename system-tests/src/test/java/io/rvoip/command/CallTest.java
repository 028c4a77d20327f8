package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rvoip.peers.Speech;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import io.rvoip.testing.SipText;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COMMANDS.md: {@code call URI}, seen by a far end that is written by hand. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CallTest {
    private static final int PCMA = 8;
    private static final int LAST = Integer.MAX_VALUE;

    /** Its INVITE is repeated for 32 seconds (RFC 3261, timer B) while the other tests run. */
    private static ScriptedEnd silent;
    private static Rvoip unanswered;

    @TempDir
    private Path dir;

    private ScriptedEnd far;

    @BeforeAll
    static void callSomebodyWhoNeverAnswers() {
        silent = ScriptedEnd.of(ServedOffice.freePort());
        unanswered = silent.called("--seconds", "1");
    }

    @AfterAll
    static void closeSilent() {
        unanswered.close();
        silent.close();
    }

    @BeforeEach
    void open() {
        far = ScriptedEnd.of(ServedOffice.freePort());
    }

    @AfterEach
    void close() {
        far.close();
    }

    @Test
    void itHangsUpAfterSoManySecondsAndSaysWhatWasMeasured() {
        try (Rvoip call = far.called("--seconds", "1")) {
            ReceivedSip invite = far.expect("INVITE");
            assertThat(invite.text().body()).contains("m=audio", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000");
            far.respond(invite, 180, "Ringing");
            call.awaitSaid("ringing");
            far.accept(invite);
            assertThat(far.awaitMedia(Rvoip.SOON)[1] & 0x7f).as("payload type").isZero();
            far.respond(far.expect("BYE"), 200, "OK");
            Ended ended = call.awaitEnd().assertExit(0);
            assertThat(ended.out()).as("stdout").hasSize(1);
            JsonNode result = ended.result();
            assertThat(result.toString()).startsWith("{\"state\":\"ended\",\"sipStatus\":200,\"reason\":\"hung up\",\"codec\":\"PCMU\","
                + "\"transport\":\"udp\",\"tls\":null,\"keying\":\"none\",\"suite\":null,\"sas\":null,\"fingerprint\":null,\"sent\":");
            assertThat(result.get("sent").intValue()).as("packets of a second").isBetween(35, 75);
            assertThat(result.get("received").intValue()).isZero();
            assertThat(result.get("jitterMs").isNull()).as("jitter of nothing").isTrue();
            assertThat(result.get("rttMs").isNull()).as("round trip of nothing").isTrue();
            assertThat(result.get("mos").isNull()).as("quality of nothing").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"486, Busy Here", "603, Decline", "404, Not Found"})
    void aRefusalIsRejected(int status, String reason) {
        try (Rvoip call = far.called()) {
            far.respond(far.expect("INVITE"), status, reason);
            far.expect("ACK");
            JsonNode result = call.awaitEnd().assertExit(3).result();
            assertThat(result.get("state").textValue()).isEqualTo("rejected");
            assertThat(result.get("sipStatus").intValue()).isEqualTo(status);
            assertThat(result.get("reason").textValue()).isEqualTo(reason);
            for (String none : new String[] {"codec", "tls", "suite", "sas", "fingerprint", "sent", "received", "lost", "jitterMs", "rttMs", "mos"}) {
                assertThat(result.get(none).isNull()).as(none).isTrue();
            }
        }
    }

    @Test
    void anInterruptHangsUp() {
        try (Rvoip call = far.called()) {
            far.accept(far.expect("INVITE"));
            far.awaitMedia(Rvoip.SOON);
            call.interrupt();
            far.respond(far.expect("BYE"), 200, "OK");
            assertThat(call.awaitEnd().assertExit(0).result().get("state").textValue()).isEqualTo("ended");
        }
    }

    @Test
    void aTermSignalHangsUpAndASecondDoesNotWaitForTheFarEnd() {
        try (Rvoip call = far.called()) {
            far.accept(far.expect("INVITE"));
            far.awaitMedia(Rvoip.SOON);
            call.terminate();
            far.expect("BYE");
            call.terminate();
            JsonNode result = call.awaitEnd(Duration.ofSeconds(20)).assertExit(3).result();
            assertThat(result.get("state").textValue()).isEqualTo("failed");
            assertThat(result.get("reason").textValue()).contains("did not confirm");
        }
    }

    @Test
    void aTermSignalWhileItRingsGivesUp() {
        try (Rvoip call = far.called()) {
            ReceivedSip invite = far.expect("INVITE");
            far.respond(invite, 180, "Ringing");
            call.awaitSaid("ringing");
            call.terminate();
            far.respond(far.expect("CANCEL"), 200, "OK");
            far.respond(invite, 487, "Request Terminated");
            far.expect("ACK");
            JsonNode result = call.awaitEnd().assertExit(3).result();
            assertThat(result.get("state").textValue()).isEqualTo("ended");
            assertThat(result.get("sipStatus").intValue()).isEqualTo(487);
        }
    }

    @Test
    void theFarEndHangsUp() {
        try (Rvoip call = far.called()) {
            ReceivedSip invite = far.expect("INVITE");
            far.accept(invite);
            far.awaitMedia(Rvoip.SOON);
            far.sip().send(far.sip().request("BYE", SipText.addressIn(invite.header("Contact")),
                "From: " + invite.header("To") + ";tag=" + toTag(invite), "To: " + invite.header("From"), "Call-ID: " + invite.header("Call-ID"),
                "CSeq: 7 BYE"));
            far.expect("200 BYE");
            assertThat(call.awaitEnd().assertExit(0).result().get("sipStatus").intValue()).isEqualTo(200);
        }
    }

    private static String toTag(ReceivedSip invite) {
        return SipText.read(invite.text().response(200, "OK")).parameter("To", "tag").orElseThrow();
    }

    @Test
    void overTcpTheInviteComesByTcp() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, ScriptedEnd.loopback());
             Rvoip call = Rvoip.start("call", "sip:far@127.0.0.1:" + server.getLocalPort(), "--transport", "tcp");
             ScriptedSipSocket tcp = ScriptedSipSocket.accept(server, Rvoip.SOON)) {
            ReceivedSip invite = tcp.expect("INVITE", Rvoip.SOON);
            assertThat(invite.header("Via")).startsWith("SIP/2.0/TCP ");
            tcp.send(invite.text().response(486, "Busy Here"));
            tcp.expect("ACK", Rvoip.SOON);
            assertThat(call.awaitEnd().assertExit(3).result().get("transport").textValue()).isEqualTo("tcp");
        }
    }

    @Test
    void aCodecByNameIsTheOnlyOneOffered() {
        try (Rvoip call = far.called("--codec", "pcma")) {
            ReceivedSip invite = far.expect("INVITE");
            assertThat(invite.text().body()).contains("a=rtpmap:" + PCMA + " PCMA/8000").doesNotContain("PCMU");
            far.sip().send(invite.text().responseWith(far.sdp().replace("AVP 0", "AVP 8").replace("0 PCMU", "8 PCMA"), 200, "OK",
                "Contact: <" + far.uri() + ">", "Content-Type: application/sdp"));
            far.expect("ACK");
            assertThat(far.awaitMedia(Rvoip.SOON)[1] & 0x7f).as("payload type").isEqualTo(PCMA);
            call.terminate();
            far.respond(far.expect("BYE"), 200, "OK");
            assertThat(call.awaitEnd().assertExit(0).result().get("codec").textValue()).isEqualTo("PCMA");
        }
    }

    @Test
    @Order(LAST)
    void whoNeverAnswersIsGivenUp() {
        JsonNode result = unanswered.awaitEnd().assertExit(3).result();
        assertThat(result.get("state").textValue()).isEqualTo("failed");
        assertThat(result.get("sipStatus").intValue()).as(result.toString()).isEqualTo(408);
        for (int i = 0; i < 7; i++) { // timer A, doubled from 500 ms each time
            silent.expect("INVITE");
        }
        assertThat(silent.sip().next(Duration.ofMillis(1))).as("more of it").isEmpty();
    }

    @Test
    void nobodyListensThere() {
        JsonNode result = Rvoip.run("call", "sip:x@127.0.0.1:" + ServedOffice.freePort(), "--transport", "tcp").assertExit(3).result();
        assertThat(result.get("state").textValue()).isEqualTo("failed");
        assertThat(result.get("reason").textValue()).contains("refused");
        JsonNode unknown = Rvoip.run("call", "sip:x@nobody.invalid").assertExit(3).result();
        assertThat(unknown.get("state").textValue()).isEqualTo("failed");
        assertThat(unknown.get("reason").textValue()).contains("nobody.invalid");
    }

    @Test
    void whatCannotBeDoneIsRefusedByName() {
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("--security mikey", "--security: mikey needs a key");
        refusals.put("--codec G723", "--codec: \"G723\" is unknown; use one of");
        refusals.put("--play none.wav", "--play: none.wav: cannot be read");
        List<Ended> refused = Rvoip.runAll(refusals.keySet().stream()
            .map(options -> ("call sip:x@127.0.0.1:9 " + options).split(" ")).toList());
        List<String> messages = List.copyOf(refusals.values());
        for (int i = 0; i < messages.size(); i++) {
            refused.get(i).assertRefused(1, messages.get(i));
        }
    }

    @Test
    void aRecordingThatCouldNotBeKeptIsNoSuccess() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is missing");
        try (Rvoip call = far.called("--seconds", "1", "--record", "/dev/full")) {
            far.accept(far.expect("INVITE"));
            far.respond(far.expect("BYE"), 200, "OK");
            Ended ended = call.awaitEnd().assertExit(1);
            assertThat(ended.result().get("state").textValue()).isEqualTo("ended");
            assertThat(ended.errors()).contains("recording failed: ", "/dev/full is not complete");
        }
    }

    @Test
    void playEndsTheCallWhenAllIsSaid() {
        Path said = Speech.file(Speech.one().slice(Duration.ZERO, Duration.ofSeconds(1)), dir, "said");
        try (Rvoip call = far.called("--play", said.toString())) {
            far.accept(far.expect("INVITE"));
            far.respond(far.expect("BYE"), 200, "OK");
            assertThat(call.awaitEnd().assertExit(0).result().get("sent").intValue()).isBetween(50, 110);
        }
    }
}
