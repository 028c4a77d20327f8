package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Secret;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.SimpleVoipClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An office that asks a STUN server for its address before it tells anybody one. */
@Timeout(60)
class AskedAddressTest {
    private static final String SEEN = "127.0.0.9";

    private static YamlConfig config(int server, int port) {
        return YamlConfig.parse("""
            domain: rvoip.test
            securityProfile: development
            advertise: stun:127.0.0.1:%d
            sip: {listen: ["udp://127.0.0.1:%d", "udp://%s:%d"]}
            media: {address: 127.0.0.1, ports: 41400-41799}
            users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]
            """.formatted(server, port, SEEN, port));
    }

    private static Softphone phone(String user, int port) {
        return Softphone.connect(client(user, port), Speech.one());
    }

    private static ClientBuilder client(String user, int port) {
        return SimpleVoipClient.create(user + "@rvoip.test", "pw-" + user).withRegistrar("127.0.0.1:" + port).withTrace(1 << 20);
    }

    private static String received(Call call, String what) {
        return traced(call, what, false);
    }

    private static String sent(Call call, String what) {
        return traced(call, what, true);
    }

    private static String traced(Call call, String what, boolean outgoing) {
        return soon(call.trace()).stream().filter(one -> one.outgoing() == outgoing).map(one -> one.message().encode().toString(StandardCharsets.UTF_8)).filter(text -> text.contains(what)).findFirst().orElseThrow();
    }

    @Test
    void itIsInWhatPhonesAreSent() throws Exception {
        int port = Tool.freePort();
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                VoipPlatform office = config(server.getLocalPort(), port).config().toBuilder().build()) {
            Thread answering = new Thread(() -> answer(server), "stun");
            answering.start();
            office.start().toCompletableFuture().join();
            try (Softphone alice = phone("alice", port); Softphone bob = phone("bob", port)) {
                Call call = alice.dial("sip:bob@rvoip.test");
                Call called = bob.nextCall();
                soon(called.answer());
                soon(call.answered());
                String invite = received(called, "INVITE sip:");
                assertThat(invite).contains("Via: SIP/2.0/UDP " + SEEN + ":" + port, "@" + SEEN + ":" + port, "c=IN IP4 " + SEEN, "IN IP4 " + SEEN);
                assertThat(received(call, "m=audio")).contains("c=IN IP4 " + SEEN);
                soon(call.hangup());
                await().atMost(Softphone.SOON).until(() -> office.engine().counts().calls() == 0);
            }
        }
    }

    /** Bob has relays of the office alone, and they are where the NAT has them, as is the office that they send to. */
    @Test
    void itIsWhereRelaysOfTheOfficeAre(@TempDir Path dir) throws Exception {
        int port = Tool.freePort();
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                VoipPlatform office = YamlConfig.parse("""
                    domain: rvoip.test
                    securityProfile: development
                    advertise: stun:127.0.0.1:%d
                    sip: {listen: ["udp://127.0.0.1:%d", "udp://%s:%d"]}
                    media: {address: 127.0.0.1, ports: 41400-41799, ice: {offer: always}}
                    turn: {users: [{name: phones, password: pw-phones}], listen: ["udp://127.0.0.1:0"], ports: 43400-43499}
                    users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]
                    """.formatted(server.getLocalPort(), port, SEEN, port)).config().toBuilder().build()) {
            Thread answering = new Thread(() -> answer(server), "stun");
            answering.start();
            office.start().toCompletableFuture().join();
            IceConfig relays = IceConfig.FULL.withServers(IceServer.turn(
                "turn:127.0.0.1:" + office.turnListeners().get(0).address().getPort(), "phones", Secret.of("pw-phones"))).withPolicy(IcePolicy.RELAY);
            try (Softphone alice = phone("alice", port); Softphone bob = Softphone.connect(client("bob", port).withIce(relays), Speech.other())) {
                Call call = alice.dial("sip:bob@rvoip.test");
                CallRecording aliceHears = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
                Call called = bob.nextCall();
                CallRecording bobHears = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
                soon(called.answer());
                soon(call.answered());
                await("media of one text").atMost(Speech.LENGTH.plusSeconds(15)).until(() -> Softphone.received(call) > 400 && Softphone.received(called) > 400);
                assertThat(received(called, "INVITE sip:")).contains("c=IN IP4 " + SEEN).doesNotContain(" 127.0.0.1 ");
                assertThat(sent(called, "a=candidate")).containsPattern("a=candidate:\\S+ 1 (?i:udp) \\d+ " + SEEN + " 434\\d\\d typ relay");
                soon(call.hangup());
                Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
                Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
            }
        }
    }

    /** Who sees everybody at one address, until the socket is closed. */
    private static void answer(DatagramSocket socket) {
        StunParser parser = new StunParser(StunLimits.DEFAULT);
        BindingResponder responder = new BindingResponder((source, now) -> true);
        byte[] room = new byte[1_500];
        try {
            InetSocketAddress seen = new InetSocketAddress(InetAddress.getByName(SEEN), 40_000);
            while (true) {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                socket.receive(packet);
                if (parser.parse(Unpooled.wrappedBuffer(room, 0, packet.getLength())) instanceof StunResult.Parsed parsed) {
                    for (ByteBuf answer : responder.answer(parsed.message(), seen, 0).stream().map(message -> message.encode()).toList()) {
                        byte[] bytes = new byte[answer.readableBytes()];
                        answer.readBytes(bytes).release();
                        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                    }
                }
            }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }
}
