package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A full agent that connects to who takes connections (RFC 6544); a connection is a path with a port of its own here. */
class ActiveTcpTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(20));
    private final VirtualHost phones = network.host("198.51.100.1");
    private final VirtualHost servers = network.host("198.51.100.2");

    private IcePeer phone() {
        return new IcePeer(time, phones, IceConfig.FULL.withActiveTcp(true), 1);
    }

    private IcePeer server(boolean lite) {
        return new IcePeer(time, servers, lite ? IceConfig.LITE : IceConfig.FULL, 2);
    }

    private void begin(IcePeer phone, IcePeer server, IceRole role) {
        IcePeer.introduce(phone, server, IcePeer.Signalling.VANILLA);
        phone.gather();
        server.gather();
        phone.start(role);
        server.start(role.other());
    }

    private static InetSocketAddress door(IcePeer server) {
        return server.sockets().stream().filter(socket -> socket.transport() == IceTransport.TCP_PASSIVE).findFirst().orElseThrow().address();
    }

    private void assertHeard(IcePeer phone, IcePeer server, String word) {
        phone.say(word + " of the phone");
        server.say(word + " of the server");
        time.advance(Duration.ofMillis(50));
        assertThat(server.heard).endsWith(word + " of the phone");
        assertThat(phone.heard).endsWith(word + " of the server");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectsAndGetsMediaOverTheConnection(boolean lite) {
        IcePeer phone = phone().active();
        IcePeer server = server(lite).passive();
        begin(phone, server, IceRole.CONTROLLING);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        assertThat(phone.candidates).singleElement().satisfies(candidate -> {
            assertThat(candidate.transport()).isEqualTo(IceTransport.TCP_ACTIVE);
            assertThat(candidate.address()).isEqualTo(new InetSocketAddress("198.51.100.1", 9));
        });
        assertThat(phone.attempts()).containsExactly(door(server));
        assertThat(phone.selections).singleElement().satisfies(pair -> {
            assertThat(pair.remote().transport()).isEqualTo(IceTransport.TCP_PASSIVE);
            assertThat(pair.local().type()).as("as the far end sees it").isEqualTo(CandidateType.PEER_REFLEXIVE);
            assertThat(pair.local().transport()).isEqualTo(IceTransport.TCP_ACTIVE);
        });
        assertHeard(phone, server, "Media");
        time.advance(Duration.ofSeconds(60));
        assertHeard(phone, server, "Consent");
        assertThat(phone.attempts()).as("one connection").hasSize(1);
    }

    @Test
    void isControlledToo() {
        IcePeer phone = phone().active();
        IcePeer server = server(false).passive();
        begin(phone, server, IceRole.CONTROLLED);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();
        assertHeard(phone, server, "Media");
    }

    @Test
    void overUdpWhereThatWorks() {
        IcePeer phone = phone().bind(1, 1).active();
        IcePeer server = server(false).bind(1, 1).passive();
        begin(phone, server, IceRole.CONTROLLING);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        assertThat(phone.selections).last().satisfies(pair -> assertThat(pair.local().transport()).isEqualTo(IceTransport.UDP));
        assertHeard(phone, server, "Media");
    }

    /** Datagrams go nowhere: the connection is there by then, and what is heard does not wait for UDP to fail. */
    @Test
    void overTcpWhereNoDatagramPasses() {
        IcePeer phone = phone().bind(1, 1).active();
        IcePeer server = server(false).passive();
        IcePeer.introduce(phone, server, IcePeer.Signalling.VANILLA);
        phone.run(() -> phone.agent.remoteCandidate(0, IceCandidate.host("9", 1, new InetSocketAddress("198.51.100.2", 4_444)), time.nanoTime()));
        phone.gather();
        server.gather();
        phone.start(IceRole.CONTROLLING);
        server.start(IceRole.CONTROLLED);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        assertThat(phone.selections).last().satisfies(pair -> assertThat(pair.remote().address()).isEqualTo(door(server)));
        assertHeard(phone, server, "Media");
    }

    /** RFC 6544 §6.2: to who connects himself, and to who opens simultaneously, no connection is opened. */
    @Test
    void pairsWithWhoTakesConnectionsAlone() {
        IcePeer phone = phone().active();
        phone.gather();
        phone.run(() -> {
            phone.agent.remote(0, new IceCredentials("them", "theirs+has+22+ice+char"), time.nanoTime());
            for (IceTransport other : new IceTransport[] {IceTransport.TCP_ACTIVE, IceTransport.TCP_SO, IceTransport.UDP}) {
                phone.agent.remoteCandidate(0, IceCandidate.host("1", 1, new InetSocketAddress("198.51.100.2", 5_000)).over(other), time.nanoTime());
            }
            phone.agent.remoteCandidatesEnd(time.nanoTime());
        });
        phone.start(IceRole.CONTROLLING);
        time.advance(Duration.ofSeconds(30));

        assertThat(phone.attempts()).isEmpty();
        assertThat(phone.failures).singleElement().satisfies(failure -> assertThat(failure.reason()).isEqualTo(IceFailure.Reason.NO_PAIR));
    }

    /** Where others take connections is theirs to say: behind a NAT that lets strangers in, or at a relay. */
    @ParameterizedTest
    @EnumSource(CandidateType.class)
    void connectsToPassiveOnesOfEveryType(CandidateType type) {
        IcePeer phone = phone().active();
        IcePeer server = server(false).passive();
        phone.gather();
        server.gather();
        phone.run(() -> {
            phone.agent.remote(0, server.agent.credentials(), time.nanoTime());
            phone.agent.remoteCandidate(0, IceCandidate.remote("1", 1, 99, door(server), type).over(IceTransport.TCP_PASSIVE), time.nanoTime());
            phone.agent.remoteCandidatesEnd(time.nanoTime());
        });
        server.run(() -> {
            server.agent.remote(0, phone.agent.credentials(), time.nanoTime());
            server.agent.remoteCandidatesEnd(time.nanoTime());
        });
        phone.start(IceRole.CONTROLLING);
        server.start(IceRole.CONTROLLED);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();
        assertHeard(phone, server, "Media");
    }

    @Test
    void aConnectionThatIsRefusedFailsItsPairAndSaysWhy() {
        IcePeer phone = phone().active();
        IcePeer server = server(false).passive();
        phone.refused(door(server));
        begin(phone, server, IceRole.CONTROLLING);
        time.advance(Duration.ofSeconds(30));

        assertThat(phone.attempts()).hasSize(1);
        assertThat(phone.failures).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo(IceFailure.Reason.CHECKS_FAILED);
            assertThat(failure.text()).endsWith("; connection to 198.51.100.2:" + door(server).getPort() + ": Connection refused");
        });
    }

    @Test
    void aConnectionThatIsRefusedDoesNoHarmToUdp() {
        IcePeer phone = phone().bind(1, 1).active();
        IcePeer server = server(false).bind(1, 1).passive();
        phone.refused(door(server));
        begin(phone, server, IceRole.CONTROLLING);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        assertHeard(phone, server, "Media");
        assertThat(phone.failures).isEmpty();
    }

    /** RFC 6544 §11.1. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSelectedConnectionThatBreaksIsOpenedAgain(boolean lite) {
        IcePeer phone = phone().active();
        IcePeer server = server(lite).passive();
        begin(phone, server, IceRole.CONTROLLING);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        phone.broken(door(server), "reset");
        time.advance(Duration.ofMillis(300));
        assertThat(phone.attempts()).containsExactly(door(server), door(server));
        assertHeard(phone, server, "Again");
        time.advance(Duration.ofSeconds(40));
        assertHeard(phone, server, "Still");
        assertThat(phone.failures).isEmpty();
    }

    @Test
    void whoIsGoneForGoodLosesConsentAndIsNotConnectedToWithoutEnd() {
        IcePeer phone = phone().active();
        IcePeer server = server(false).passive();
        begin(phone, server, IceRole.CONTROLLING);
        assertThat(time.runUntil(() -> phone.isOver() && server.isOver(), Duration.ofSeconds(2))).isTrue();

        phone.refused(door(server));
        time.advance(Duration.ofSeconds(60));
        assertThat(phone.failures).singleElement().satisfies(failure -> assertThat(failure.reason()).isEqualTo(IceFailure.Reason.CONSENT_LOST));
        assertThat(phone.attempts().size()).isBetween(4, 12);
    }

    @Test
    void isRefusedWhereItHasNoEffect() {
        assertThatThrownBy(() -> IceConfig.LITE.withActiveTcp(true)).hasMessageStartingWith("activeTcp: with lite, which makes no checks");
        IceConfig relays = IceConfig.FULL.withServers(IceServer.turn("turn:192.0.2.1", "u", Secret.of("p"))).withPolicy(IcePolicy.RELAY);
        assertThatThrownBy(() -> relays.withActiveTcp(true)).hasMessageStartingWith("activeTcp: with policy RELAY, which hides our address");
    }
}
