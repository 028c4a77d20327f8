package io.rvoip.ice.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8656 against a server that is strict about permissions, channels and credentials. */
class TurnClientTest implements TurnClient.Sink {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network =
            new VirtualNetwork(time, 5).withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    private final VirtualHost serverHost = network.host("198.51.100.1", "2001:db8::1");
    private final VirtualHost clientHost = network.host("192.0.2.1", "2001:db8::2");
    private final VirtualHost peerHost = network.host("203.0.113.1");
    private final TestTurnServer server = new TestTurnServer(serverHost, time.loop(), serverHost.at(3478));
    private final List<String> atPeer = new ArrayList<>();
    private final List<String> atClient = new ArrayList<>();
    private final List<StunFailure> failures = new ArrayList<>();
    private final List<InetSocketAddress> allocated = new ArrayList<>();
    private final Loop loop = time.loop();
    private final Loop.Timer timer = loop.timer(this::onDeadline);
    private InetSocketAddress peerSaw;
    private InetSocketAddress sentTo;
    private DatagramPath path = bind(new InetSocketAddress(clientHost.address(), 4_000));
    private final DatagramPath peer = peerHost.bindNow(peerHost.at(5_000), time.loop(), (socket, datagram, from) -> {
        peerSaw = from;
        atPeer.add(datagram.toString(StandardCharsets.UTF_8));
        datagram.release();
    });
    private TurnClient client = client(server.account());

    private TurnClient client(TurnServer account) {
        return new TurnClient(account, CryptoProvider.jdk(), new SeededIds(9), this);
    }

    private DatagramPath bind(InetSocketAddress local) {
        return clientHost.bindNow(local, loop, (socket, datagram, from) -> {
            client.received(datagram, from, time.nanoTime());
            datagram.release();
            timer.arm(client.nextDeadline());
        });
    }

    private void onDeadline() {
        client.onDeadline(time.nanoTime());
        timer.arm(client.nextDeadline());
    }

    private void allocate() {
        client.start(time.nanoTime());
        timer.arm(client.nextDeadline());
        time.advance(Duration.ofSeconds(1));
    }

    private boolean say(String text) {
        boolean sent = client.send(TestTurnServer.bytes(text), peerHost.at(5_000), time.nanoTime());
        timer.arm(client.nextDeadline());
        time.advance(Duration.ofMillis(200));
        return sent;
    }

    private Stream<StunMessage> requests(int method) {
        return server.requests.stream().filter(request -> request.method() == method);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allocatesWithOldAndWithNewCredentials(boolean modern) {
        server.modern = modern;
        server.stale();

        allocate();

        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);
        assertThat(client.relayed()).contains(allocated.get(0));
        assertThat(allocated.get(0).getAddress()).isEqualTo(serverHost.address());
        StunMessage request = server.requests.get(0);
        assertThat(request.attribute(StunAttribute.UserHash.class).isPresent()).isEqualTo(modern);
        assertThat(request.attribute(StunAttribute.Username.class).isPresent()).isEqualTo(!modern);
        assertThat(request.attribute(StunAttribute.MessageIntegritySha256.class).isPresent()).isEqualTo(modern);
    }

    @Test
    void allocatesInTheFamilyOfTheServer() {
        TestTurnServer six = new TestTurnServer(serverHost, time.loop(), serverHost.at6(3478));
        path = bind(clientHost.at6(4_000));
        client = client(six.account());

        allocate();

        assertThat(six.requests.get(0).attribute(StunAttribute.RequestedAddressFamily.class))
                .contains(new StunAttribute.RequestedAddressFamily(2));
        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);
    }

    @Test
    void carriesDataBothWays() {
        allocate();

        assertThat(say("Hello")).isTrue();
        peer.send(TestTurnServer.bytes("World"), peerSaw);
        time.advance(Duration.ofMillis(100));

        assertThat(peerSaw).isEqualTo(allocated.get(0));
        assertThat(atPeer).containsExactly("Hello");
        assertThat(atClient).containsExactly("World from /203.0.113.1:5000");
    }

    @Test
    void holdsWhatIsSentBeforeThePermissionAndDropsTheOldest() {
        allocate();
        for (int i = 0; i < 6; i++) {
            client.send(TestTurnServer.bytes("n" + i), peerHost.at(5_000), time.nanoTime());
        }

        time.advance(Duration.ofMillis(200));

        assertThat(atPeer).containsExactly("n2", "n3", "n4", "n5");
        assertThat(requests(StunMessage.CREATE_PERMISSION)).hasSize(1);
    }

    @Test
    void usesAChannelOnceItIsBound() {
        allocate();
        say("Hello");
        client.bind(peerHost.at(5_000), time.nanoTime());
        time.advance(Duration.ofMillis(100));
        ByteBuf roomy = Unpooled.buffer().writeZero(4).readerIndex(4).writeBytes("Again".getBytes(StandardCharsets.UTF_8));

        client.send(roomy, peerHost.at(5_000), time.nanoTime());
        say("More");
        peer.send(TestTurnServer.bytes("World"), peerSaw);
        time.advance(Duration.ofMillis(100));

        assertThat(server.channelDatagrams).isEqualTo(3);
        assertThat(atPeer).containsExactly("Hello", "Again", "More");
        assertThat(atClient).containsExactly("World from /203.0.113.1:5000");
    }

    @Test
    void strangersHaveNoSay() {
        allocate();
        VirtualHost stranger = network.host("203.0.113.9");
        DatagramPath theirs = stranger.bindNow(stranger.at(1), time.loop(), (socket, datagram, from) -> datagram.release());

        theirs.send(TestTurnServer.bytes("Spam"), allocated.get(0));
        time.advance(Duration.ofMillis(100));
        assertThat(client.received(TestTurnServer.bytes("junk"), stranger.at(1), time.nanoTime())).isFalse();

        assertThat(atClient).isEmpty();
    }

    @Test
    void refreshesAllocationPermissionsAndChannels() {
        allocate();
        say("Hello");
        client.bind(peerHost.at(5_000), time.nanoTime());
        for (int i = 0; i < 20; i++) {
            time.advance(Duration.ofMinutes(1));
            say("still here");
        }

        assertThat(requests(StunMessage.REFRESH)).hasSize(2);
        assertThat(requests(StunMessage.CREATE_PERMISSION).count()).isBetween(5L, 6L);
        assertThat(requests(StunMessage.CHANNEL_BIND)).hasSize(3);
        assertThat(atPeer).hasSize(21);
    }

    @Test
    void asksForNoPermissionThatIsNotUsed() {
        allocate();
        say("Hello");

        time.advance(Duration.ofMinutes(30));

        assertThat(requests(StunMessage.CREATE_PERMISSION)).hasSize(2);
    }

    /** Row I9 of SECURITY.md, the client's side. */
    @Test
    void goesOnWithAFreshNonce() {
        allocate();
        server.stale();

        say("Hello");

        assertThat(atPeer).containsExactly("Hello");
        assertThat(server.challenges).isEqualTo(2);
    }

    @Test
    void givesUpAfterAWrongPassword() {
        client = client(new TurnServer(server.address(), TestTurnServer.USER, Secret.of("wrong")));

        allocate();

        assertThat(client.state()).isEqualTo(TurnClient.State.CLOSED);
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.code()).isEqualTo(401));
        assertThat(server.challenges).isEqualTo(2);
    }

    /** RFC 8489 §9.2.1. */
    @Test
    void refusesToBeBidDown() {
        server.lie();

        allocate();

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.text())
                .contains("PASSWORD-ALGORITHMS were taken out"));
        assertThat(server.requests).isEmpty();
    }

    @Test
    void goesToAnotherServer() {
        TestTurnServer other = new TestTurnServer(serverHost, time.loop(), serverHost.at(3479));
        server.alternate = other.address();

        allocate();

        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);
        assertThat(other.allocations()).isEqualTo(1);
    }

    @Test
    void doesNotRunInCircles() {
        TestTurnServer other = new TestTurnServer(serverHost, time.loop(), serverHost.at(3479));
        server.alternate = other.address();
        other.alternate = server.address();

        allocate();

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.text()).contains("too often"));
        assertThat(server.redirected).as("asked once").isEqualTo(1);
        assertThat(other.redirected).isEqualTo(1);
    }

    @Test
    void isSentOnThreeTimesAtMost() {
        List<TestTurnServer> all = new ArrayList<>(List.of(server));
        for (int port = 3_479; port < 3_484; port++) {
            TestTurnServer next = new TestTurnServer(serverHost, time.loop(), serverHost.at(port));
            all.get(all.size() - 1).alternate = next.address();
            all.add(next);
        }

        allocate();

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.text()).contains("too often"));
        assertThat(all.stream().filter(one -> one.redirected > 0)).hasSize(4);
    }

    /** RFC 8489 §14.16: whom the next certificate has to be for is told to who makes connections. */
    @Test
    void tellsTheDomainOfTheOtherServer() {
        TestTurnServer other = new TestTurnServer(serverHost, time.loop(), serverHost.at(3479));
        server.alternate = other.address();
        server.alternateDomain = "b.relay.example";

        allocate();

        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);
        assertThat(sentTo).isEqualTo(other.address());
        assertThat(sentTo.getHostString()).isEqualTo("b.relay.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {437, 442, 486, 508})
    void tellsWhyThereIsNoRelay(int code) {
        server.refusals.put(StunMessage.ALLOCATE, code);

        allocate();

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
        assertThat(client.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        assertThat(say("Hello")).isFalse();
    }

    @Test
    void leavesARefusedPeerAloneForAWhile() {
        server.refusals.put(StunMessage.CREATE_PERMISSION, 403);
        allocate();
        say("Hello");

        assertThat(say("Hello")).isFalse();
        server.refusals.clear();
        time.advance(Duration.ofSeconds(31));
        say("Now");

        assertThat(atPeer).containsExactly("Now");
    }

    @Test
    void worksWithoutAChannelThatIsRefused() {
        server.refusals.put(StunMessage.CHANNEL_BIND, 508);
        allocate();
        client.bind(peerHost.at(5_000), time.nanoTime());

        say("Hello");

        assertThat(atPeer).containsExactly("Hello");
        assertThat(server.channelDatagrams).isZero();
    }

    @Test
    void losesTheRelayWithItsRefresh() {
        allocate();
        server.refusals.put(StunMessage.REFRESH, 437);

        time.advance(Duration.ofMinutes(10));

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.code()).isEqualTo(437));
        assertThat(client.state()).isEqualTo(TurnClient.State.CLOSED);
    }

    @Test
    void givesUpWithoutAnAnswer() {
        network.withConditions(LinkConditions.CUT);
        allocate();

        time.advance(Duration.ofSeconds(40));

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.kind())
                .isEqualTo(StunFailure.Kind.TIMEOUT));
        assertThat(network.stats().sent()).isEqualTo(7);
    }

    @Test
    void repeatsWhatIsLost() {
        network.withLoss(0.4);
        allocate();

        time.advance(Duration.ofSeconds(20));

        assertThat(client.state()).isEqualTo(TurnClient.State.ALLOCATED);
    }

    @Test
    void givesTheRelayBack() {
        allocate();

        client.close();
        time.advance(Duration.ofMillis(100));

        assertThat(server.allocations()).isZero();
        assertThat(client.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        assertThatThrownBy(() -> client.start(0)).hasMessage("start in CLOSED (expected: IDLE)");
    }

    @Test
    void refusesAccountsThatNoKeyCanBeMadeOf() {
        assertThatThrownBy(() -> new TurnServer(server.address(), "a\u0000b", Secret.of("pw")))
                .hasMessageContaining("control character");
        assertThatThrownBy(() -> new TurnServer(server.address(), "alice", Secret.of("p\nw")))
                .hasMessageContaining("control character");
        assertThatThrownBy(() -> new TurnServer(server.address(), "", Secret.of("pw")))
                .hasMessageContaining("username: 0");
    }

    @Test
    void boundsItsPeers() {
        allocate();
        for (int i = 0; i < TurnClient.MAX_PEERS; i++) {
            assertThat(client.send(TestTurnServer.bytes("x"), peerHost.at(1_000 + i), time.nanoTime())).isTrue();
        }

        assertThat(client.send(TestTurnServer.bytes("x"), peerHost.at(9_999), time.nanoTime())).isFalse();
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress to) {
        sentTo = to;
        path.send(datagram, to);
    }

    @Override
    public void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now) {
        allocated.add(relayed);
        assertThat(mapped).isEqualTo(path.localAddress());
    }

    @Override
    public void received(ByteBuf payload, InetSocketAddress from, long now) {
        atClient.add(payload.toString(StandardCharsets.UTF_8) + " from " + from);
    }

    @Override
    public void failed(StunFailure failure, long now) {
        failures.add(failure);
    }
}
