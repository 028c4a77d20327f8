package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import io.rvoip.testing.SipText;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** COMMANDS.md: {@code answer}, called by a far end that is written by hand. */
class AnswerTest {
    private final int port = ServedOffice.freePort();

    private Rvoip answer(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "answer";
        all[1] = "--listen";
        all[2] = "127.0.0.1:" + port;
        System.arraycopy(more, 0, all, 3, more.length);
        return Rvoip.startReady(all);
    }

    private static JsonNode result(Ended ended) {
        assertThat(ended.out()).as("stdout").hasSize(2).startsWith("READY");
        return ended.result();
    }

    @Test
    void itAnswersAndHangsUpAfterSoManySeconds() {
        try (Rvoip answer = answer("--seconds", "1"); ScriptedEnd far = ScriptedEnd.of(port)) {
            far.answered(far.invite());
            assertThat(far.awaitMedia(Rvoip.SOON)[1] & 0x7f).as("payload type").isZero();
            far.respond(far.expect("BYE"), 200, "OK");
            JsonNode result = result(answer.awaitEnd().assertExit(0));
            assertThat(result.get("state").textValue()).isEqualTo("ended");
            assertThat(result.get("codec").textValue()).isEqualTo("PCMU");
            assertThat(result.get("sent").intValue()).as("packets of a second").isBetween(35, 75);
        }
    }

    @Test
    void theFarEndHangsUp() {
        try (Rvoip answer = answer(); ScriptedEnd far = ScriptedEnd.of(port)) {
            String invite = far.invite();
            ReceivedSip answered = far.answered(invite);
            far.awaitMedia(Rvoip.SOON);
            SipText asked = SipText.read(invite);
            far.sip().send(far.sip().request("BYE", SipText.addressIn(answered.header("Contact")), "From: " + asked.header("From"),
                "To: " + answered.header("To"), "Call-ID: " + asked.header("Call-ID"), "CSeq: 99 BYE"));
            far.expect("200 BYE");
            assertThat(result(answer.awaitEnd().assertExit(0)).get("sipStatus").intValue()).isEqualTo(200);
        }
    }

    @Test
    void aCallThatItCannotSpeakIsRefusedAndHasFailed() {
        try (Rvoip answer = answer(); ScriptedEnd far = ScriptedEnd.of(port)) {
            String invite = far.sip().requestWith(far.sdp().replace("AVP 0", "AVP 18").replace("0 PCMU", "18 G729"), "INVITE",
                "sip:phone@127.0.0.1:" + port, "Contact: <" + far.uri() + ">", "Content-Type: application/sdp");
            far.sip().send(invite);
            far.sip().send(SipText.read(invite).ack(far.expect("488 INVITE").text(), ""));
            JsonNode result = result(answer.awaitEnd().assertExit(3));
            assertThat(result.get("state").textValue()).isEqualTo("failed");
            assertThat(result.get("sipStatus").intValue()).isEqualTo(488);
            assertThat(result.get("codec").isNull()).as("no codec").isTrue();
        }
    }

    @Test
    void itAnswersOverTcp() {
        try (Rvoip answer = answer("--transport", "tcp");
             ScriptedSipSocket tcp = ScriptedSipSocket.tcp(new InetSocketAddress(ScriptedEnd.loopback(), port));
             ScriptedEnd far = ScriptedEnd.of(port)) {
            String invite = tcp.requestWith(far.sdp(), "INVITE", "sip:phone@127.0.0.1:" + port,
                "Contact: <sip:far@" + tcp.hostPort() + ";transport=tcp>", "Content-Type: application/sdp");
            tcp.send(invite);
            tcp.send(SipText.read(invite).ack(tcp.expect("200 INVITE", Rvoip.SOON).text(), "z9hG4bKack"));
            far.awaitMedia(Rvoip.SOON);
            answer.terminate();
            tcp.send(tcp.expect("BYE", Rvoip.SOON).text().response(200, "OK"));
            assertThat(result(answer.awaitEnd().assertExit(0)).get("transport").textValue()).isEqualTo("tcp");
        }
    }

    @Test
    void twoOfUsSpeakUnderAKeyOfMikey() {
        String[] keyed = {"--security", "mikey", "--key", "a key that both sides hold"};
        try (Rvoip answer = answer(keyed)) {
            Ended call = Rvoip.run("call", "sip:phone@127.0.0.1:" + port, keyed[0], keyed[1], keyed[2], keyed[3], "--seconds", "1").assertExit(0);
            for (JsonNode result : List.of(call.result(), result(answer.awaitEnd().assertExit(0)))) {
                assertThat(result.get("keying").textValue()).isEqualTo("mikey");
                assertThat(result.get("suite").textValue()).isEqualTo("AEAD_AES_128_GCM");
                assertThat(result.get("received").intValue()).isGreaterThan(35);
            }
        }
    }

    @Test
    void stoppedBeforeAnybodyCalledItSaysSo() {
        try (Rvoip answer = answer()) {
            answer.interrupt();
            JsonNode result = result(answer.awaitEnd().assertExit(3));
            assertThat(result.get("state").textValue()).isEqualTo("failed");
            assertThat(result.get("reason").textValue()).isEqualTo("stopped before anybody called");
        }
    }

    @Test
    void aPortThatIsTakenFails() {
        try (ScriptedEnd other = ScriptedEnd.of(port)) {
            Ended failed = Rvoip.run("answer", "--listen", other.sip().hostPort()).assertExit(3);
            assertThat(failed.out()).as("no READY").hasSize(1);
            assertThat(failed.result().get("reason").textValue()).contains(other.sip().hostPort(), "in use");
        }
    }
}
