package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.peers.Speech;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMMANDS.md: {@code serve}, {@code call} and {@code answer} together, three processes that know each other by SIP alone. */
class PhonesAtOfficeTest {
    /**
     * Long enough for a round trip to be measured whatever the dice say: with the minimum of five seconds a first report
     * leaves within 3.1 s, and the report that echoes it within 6.2 s after (RFC 3550 §6.2, §6.3.1).
     */
    private static final int TIMES_SAID = 2;
    private static final int PACKETS_A_SECOND = 50;

    @TempDir
    private static Path shared;

    private static ServedOffice office;

    @TempDir
    private Path dir;

    @BeforeAll
    static void open() {
        office = ServedOffice.open(shared);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String[] bob(String... more) {
        String[] all = new String[more.length + 7];
        System.arraycopy(new String[] {"answer", "--as", ServedOffice.uri("bob"), "--password", "pw-bob", "--outbound",
            "sip:127.0.0.1:" + office.port()}, 0, all, 0, 7);
        System.arraycopy(more, 0, all, 7, more.length);
        return all;
    }

    @Test
    void bothHearWhatTheOtherPlays() {
        Path aliceHears = dir.resolve("alice-hears.wav");
        Path bobHears = dir.resolve("bob-hears.wav");
        try (Rvoip bob = Rvoip.startReady(bob("--record", bobHears.toString(), "--seconds", "60",
                "--play", spoken(Speech.other(), "bob-says")))) {
            JsonNode called = Rvoip.run(office.alice("call", ServedOffice.uri("bob"), "--record", aliceHears.toString(),
                "--play", spoken(Speech.one(), "alice-says"))).assertExit(0).result();
            JsonNode answered = bob.awaitEnd().assertExit(0).result();
            for (JsonNode end : new JsonNode[] {called, answered}) {
                assertThat(end.get("state").textValue()).isEqualTo("ended");
                assertThat(end.get("codec").textValue()).isEqualTo("PCMU");
                assertThat(end.get("received").intValue()).as("packets").isGreaterThan(300);
                assertThat(end.get("lost").intValue()).isZero();
                assertThat(end.get("jitterMs").isNumber()).as("jitter was measured").isTrue();
                assertThat(end.get("rttMs").isNumber()).as("round trip was measured").isTrue();
                assertThat(end.get("mos").doubleValue()).isBetween(4.0, 4.5);
            }
            int sent = called.get("sent").intValue();
            assertThat(answered.get("received").intValue()).as("of what was said").isBetween(sent - PACKETS_A_SECOND, sent);
        }
        Speech.assertHeard("bob hears alice", Speech.often(Speech.one(), TIMES_SAID), bobHears);
        Speech.assertHeard("alice hears bob", Speech.often(Speech.other(), TIMES_SAID), aliceHears);
    }

    private String spoken(AudioClip text, String name) {
        return Speech.file(Speech.often(text, TIMES_SAID), dir, name).toString();
    }

    @Test
    void whoIsStoppedIsNotRegisteredAnyMore() {
        try (Rvoip bob = Rvoip.startReady(bob())) {
            bob.terminate();
            assertThat(bob.awaitEnd().assertExit(3).result().get("reason").textValue()).isEqualTo("stopped before anybody called");
        }
        JsonNode call = Rvoip.run(office.alice("call", ServedOffice.uri("bob"))).assertExit(3).result();
        assertThat(call.get("state").textValue()).isEqualTo("rejected");
        assertThat(call.get("sipStatus").intValue()).as("nobody is registered").isEqualTo(480);
    }

    @Test
    void nobodyOfThatNameIsNotFoundAndAWrongPasswordNeitherCallsNorAnswers() {
        String[] account = {"--as", ServedOffice.uri("alice"), "--password", "guess", "--outbound", "sip:127.0.0.1:" + office.port()};
        List<Ended> all = Rvoip.runAll(List.of(office.alice("call", ServedOffice.uri("nobody")),
            joined(account, "call", ServedOffice.uri("echo")), joined(account, "answer")));
        JsonNode nobody = all.get(0).assertExit(3).result();
        assertThat(nobody.get("state").textValue()).isEqualTo("rejected");
        assertThat(nobody.get("sipStatus").intValue()).isEqualTo(404);
        JsonNode call = all.get(1).assertExit(3).result();
        assertThat(call.get("state").textValue()).isEqualTo("failed");
        assertThat(call.get("sipStatus").intValue()).isEqualTo(407);
        Ended answer = all.get(2).assertExit(3);
        assertThat(answer.out()).as("no READY").hasSize(1);
        assertThat(answer.result().get("state").textValue()).isEqualTo("failed");
        assertThat(answer.result().toString() + answer.errors()).doesNotContain("guess");
    }

    private static String[] joined(String[] options, String... command) {
        return Stream.concat(Arrays.stream(command), Arrays.stream(options)).toArray(String[]::new);
    }
}
