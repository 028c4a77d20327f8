package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.turn.TurnClient;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client at our server, for an hour of virtual time on a network that loses a tenth. */
class OwnClientTest implements TurnClient.Sink {
    private final RelayFixture net = new RelayFixture();
    private final Loop.Timer timer = net.loop.timer(this::onDeadline);
    private final List<String> heard = new ArrayList<>();
    private final List<StunFailure> failures = new ArrayList<>();
    private DatagramPath path;
    private TurnClient client;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsItsRelayPermissionsAndChannels(boolean ipv6) {
        net.network.withLoss(0.1);
        InetSocketAddress peer = ipv6 ? net.peerHost.at6(7_000) : net.peerHost.at(7_000);
        DatagramPath far = ipv6 ? net.peer(peer) : net.peer;
        path = net.clientHost.bindNow(ipv6 ? net.clientHost.at6(4_000) : net.clientHost.at(4_000), net.loop, (socket, datagram, from) -> {
            client.received(datagram, from, net.time.nanoTime());
            datagram.release();
            timer.arm(client.nextDeadline());
        });
        InetSocketAddress server = ipv6 ? net.serverHost.at6(3_478) : net.serverHost.at(3_478);
        client = new TurnClient(new TurnServer(server, "alice", Secret.of("pw-alice")), RelayFixture.CRYPTO, new SeededIds(9), this);
        client.start(net.time.nanoTime());
        timer.arm(client.nextDeadline());
        net.time.advance(Duration.ofSeconds(30));
        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);

        for (int minute = 0; minute < 60; minute++) {
            client.send(RelayFixture.bytes("to " + minute), peer, net.time.nanoTime());
            if (minute == 3) {
                client.bind(peer, net.time.nanoTime());
            }
            timer.arm(client.nextDeadline());
            net.time.advance(Duration.ofSeconds(30));
            far.send(RelayFixture.bytes("from " + minute), client.relayed().orElseThrow());
            net.time.advance(Duration.ofSeconds(30));
        }

        assertThat(failures).isEmpty();
        assertThat(net.atPeer).as("a tenth is lost on each of two ways").hasSizeBetween(35, 60);
        assertThat(heard).hasSizeBetween(35, 60);
        assertThat(net.dropped("no-permission")).isZero();
        client.close();
        net.time.advance(Duration.ofMinutes(11));
        assertThat(net.serverHost.openSockets()).isEqualTo(2);
    }

    private void onDeadline() {
        client.onDeadline(net.time.nanoTime());
        timer.arm(client.nextDeadline());
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress server) {
        path.send(datagram, server);
    }

    @Override
    public void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now) {
        assertThat(mapped).isEqualTo(path.localAddress());
    }

    @Override
    public void received(ByteBuf payload, InetSocketAddress peer, long now) {
        heard.add(payload.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void failed(StunFailure failure, long now) {
        failures.add(failure);
    }
}
