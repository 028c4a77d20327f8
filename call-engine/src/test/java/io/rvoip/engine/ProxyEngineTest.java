package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.session.EndCause;
import io.rvoip.session.SessionState;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole engine as a proxy: authentication, registrar, media from end to end, counts. */
class ProxyEngineTest {
    private Office office = office(new Office.Setup());

    private static Office office(Office.Setup setup) {
        var given = setup.config;
        setup.config = config -> given.apply(config.withMode(EngineMode.PROXY));
        return new Office(setup);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private EngineEvent.CallProxied proxied() {
        List<EngineEvent.CallProxied> told = office.events(EngineEvent.CallProxied.class);
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    @Test
    void aCallIsAuthenticatedAndItsMediaGoesFromEndToEnd() {
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(1000);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(office.engine.counts().calls()).isEqualTo(1);
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        assertThat(bob.talk().hears(500, 500)).isGreaterThan(0.9);
        assertThat(office.engine.counts().calls()).isZero();
        assertThat(office.engine.counts().mediaSessions()).isZero();
        bob.act(() -> bob.talk().session.hangup());
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        EngineEvent.CallProxied told = proxied();
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.places()).isEqualTo(1);
        assertThat(told.caller()).isEqualTo("sip:alice@rvoip.test");
        assertThat(told.called()).isEqualTo("sip:bob@rvoip.test");
        assertThat(told.setup()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1300));
        assertThat(office.told()).containsExactly("call.proxied");
        assertThat(challenges()).hasSize(3).allMatch(text -> text.contains("-Authenticate: Digest"));
        assertThat(sentBy(office).filter(text -> text.startsWith("INVITE")))
                .isNotEmpty().noneMatch(text -> text.contains("Proxy-Authorization"));
    }

    private static java.util.stream.Stream<String> sentBy(Office office) {
        return office.wire.stream().filter(datagram -> datagram.from().equals(office.host.at(5060)))
                .map(datagram -> new String(datagram.bytes(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private List<String> challenges() {
        return sentBy(office).filter(text -> text.startsWith("SIP/2.0 401") || text.startsWith("SIP/2.0 407"))
                .toList();
    }

    @Test
    void allPhonesRingAndTheOthersStopWithoutAMissedCall() {
        Phone alice = office.registered("alice", 500);
        Phone desk = office.registered("bob", 900);
        office.registered("bob", 1300).answersAfter(1000);
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(desk.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(desk.talk().end().reasons().toString())
                .isEqualTo("[SIP;cause=200;text=\"Call completed elsewhere\"]");
        assertThat(proxied().places()).isEqualTo(2);
        alice.act(call.session::hangup);
    }

    @Test
    void theCallerGivesUpAndThePhoneStops() {
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        alice.act(call.session::hangup);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(proxied().status()).isEqualTo(487);
    }

    @Test
    void aStrangerIsTurnedAwayWithOnePacketAndCannotPretendToBeInACall() {
        ScriptedSipPeer stranger = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        ScriptedSipPeer bob = office.scripted("bob");
        stranger.send(stranger.request("INVITE", "sip:bob@rvoip.test"), office.address());
        stranger.expect("407");
        stranger.send(stranger.request("BYE", "sip:bob@" + bob.hostPort(), "To: <sip:bob@rvoip.test>;tag=1",
                "Route: <sip:0123456789abcdef0123@" + office.host.address().getHostAddress() + ";lr>"),
                office.address());
        stranger.expect("407");
        bob.expectNothing(Duration.ofSeconds(40));
        assertThat(stranger.received()).hasSize(2);
        assertThat(office.engine.counts().transactions()).isZero();
    }

    @Test
    void theMarkOfACallLetsNobodyBeginAnother() {
        Phone alice = office.registered("alice", 500);
        ScriptedSipPeer bob = office.scripted("bob");
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = bob.expect("INVITE");
        bob.send(bob.request("INVITE", "sip:carol@rvoip.test", "Call-ID: " + invite.header("Call-ID"),
                "Route: " + invite.header("Record-Route")), office.address());
        bob.expect("407");
        bob.respond(invite, 486, "Busy Here");
        office.advance(100);
        assertThat(call.end().status()).isEqualTo(486);
    }

    @Test
    void echoNeedsMediaAndIsNobodyHere() {
        Phone alice = office.registered("alice", 500);
        assertThat(alice.call("echo").end().status()).isEqualTo(404);
    }

    @Test
    void aFullHouseRefusesUntilSomebodyIsAnswered() {
        closeAndReopen(config -> config.withCapacity(CapacityConfig.small().withMaxCalls(1)));
        Phone alice = office.registered("alice", 500);
        Phone carol = office.registered("carol", 700);
        Phone bob = office.registered("bob", 900).answersAfter(1000);
        Phone.Talk first = alice.call("bob");
        office.advance(100);
        assertThat(carol.call("bob").end().status()).isEqualTo(503);
        office.advance(1500);
        assertThat(first.session.state()).isEqualTo(SessionState.CONFIRMED);
        Phone.Talk second = carol.call("bob");
        office.advance(1500);
        assertThat(second.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.talks).hasSize(2);
        alice.act(first.session::hangup);
        carol.act(second.session::hangup);
    }

    private void closeAndReopen(java.util.function.UnaryOperator<EngineConfig.Builder> config) {
        office.closeAndFindNothing();
        Office.Setup setup = new Office.Setup();
        setup.config = config;
        office = office(setup);
    }

    @Test
    void aSlowLocationServiceIsWaitedForAndACallerWhoGivesUpMeanwhileGetsHis487() {
        office.closeAndFindNothing();
        CompletableFuture<Void> opened = new CompletableFuture<>();
        Office.Setup setup = new Office.Setup();
        setup.adapt = parts -> parts.withLocation(
                loops -> new SlowLocation(parts.location().orElseThrow().apply(loops), opened));
        office = office(setup);
        Phone alice = office.registered("alice", 500);
        ScriptedSipPeer bob = office.scripted("bob");
        Phone.Talk call = alice.call("bob");
        office.advance(300);
        alice.act(call.session::hangup);
        assertThat(call.end().status()).isEqualTo(487);
        opened.complete(null);
        bob.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    void withoutRecordRouteTheCallGoesOnWithoutUs() {
        closeAndReopen(config -> config.withProxy(ProxySettings.DEFAULT.withRecordRoute(false)));
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(100);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        long before = sentBy(office).count();
        alice.act(call.session::hangup);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(sentBy(office).count()).isEqualTo(before);
    }

    @Test
    void stoppingLetsNobodyInAndWaitsForWhoIsThere() {
        Phone alice = office.registered("alice", 500);
        ScriptedSipPeer bob = office.scripted("bob");
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = bob.expect("INVITE");
        CompletableFuture<Void> stopped = office.engine.stop(Duration.ofSeconds(30)).toCompletableFuture();
        office.advance(1000);
        assertThat(stopped).isNotDone();
        bob.respond(invite, 486, "Busy Here");
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(486);
        assertThat(stopped).isDone();
    }
}
