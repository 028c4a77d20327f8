package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.file.WavFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page of somebody else's that speaks WebRTC-HTTP with fetch alone: what it publishes is heard by one baresip, what it plays
 * another says; candidates come after the offer, ICE begins anew in between, and both sessions end as calls do.
 */
@Timeout(120)
class WhipBrowserTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. */
    private static final double SIMILAR = 0.8;
    private static final String HOST = PrivateNetwork.ADDRESS;
    private static final int PAGE = 8091;
    /** What of alice is compared. */
    private static final Duration PLAYED = Duration.ofSeconds(12);
    private static final String TOKEN = "studio-token-0123456789";

    @TempDir
    private Path dir;

    @Test
    void publishesAndPlays() throws Exception {
        Path pageSays = Speech.file(Speech.often(Speech.one(), 4), dir, "page-says");
        Path aliceSays = Speech.file(Speech.often(Speech.other(), 4), dir, "alice-says");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serve(dir, "sip: {listen: [\"udp://" + HOST + ":5060\"]}",
                 "api: {listen: \"http://" + HOST + ":8090\", origins: [\"http://127.0.0.1:" + PAGE + "\"], keys: [{name: studio, secret: "
                     + TOKEN + ", scopes: [whip, calls:read]}]}",
                 "turn: {secret: \"turn-secret-0123456789\", listen: [\"udp://" + HOST + ":3478\"]}");
             Browser page = Browser.open(network, pageSays, dir, "whip", PAGE)) {
            office.await("READY", START);
            try (Baresip bob = phone(network, "bob", aliceSays); Baresip alice = phone(network, "alice", aliceSays)) {
                bob.awaitRegistered();
                alice.awaitRegistered();
                String api = "http://" + HOST + ":8090/v1/";
                page.say("publish " + api + "whip/bob " + TOKEN);
                assertThat(page.await("publisher got 201 ")).contains("turn:" + HOST + ":3478?transport=udp>; rel=\"ice-server\"; username=\"")
                    .contains(":studio\"; credential=\"");
                page.await("publisher answered a=recvonly");
                page.await("publisher patched 204");
                page.await("publisher is connected");
                page.say("play " + api + "whep/alice " + TOKEN);
                page.await("player answered a=sendonly");
                page.await("player is connected");
                page.say("restart publisher");
                page.await("publisher patched 200");
                page.await("publisher is connected anew");
                page.await("player heard " + PLAYED.toSeconds() + " s");
                page.say("end publisher");
                page.await("publisher ended 200");
                bob.await("session closed: Connection reset by peer");
                alice.hangUp();
                page.await("player is disconnected");
                Speech.assertHeardOver("bob hears the page", Speech.one(), WavFile.read(bob.heard()).clip(), SIMILAR);
                // It keeps the silence after the call too.
                Speech.assertHeardOver("the page hears alice", Speech.other(), page.heard().slice(Duration.ZERO, PLAYED), SIMILAR);
            }
        }
    }

    private Baresip phone(PrivateNetwork network, String user, Path says) throws Exception {
        return Baresip.as(user).in(network).registeredAt(5060, Office.password(user)).playing(says).answering()
            .speaking("PCMA/8000/1").mediaAs("plain").start(Office.DOMAIN, dir.resolve(user));
    }
}
