package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.SimpleVoipClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An office that listens at all addresses of its machine, over UDP: each phone is told of media where it sees the office. */
@Timeout(60)
class EverywhereTest {
    private static final int SOME = 20;

    private static Softphone phone(String user, int port) {
        return Softphone.connect(SimpleVoipClient.create(user + "@rvoip.test", "pw-" + user).withRegistrar("127.0.0.1:" + port), Speech.one());
    }

    private static void hears(Call call) {
        await("media").atMost(Softphone.SOON).until(() -> Softphone.received(call) > SOME);
    }

    @Test
    void phonesHearEachOtherAndItsServices() throws Exception {
        int port = Tool.freePort();
        try (VoipPlatform office = YamlConfig.parse("""
                domain: rvoip.test
                securityProfile: development
                insecureBind: true
                sip: {listen: ["udp://0.0.0.0:%d"]}
                media: {ports: 41800-42199}
                users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]
                """.formatted(port)).config().toBuilder().build()) {
            office.start().toCompletableFuture().join();
            try (Softphone alice = phone("alice", port); Softphone bob = phone("bob", port)) {
                Call echo = alice.dial("sip:echo@rvoip.test");
                Call call = bob.dial("sip:alice@rvoip.test");
                Call called = alice.nextCall();
                soon(called.answer());
                soon(echo.answered());
                soon(call.answered());
                hears(echo);
                hears(call);
                hears(called);
            }
        }
    }
}
