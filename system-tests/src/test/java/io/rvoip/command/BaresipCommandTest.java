package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.peers.Baresip;
import io.rvoip.peers.Speech;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COMMANDS.md: {@code call} and {@code answer} with baresip at the far end, which records what it hears. */
@Timeout(120)
class BaresipCommandTest {
    private static final int ENOUGH = 300;

    @TempDir
    private Path dir;

    private Baresip.Setup baresip() {
        return Baresip.as("bob").playing(Speech.file(Speech.often(Speech.other(), 3), dir, "bob-says"));
    }

    private String weSay() {
        return Speech.file(Speech.one(), dir, "we-say").toString();
    }

    @Test
    void weCallBaresip() throws Exception {
        Path weHear = dir.resolve("we-hear.wav");
        try (Baresip bob = baresip().answering().start("127.0.0.1", dir.resolve("bob"))) {
            Ended call = Rvoip.run("call", "sip:bob@127.0.0.1:" + bob.sipPort(), "--play", weSay(), "--record", weHear.toString());
            assertThat(call.assertExit(0).result().get("received").intValue()).isGreaterThan(ENOUGH);
            bob.await("terminated");
            Speech.assertHeard("baresip hears us", Speech.one(), bob.heard());
            Speech.assertHeard("we hear baresip", Speech.other(), weHear);
        }
    }

    @Test
    void weCallBaresipThatTakesNothingInClear() throws Exception {
        try (Baresip bob = baresip().encrypting().answering().start("127.0.0.1", dir.resolve("bob"))) {
            Ended call = Rvoip.run("call", "sip:bob@127.0.0.1:" + bob.sipPort(), "--security", "sdes", "--seconds", "2");
            assertThat(call.assertExit(0).result().get("keying").textValue()).isEqualTo("sdes");
            assertThat(call.result().get("suite").textValue()).isEqualTo("AEAD_AES_128_GCM");
            assertThat(call.result().get("received").intValue()).isGreaterThan(50);
        }
    }

    @Test
    void weCallBaresipOverDtls() throws Exception {
        try (Baresip bob = baresip().shakingHands().answering().start("127.0.0.1", dir.resolve("bob"))) {
            Ended call = Rvoip.run("call", "sip:bob@127.0.0.1:" + bob.sipPort(), "--security", "dtls", "--seconds", "2");
            assertThat(call.assertExit(0).result().get("keying").textValue()).isEqualTo("dtls");
            assertThat(call.result().get("suite").textValue()).isNotEmpty();
            assertThat(call.result().get("fingerprint").textValue()).startsWith("sha-256 ");
            assertThat(call.result().get("received").intValue()).isGreaterThan(50);
        }
    }

    @Test
    void baresipCallsUs() throws Exception {
        Path weHear = dir.resolve("we-hear.wav");
        int port = ServedOffice.freePort();
        try (Baresip bob = baresip().start("127.0.0.1", dir.resolve("bob"));
             Rvoip answer = Rvoip.startReady("answer", "--listen", "127.0.0.1:" + port, "--play", weSay(), "--record", weHear.toString())) {
            bob.dial("sip:rvoip@127.0.0.1:" + port);
            bob.await("Call established");
            assertThat(answer.awaitEnd().assertExit(0).result().get("received").intValue()).isGreaterThan(ENOUGH);
            bob.await("terminated");
            Speech.assertHeard("baresip hears us", Speech.one(), bob.heard());
            Speech.assertHeard("we hear baresip", Speech.other(), weHear);
        }
    }
}
