package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Secret;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.SimpleVoipClient;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An office whose media is on all addresses of the machine, and whose relays are on one of them. */
@Timeout(60)
class RelayBesideWildcardTest {
    @TempDir
    private Path dir;

    private static Optional<InetAddress> ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress() && !one.isLinkLocalAddress()).findFirst();
    }

    private static ClientBuilder client(String user, String host, int port) {
        return SimpleVoipClient.create(user + "@rvoip.test", "pw-" + user).withRegistrar(host + ":" + port);
    }

    /** Bob has relays of the office alone; its media answers them from the address that they are at. */
    @Test
    void whoHasRelaysAloneIsHeard() throws Exception {
        Optional<InetAddress> own = ownAddress();
        assumeTrue(own.isPresent(), "an address beside loopback");
        String host = own.get().getHostAddress();
        int port = Tool.freePort();
        try (VoipPlatform office = YamlConfig.parse("""
                domain: rvoip.test
                securityProfile: development
                insecureBind: true
                sip: {listen: ["udp://%1$s:%2$d"]}
                media: {address: 0.0.0.0, ports: 41800-41999, ice: {offer: always}}
                turn: {users: [{name: phones, password: pw-phones}], address: %1$s, listen: ["udp://%1$s:0"], ports: 43500-43599}
                users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]
                """.formatted(host, port)).config().toBuilder().build()) {
            office.start().toCompletableFuture().join();
            IceConfig relays = IceConfig.FULL.withServers(IceServer.turn(
                "turn:" + host + ":" + office.turnListeners().get(0).address().getPort(), "phones", Secret.of("pw-phones"))).withPolicy(IcePolicy.RELAY);
            try (Softphone alice = Softphone.connect(client("alice", host, port), Speech.one(), host);
                 Softphone bob = Softphone.connect(client("bob", host, port).withIce(relays), Speech.other(), host)) {
                Call call = alice.dial("sip:bob@rvoip.test");
                CallRecording aliceHears = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
                Call called = bob.nextCall();
                CallRecording bobHears = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
                soon(called.answer());
                soon(call.answered());
                await("media of one text").atMost(Speech.LENGTH.plusSeconds(15)).until(() -> Softphone.received(call) > 400 && Softphone.received(called) > 400);
                assertThat(office.metrics()).doesNotContain("rvoip_turn_packets_total{direction=\"to-peer\"} 0");
                soon(call.hangup());
                Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
                Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
            }
        }
    }
}
