package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A phone whose relay, its only candidate, comes after its answer: it is told to the office apart, and to nobody else. */
@Timeout(60)
class TrickleThroughOfficeTest {
    @TempDir
    private Path dir;

    private Softphone phone(String user, VoipPlatform office, IceConfig ice) {
        return Softphone.connect(SimpleVoipClient.create(user + "@rvoip.test", "pw-" + user)
            .withRegistrar("127.0.0.1:" + office.listenPoints().get(0).address().getPort()).withIce(ice),
            user.equals("alice") ? Speech.one() : Speech.other());
    }

    @Test
    void aRelayThatComesAfterTheAnswerIsUsed() throws Exception {
        try (VoipPlatform office = YamlConfig.parse("""
                domain: rvoip.test
                securityProfile: development
                sip: {listen: ["udp://127.0.0.1:0"]}
                media: {ports: 41000-41399, ice: {offer: always, agent: full, port: own}}
                users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]
                turn:
                  users: [{name: phones, password: pw-phones}]
                  listen: ["tcp://127.0.0.1:0"]
                  ports: 43000-43099
                  allow: ["127.0.0.1:41000-41399"]
                """).config().toBuilder().build()) {
            office.start().toCompletableFuture().join();
            int relays = office.turnListeners().stream().filter(one -> one.protocol() == TurnListener.Protocol.TCP).findFirst().orElseThrow().address().getPort();
            try (Gate gate = new Gate(relays)) {
                IceConfig late = IceConfig.FULL
                    .withServers(IceServer.turn("turn:127.0.0.1:" + gate.port() + "?transport=tcp", "phones", Secret.of("pw-phones")))
                    .withPolicy(IcePolicy.RELAY);
                try (Softphone alice = phone("alice", office, IceConfig.FULL); Softphone bob = phone("bob", office, late)) {
                    Call call = alice.dial("sip:bob@rvoip.test");
                    CallRecording aliceHears = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
                    Call called = bob.nextCall();
                    CallRecording bobHears = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
                    soon(called.answer());
                    soon(call.answered());
                    await("bob looks for his relay").atMost(Softphone.SOON).until(gate::isSought);
                    assertThat(infos(office)).as("nothing to tell yet").isZero();
                    assertThat(Softphone.received(called)).isZero();
                    gate.open();
                    await("media of one text").atMost(Speech.LENGTH.plusSeconds(15)).until(() -> Softphone.received(called) > 400);
                    assertThat(infos(office)).as("bob told the office of his relay").isPositive();
                    soon(call.hangup());
                    Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
                    Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
                }
            }
            await("all is given back").atMost(Duration.ofSeconds(5)).until(() -> office.engine().counts().mediaPorts() == 0);
        }
    }

    private static long infos(VoipPlatform office) {
        String name = "rvoip_sip_info_total{outcome=\"taken\"} ";
        return office.metrics().lines().filter(line -> line.startsWith(name))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length()))).findFirst().orElse(0);
    }
}
