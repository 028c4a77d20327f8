package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.file.WavFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A baresip with ICE and one that knows of none, through an office that answers and offers it. */
@Timeout(120)
class IceTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String HOST = PrivateNetwork.ADDRESS;

    @TempDir
    private Path dir;

    private Baresip phone(PrivateNetwork network, String user, Path says, boolean ice) throws Exception {
        Baresip.Setup setup = Baresip.as(user).in(network).registeredAt(5060, Office.password(user)).playing(says).answering();
        Baresip started = (ice ? setup.searching() : setup).start(Office.DOMAIN, dir.resolve(user));
        started.awaitRegistered();
        return started;
    }

    @Test
    void whoSearchesIsFoundWhicheverSideCalls() throws Exception {
        Path aliceSays = Speech.file(Speech.one(), dir, "alice-says");
        Path bobSays = Speech.file(Speech.other(), dir, "bob-says");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{offer: always}", "sip: {listen: [\"udp://" + HOST + ":5060\"]}")) {
            office.await("READY", SOON);
            try (Baresip alice = phone(network, "alice", aliceSays, true); Baresip bob = phone(network, "bob", bobSays, false)) {
                alice.dial(Office.uri("bob"));
                alice.await("Call established");
                alice.await("terminated");
                bob.await("terminated");
                Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
                Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
                assertThat(alice.output()).contains("local_role=Controlling", "Succeeded {DVN}");
                bob.dial(Office.uri("alice"));
                alice.await("local_role=Controlled");
                bob.await("Call established");
            }
        }
    }
}
