package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Agents that take connections (RFC 6544), and a far end that makes one. Which of our sockets is for connections is all that
 * an agent knows of TCP: here both carry datagrams.
 */
class PassiveTcpTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final IceCredentials THEIRS = new IceCredentials("them", "theirs+has+22+ice+char");

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final SeededIds ids = new SeededIds(50);
    private final VirtualHost theirHost = network.host("198.51.100.2");
    private final List<StunMessage> answers = new ArrayList<>();
    private final List<StunMessage> checks = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean silent;

    private IcePeer peer(IceConfig config, IceRole role) {
        IcePeer peer = new IcePeer(time, network.host("198.51.100.1"), config, 1).bind(1, 1).bind(1, 1);
        peer.run(() -> {
            peer.agent.gather(List.of(peer.sockets().get(0), tcp(peer)), time.nanoTime());
            peer.agent.remote(0, THEIRS, time.nanoTime());
            peer.agent.start(role, time.nanoTime());
        });
        time.runReady();
        return peer;
    }

    private static IceSocket tcp(IcePeer peer) {
        return new IceSocket(0, 1, peer.sockets().get(1).address(), IceTransport.TCP_PASSIVE);
    }

    private DatagramPath theirs(int port) {
        return theirHost.bindNow(theirHost.at(port), time.loop(), (path, datagram, from) -> {
            if (!StunParser.looksLikeStun(datagram)) {
                heard.add(datagram.toString(StandardCharsets.UTF_8));
                datagram.release();
                return;
            }
            StunMessage message = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(datagram)).message();
            datagram.release();
            if (message.messageClass() == StunClass.REQUEST) {
                checks.add(message);
                if (!silent) {
                    path.send(message.answer(StunClass.SUCCESS).add(new StunAttribute.XorMappedAddress(from))
                            .integrity(StunKey.shortTerm(THEIRS.password()), CRYPTO).fingerprint().build().encode(), from);
                }
            } else {
                answers.add(message);
            }
        });
    }

    private ByteBuf check(IcePeer peer, StunAttribute... more) {
        StunMessageBuilder check = StunMessage.bindingRequest(TransactionId.random(ids))
                .add(new StunAttribute.Username(peer.agent.credentials().fragment() + ":them"))
                .add(new StunAttribute.Priority(1_000));
        for (StunAttribute attribute : more) {
            check.add(attribute);
        }
        return check.integrity(StunKey.shortTerm(peer.agent.credentials().password()), CRYPTO).fingerprint().build().encode();
    }

    private static IceCandidate overTcp(IceTransport type, String address, int port) {
        return ((CandidateLine.OverTcp) CandidateLine.read(
                "candidate:9 1 TCP 1518280447 " + address + " " + port + " typ host tcptype " + type.tcpType().orElseThrow())).candidate();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoConnectsIsFoundByHisCheckAndGetsMedia(boolean lite) {
        IcePeer peer = peer(lite ? IceConfig.LITE : IceConfig.FULL, IceRole.CONTROLLED);
        DatagramPath theirs = theirs(5_000);

        assertThat(peer.candidates).extracting(IceCandidate::transport).containsExactly(IceTransport.UDP, IceTransport.TCP_PASSIVE);
        assertThat(peer.candidates).extracting(IceCandidate::foundation).doesNotHaveDuplicates();

        theirs.send(check(peer, new StunAttribute.IceControlling(-1), new StunAttribute.UseCandidate()), tcp(peer).address());
        time.advance(Duration.ofMillis(200));
        peer.say("Media");
        time.advance(Duration.ofMillis(10));

        assertThat(answers).singleElement().satisfies(answer ->
                assertThat(answer.messageClass()).isEqualTo(StunClass.SUCCESS));
        assertThat(peer.selections).singleElement().satisfies(pair -> {
            assertThat(pair.local().transport()).isEqualTo(IceTransport.TCP_PASSIVE);
            assertThat(pair.remote().transport()).isEqualTo(IceTransport.TCP_ACTIVE);
            assertThat(pair.remote().address()).isEqualTo(theirs.localAddress());
        });
        assertThat(heard).containsExactly("Media");
    }

    /** A browser tells of its own, at port 9; one that takes connections is of no use to who makes none. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyIsCheckedBeforeHeHasConnected(boolean lite) {
        IcePeer peer = peer(lite ? IceConfig.LITE : IceConfig.FULL, IceRole.CONTROLLING);
        theirs(9);
        theirs(5_000);
        peer.run(() -> {
            peer.agent.remoteCandidate(0, overTcp(IceTransport.TCP_ACTIVE, "198.51.100.2", 9), time.nanoTime());
            peer.agent.remoteCandidate(0, overTcp(IceTransport.TCP_PASSIVE, "198.51.100.2", 5_000), time.nanoTime());
            peer.agent.remoteCandidatesEnd(time.nanoTime());
        });
        time.advance(Duration.ofSeconds(5));
        assertThat(checks).isEmpty();
        assertThat(peer.failures).isEmpty();

        time.advance(Duration.ofSeconds(20));
        assertThat(peer.failures).hasSize(1);
    }

    @Test
    void ofTwoWaysThatOverUdpIsTaken() {
        IcePeer peer = peer(IceConfig.FULL, IceRole.CONTROLLING);
        DatagramPath overTcp = theirs(5_000);
        DatagramPath overUdp = theirs(6_000);
        overTcp.send(check(peer, new StunAttribute.IceControlled(1)), tcp(peer).address());
        overUdp.send(check(peer, new StunAttribute.IceControlled(1)), peer.sockets().get(0).address());
        time.advance(Duration.ofSeconds(2));

        assertThat(peer.valid).hasSize(2);
        assertThat(peer.selections.get(peer.selections.size() - 1).local().transport()).isEqualTo(IceTransport.UDP);
    }

    /** Over UDP and over TCP from the same address and port are two ways. */
    @Test
    void theSamePortOfTheFarEndOverUdpIsAnotherWay() {
        IcePeer peer = peer(IceConfig.FULL, IceRole.CONTROLLING);
        DatagramPath both = theirs(5_000);
        both.send(check(peer, new StunAttribute.IceControlled(1)), tcp(peer).address());
        both.send(check(peer, new StunAttribute.IceControlled(1)), peer.sockets().get(0).address());
        time.advance(Duration.ofSeconds(2));

        assertThat(peer.valid).extracting(pair -> pair.remote().transport())
                .containsExactlyInAnyOrder(IceTransport.TCP_ACTIVE, IceTransport.UDP);
    }

    /** RFC 8489 §6.2.2. */
    @Test
    void aCheckIsNotRepeatedOverTcp() {
        IcePeer peer = peer(IceConfig.FULL, IceRole.CONTROLLED);
        DatagramPath theirs = theirs(5_000);
        silent = true;
        theirs.send(check(peer, new StunAttribute.IceControlling(-1)), tcp(peer).address());
        time.advance(Duration.ofSeconds(6));

        assertThat(checks).hasSize(1);
    }
}
