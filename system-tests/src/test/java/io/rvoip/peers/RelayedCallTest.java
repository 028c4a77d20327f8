package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Secret;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pairs of our clients that may use relays alone, at the TURN server of a platform, each pair by another transport. */
@Timeout(60)
class RelayedCallTest {
    @TempDir
    private Path dir;

    private static int port(VoipPlatform platform, TurnListener.Protocol protocol) {
        return platform.turnListeners().stream().filter(listener -> listener.protocol() == protocol).findFirst().orElseThrow().address().getPort();
    }

    private Softphone phone(String user, String server, Certificates certificates) throws Exception {
        IceConfig relays = IceConfig.FULL.withServers(IceServer.turn(server, "phones", Secret.of("pw-phones"))).withPolicy(IcePolicy.RELAY);
        return Softphone.connect(SimpleVoipClient.create(user + "@127.0.0.1", "").withRegistration(false)
            .withTls(certificates.forPhones()).withIce(relays), user.equals("alice") ? Speech.one() : Speech.other());
    }

    /** One call, and what both sides hear of it. */
    private final class Pair implements AutoCloseable {
        final String name;
        final Softphone alice;
        final Softphone bob;
        final Call call;
        final CallRecording aliceHears;
        final CallRecording bobHears;

        Pair(String name, String server, Certificates certificates) throws Exception {
            this.name = name;
            alice = phone("alice", server, certificates);
            bob = phone("bob", server, certificates);
            call = alice.dial("sip:bob@127.0.0.1:" + bob.port());
            aliceHears = call.record(dir.resolve(name + "-alice-hears.wav"), RecordingLayout.RECEIVED);
            Call called = bob.nextCall();
            bobHears = called.record(dir.resolve(name + "-bob-hears.wav"), RecordingLayout.RECEIVED);
            soon(called.answer());
            soon(call.answered());
        }

        void assertHeard() {
            await("media of one text").atMost(Speech.LENGTH.plusSeconds(10)).until(() -> Softphone.received(call) > 400);
            soon(call.hangup());
            Speech.assertHeard(name + ": bob hears alice", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard(name + ": alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
        }

        @Override
        public void close() {
            alice.close();
            bob.close();
        }
    }

    @Test
    void bothSidesHearEachOtherThroughRelaysByEveryTransport() throws Exception {
        Certificates certificates = Certificates.in(dir);
        List<Pair> pairs = new ArrayList<>();
        try (VoipPlatform platform = YamlConfig.parse("""
                domain: rvoip.test
                securityProfile: development
                sip: {listen: ["udp://127.0.0.1:0"]}
                turn:
                  users: [{name: phones, password: pw-phones}]
                  listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0", "tls://127.0.0.1:0"]
                  ports: 43000-43999
                  allow: ["127.0.0.1:43000-43999"]
                """).config().toBuilder()
                .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:0").withTls(certificates.forServer())).build()) {
            platform.start().toCompletableFuture().join();
            try {
                pairs.add(new Pair("udp", "turn:127.0.0.1:" + port(platform, TurnListener.Protocol.UDP), certificates));
                pairs.add(new Pair("tcp", "turn:127.0.0.1:" + port(platform, TurnListener.Protocol.TCP) + "?transport=tcp", certificates));
                pairs.add(new Pair("tls", "turns:127.0.0.1:" + port(platform, TurnListener.Protocol.TLS), certificates));
                assertThat(relayed(platform)).as("one for each component of six phones, and those that are not needed are given back").isGreaterThanOrEqualTo(6);
                pairs.forEach(Pair::assertHeard);
                assertThat(packets(platform)).as("out of relays, of three calls that went on for 8 s at least").isGreaterThan(6 * 400);
            } finally {
                pairs.forEach(Pair::close);
            }
            await("all relays are given back").atMost(Duration.ofSeconds(5)).until(() -> relayed(platform) == 0);
        }
    }

    private static long relayed(VoipPlatform platform) {
        return metric(platform, "rvoip_turn_allocations");
    }

    private static long packets(VoipPlatform platform) {
        return metric(platform, "rvoip_turn_packets_total{direction=\"to-peer\"}");
    }

    private static long metric(VoipPlatform platform, String name) {
        return platform.metrics().lines().filter(line -> line.startsWith(name + " "))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElse(0);
    }
}
