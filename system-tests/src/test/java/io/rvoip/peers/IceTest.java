package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.file.WavFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A baresip with ICE and one that knows of none, through an office that answers and offers it, while another is on the same port by IPv6. */
@Timeout(120)
class IceTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int PORT = 29_998;
    private static final String HOST = PrivateNetwork.ADDRESS;
    private static final String HOST_6 = PrivateNetwork.ADDRESS_6;

    @TempDir
    private Path dir;

    private static Baresip.Setup phone(PrivateNetwork network, String user, Path says) {
        return phone(Baresip.as(user).in(network), user, says);
    }

    private static Baresip.Setup phone(Baresip.Setup somewhere, String user, Path says) {
        return somewhere.registeredAt(5060, Office.password(user)).playing(says);
    }

    /** One after the other: each is told how many there are. */
    private Baresip registered(Baresip.Setup setup, String place, int bindings) throws Exception {
        Baresip started = setup.start(Office.DOMAIN, dir.resolve(place));
        started.await("200 OK (RVOIP) [" + bindings + " binding");
        return started;
    }

    @Test
    void whoSearchesIsFoundWhicheverSideCalls() throws Exception {
        Path aliceSays = Speech.file(Speech.one(), dir, "alice-says");
        Path bobSays = Speech.file(Speech.other(), dir, "bob-says");
        try (PrivateNetwork network = PrivateNetwork.layWithBoth(dir);
             Tool office = network.serveWithIce(dir, "{offer: always, port: " + PORT + "}", "sip: {listen: [\"udp://" + HOST + ":5060\", \"udp://[" + HOST_6 + "]:5060\"]}")) {
            office.await("READY", SOON);
            try (Baresip alice = registered(phone(network, "alice", aliceSays).answering().searching().onOnePort(), "alice", 1);
                 Baresip other = registered(phone(Baresip.as("alice").inIpv6Of(network), "alice", bobSays).searching().onOnePort(), "other", 2);
                 Baresip bob = registered(phone(network, "bob", bobSays).answering(), "bob", 1)) {
                alice.dial(Office.uri("bob"));
                other.dial(Office.uri("echo"));
                alice.await("Call established");
                alice.await("terminated");
                bob.await("terminated");
                Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
                Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
                assertThat(alice.output()).contains("local_role=Controlling", "Succeeded {DVN}");
                other.await("terminated");
                Speech.assertHeard("echo", Speech.other(), other.heard());
                assertThat(alice.output()).as("both calls at once").contains("connected: raddr " + HOST + ":" + PORT);
                assertThat(other.output()).as("both calls at once").contains("connected: raddr [" + HOST_6 + "]:" + PORT);
                other.close();
                bob.dial(Office.uri("alice"));
                alice.await("local_role=Controlled");
                bob.await("Call established");
            }
        }
    }
}
