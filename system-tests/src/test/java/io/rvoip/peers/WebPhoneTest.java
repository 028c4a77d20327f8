package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.api.WebPhone;
import io.rvoip.media.file.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page that the platform serves, in a browser, with a person at it who has a keyboard: over HTTPS and secure WebSocket, with ICE
 * and DTLS-SRTP to the platform, which speaks SRTP with keys in the SDP to a baresip. The call that is compared goes through the
 * relay of the platform alone, whose credentials the page has fetched. Its pictures are kept below {@code target}.
 */
@Timeout(120)
class WebPhoneTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. */
    private static final double SIMILAR = 0.8;
    /** What of the call is compared; then the sound is turned off and on again. */
    private static final Duration TALK = Duration.ofSeconds(12);
    private static final String HOST = PrivateNetwork.ADDRESS;
    private static final Path PICTURES = Path.of("target", "pictures").toAbsolutePath();

    @TempDir
    private Path dir;

    @Test
    void aPersonSignsInCallsAndIsCalled() throws Exception {
        assumeTrue(WebPhone.isBuilt(), "the page is not in this build (apt-get install npm)");
        Files.createDirectories(PICTURES);
        Path aliceSays = Speech.file(Speech.often(Speech.one(), 4), dir, "alice-says");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 4), dir, "bob-says");
        Certificates certificates = Certificates.in(dir);
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: lite}", "sip: {listen: [\"udp://" + HOST + ":5060\", \"wss://" + HOST + ":7443\"], tls: {certificate: "
                 + certificates.server().certificate() + ", key: " + certificates.server().key() + "}}",
                 "api: {listen: \"https://" + HOST + ":8443\", phone: true}",
                 "turn: {secret: \"turn-secret-0123456789\", listen: [\"udp://" + HOST + ":3478\"]}");
             WebPhonePerson alice = WebPhonePerson.open(network, aliceSays, dir)) {
            office.await("READY", START);
            signsIn(alice);
            try (Baresip bob = Baresip.as("bob").in(network).registeredAt(5060, Office.password("bob")).playing(bobSays)
                     .answering().speaking("PCMA/8000/1").mediaAs("sdes").start(Office.DOMAIN, dir.resolve("bob"))) {
                bob.awaitRegistered();
                declines(alice, bob);
                calls(alice, bob);
                answers(alice, bob);
                assertThat(alice.output()).doesNotContain("page: ");
                Speech.assertHeardOver("bob hears alice", Speech.one(), WavFile.read(bob.heard()).clip().slice(Duration.ZERO, TALK), SIMILAR);
                Speech.assertHeardOver("alice hears bob", Speech.other(), alice.heard().slice(Duration.ZERO, TALK), SIMILAR);
            }
        }
    }

    private static void signsIn(WebPhonePerson alice) throws IOException, InterruptedException {
        String page = "open https://" + HOST + ":8443/";
        alice.does(page, "picture " + PICTURES.resolve("signed-out.png"), "focus User name",
            "press Enter", "see User name is empty. Write the part of your address before the @");
        alice.does("late /phone/settings.json", page, "focus User name", // who is quick signs in before the page knows where
            "type alice", "press Tab", "type wrong", "press Enter", "see Password or user name was not accepted. Check both");
        alice.does("focus Password", "fill Password=" + Office.password("alice"), "press Enter", "see Signed in as alice@" + Office.DOMAIN + ", encrypted");
        assertThat(alice.output()).contains("Authorization: Digest algorithm=SHA-256").doesNotContain("Authorization: Digest algorithm=MD5");
        alice.does("focus Number or name", "picture " + PICTURES.resolve("idle.png"), "type nobody", "press Enter", "see is nobody the server knows");
    }

    private static void declines(WebPhonePerson alice, Baresip bob) throws IOException, InterruptedException {
        bob.dial(Office.uri("alice"));
        alice.does("see Call from", "focus Answer", "picture " + PICTURES.resolve("ringing.png"), "press Escape");
        bob.await("603 Decline");
        alice.does("see declined");
    }

    private static void calls(WebPhonePerson alice, Baresip bob) throws IOException, InterruptedException {
        alice.does("relaysOnly", "fill Number or name=bob", "press Enter", "see Talking with", "focus Hang up");
        alice.await("call 2 heard " + TALK.toSeconds() + " s");
        alice.does("see of 5", "figures", "picture " + PICTURES.resolve("talking.png"),
            "dark", "narrow", "picture " + PICTURES.resolve("talking-dark.png"), "light", "wide");
        assertThat(alice.await("figures ")).contains("PCMA, 8 kHz", "yes, as far as the server", "AES128_CM_HMAC_SHA1_80", "by a relay, UDP").doesNotContain("not measured", "not known");
        // A baresip forgets what it has not played yet when it is held.
        alice.does("press 5");
        bob.await("received event: '5' (end=1)");
        alice.does("press m", "see Muted", "press m", "press h", "see On hold", "picture " + PICTURES.resolve("on-hold.png"), "press h", "see Talking with");
        alice.does("press Escape", "focus Number or name");
        bob.await("session closed: Connection reset by peer");
    }

    private static void answers(WebPhonePerson alice, Baresip bob) throws IOException, InterruptedException {
        bob.dial(Office.uri("alice"));
        alice.does("see Call from", "press Enter", "see Talking with", "see PCMA, 8 kHz");
        bob.hangUp();
        alice.does("focus Number or name");
    }
}
