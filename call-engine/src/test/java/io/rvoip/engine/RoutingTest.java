package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.auth.UserAccount;
import io.rvoip.engine.auth.UserLimits;
import io.rvoip.engine.registrar.InMemoryLocationService;
import io.rvoip.session.EndCause;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionState;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who gets in, and where calls go. */
class RoutingTest {
    private Office office = new Office();

    private void with(UnaryOperator<EngineConfig.Builder> config) {
        Office.Setup setup = new Office.Setup();
        setup.config = config;
        office = new Office(setup);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private int statusOf(String target) {
        Phone alice = office.registered("alice", 500);
        Phone.Talk call = alice.call(target);
        office.advance(1000);
        return call.end().status();
    }

    @Test
    void anUnknownUserIsNotFound() {
        assertThat(statusOf("nobody")).isEqualTo(404);
        assertThat(office.record().end().status()).isEqualTo(404);
    }

    @Test
    void aKnownUserWithoutPhoneIsUnavailable() {
        assertThat(statusOf("bob")).isEqualTo(480);
    }

    @Test
    void anotherDomainIsNotFound() {
        Phone alice = office.registered("alice", 500);
        Phone.Talk call = alice.call("bob", request -> InviteRequest
                .of(SipUri.of("bob", "elsewhere.test"), request.from())
                .withNextHop(request.nextHop()).withCredentials(request.credentials()).withMedia(request.media()));
        office.advance(1000);
        assertThat(call.end().status()).isEqualTo(404);
    }

    @Test
    void thePhoneBehindAContactThatExpiredIsNotCalled() {
        Phone bob = office.registered("bob", 900);
        office.engine.unregister("sip:bob@rvoip.test");
        office.time.runReady();
        assertThat(office.events(EngineEvent.Unregistered.class)).hasSize(1)
                .allMatch(event -> event.why().equals("by-operator"));
        assertThat(statusOf("bob")).isEqualTo(480);
        assertThat(bob.talks).isEmpty();
    }

    @Nested
    class Strangers {
        private final ScriptedSipPeer peer =
                ScriptedSipPeer.on(office.time, office.network.host(), 5060);

        private void invite(String... lines) {
            peer.send(peer.request("INVITE", "sip:bob@rvoip.test", lines), office.host.at(5060));
        }

        @Test
        void areAskedForCredentialsOnceAndForgotten() {
            invite();
            ReceivedSip challenge = peer.expect("407");
            assertThat(challenge.text().header("Proxy-Authenticate")).startsWith("Digest");
            peer.expectNothing(Duration.ofSeconds(40));
            assertThat(office.engine.calls()).isEmpty();
            assertThat(office.engine.counts().transactions()).isZero();
        }

        @Test
        void withoutHopsLeftAreToldSo() {
            invite("Max-Forwards: 0");
            peer.expect("483");
            peer.expectNothing(Duration.ofSeconds(40));
        }

        @Test
        void withAMarkOfOursAreALoop() {
            Phone alice = office.registered("alice", 500);
            office.registered("bob", 900);
            Phone.Talk call = alice.call("bob");
            office.advance(100);
            String mark = office.wire.stream().map(d -> new String(d.bytes(), StandardCharsets.UTF_8))
                    .filter(text -> text.startsWith("INVITE sip:bob@10")).findFirst().orElseThrow()
                    .lines().filter(line -> line.startsWith("RVOIP-Loop:")).findFirst().orElseThrow();
            invite(mark);
            peer.expect("482");
            invite("RVOIP-Loop: somebody-elses");
            peer.expect("407");
            alice.act(call.session::hangup);
        }

        @Test
        void cannotRegisterWithAWrongPassword() {
            peer.send(peer.request("REGISTER", "sip:rvoip.test"), office.host.at(5060));
            assertThat(peer.expect("401").text().header("WWW-Authenticate")).contains("realm=\"rvoip.test\"");
            assertThat(office.engine.registrations()).isEmpty();
        }

        @Test
        void whoGuessAreNamed() {
            Phone mallory = office.phone("mallory", 500);
            mallory.call("bob");
            office.advance(500);
            assertThat(office.events(EngineEvent.AuthenticationFailed.class)).hasSize(1).allMatch(event ->
                    event.user().equals("mallory") && event.why().equals("unknown-user")
                            && event.source().equals(mallory.host.address().getHostAddress()));
        }

        @Test
        void whoEndACallThatIsNoneAreToldSo() {
            peer.send(
                    peer.request("BYE", "sip:bob@rvoip.test", "To: <sip:bob@rvoip.test>;tag=x"),
                    office.host.at(5060));
            peer.expect("481");
        }
    }

    @Nested
    class Breadth {
        @Test
        void limitsThePhonesThatRing() {
            with(config -> config.withLimits(EngineLimits.DEFAULT.withMaxPlaces(2)));
            Phone alice = office.registered("alice", 500);
            List<Phone> phones = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                phones.add(office.registered("bob", 900));
            }
            Phone.Talk call = alice.call("bob");
            office.advance(500);
            assertThat(phones).filteredOn(phone -> !phone.talks.isEmpty()).hasSize(2);
            alice.act(call.session::hangup);
        }

        @Test
        void usedUpEndsTheCall() {
            Phone alice = office.registered("alice", 500);
            office.registered("bob", 900);
            Phone.Talk call = alice.call("bob", request -> request.withHeader("Max-Breadth", "0"));
            office.advance(500);
            assertThat(call.end().status()).isEqualTo(440);
        }
    }

    @Test
    void twoUsersThatPointAtEachOtherAreALoopAndNoFlood() {
        Phone alice = office.registered("alice", 500);
        String self = office.host.address().getHostAddress() + ":5060";
        for (int i = 0; i < 2; i++) {
            office.bind("bob", "sip:carol@" + self + ";line=" + i, office.host.at(5060));
            office.bind("carol", "sip:bob@" + self + ";line=" + i, office.host.at(5060));
        }
        int before = office.wire.size();
        Phone.Talk call = alice.call("bob");
        office.advance(60_000);
        assertThat(call.end().status()).isEqualTo(482);
        assertThat(office.wire.size() - before).isLessThan(20);
        assertThat(office.events(EngineEvent.CallCreated.class)).hasSize(1);
    }

    @Nested
    class SlowUsers {
        @BeforeEach
        void ask() {
            Office.Setup setup = new Office.Setup();
            setup.adapt = ports -> ports.withUsers(name -> {
                CompletableFuture<Optional<UserAccount>> later = new CompletableFuture<>();
                office().time.after(Duration.ofMillis(300), () ->
                        ports.users().find(name).thenAccept(later::complete));
                return later;
            });
            office = new Office(setup);
        }

        private Office office() {
            return office;
        }

        @Test
        void areWaitedFor() {
            Phone alice = office.registered("alice", 500);
            Phone bob = office.registered("bob", 900).answersAfter(100);
            office.advance(1000);
            Phone.Talk call = alice.call("bob");
            office.advance(2000);
            assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
            bob.act(bob.talk().session::hangup);
        }

        @Test
        void letNobodyInWhoDoesNotKnowThePassword() {
            Phone mallory = office.registered("mallory", 500);
            Phone.Talk call = mallory.call("echo");
            office.advance(2000);
            assertThat(call.end().cause()).isEqualTo(EndCause.AUTHENTICATION);
            assertThat(office.engine.registrations()).isEmpty();
            assertThat(office.told()).isEmpty();
        }

        @Test
        void areNotWaitedForByACallerWhoGivesUp() {
            Phone alice = office.registered("alice", 500);
            office.advance(1000);
            Phone.Talk call = alice.call("bob");
            office.advance(100);
            alice.act(call.session::hangup);
            office.advance(2000);
            assertThat(call.end().cause()).isEqualTo(EndCause.CANCELLED);
            assertThat(office.told()).isEmpty();
        }
    }

    @Nested
    class SlowStore {
        private final CompletableFuture<Void> open = new CompletableFuture<>();

        @BeforeEach
        void ask() {
            Office.Setup setup = new Office.Setup();
            setup.adapt = ports -> ports.withLocation(loops -> new SlowLocation(
                    new InMemoryLocationService(loops, 100, Metrics.none()), open));
            office = new Office(setup);
        }

        private Phone.Talk calling() {
            Phone alice = office.registered("alice", 500);
            Phone.Talk call = alice.call("bob");
            office.advance(1000);
            assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ROUTING);
            return call;
        }

        @Test
        void isWaitedFor() {
            Phone.Talk call = calling();
            open.complete(null);
            office.advance(500);
            assertThat(call.end().status()).isEqualTo(480);
        }

        @Test
        void thatFailsGives500() {
            Phone.Talk call = calling();
            open.completeExceptionally(new IllegalStateException("gone"));
            office.advance(500);
            assertThat(call.end().status()).isEqualTo(500);
        }

        @Test
        void isNotWaitedForByACallerWhoGivesUpNorByAnOperator() {
            Phone.Talk call = calling();
            call.phone.act(call.session::hangup);
            office.advance(500);
            assertThat(office.record().end().cause()).isEqualTo(EndCause.CANCELLED);
            Phone.Talk second = call.phone.call("bob");
            office.advance(500);
            office.engine.hangup(office.engine.calls().get(0).id());
            office.advance(500);
            assertThat(second.end().status()).isEqualTo(480);
            open.complete(null);
            office.advance(500);
            assertThat(office.engine.calls()).isEmpty();
        }
    }

    @Nested
    class Admission {
        @Test
        void refusesMoreCallsThanDeclaredButNothingOfThoseThatGoOn() {
            with(config -> config.withCapacity(CapacityConfig.small().withMaxCalls(2)));
            Phone alice = office.registered("alice", 500);
            Phone carol = office.registered("carol", 700);
            Phone bob = office.registered("bob", 900).answersAfter(100);
            Phone.Talk first = alice.call("bob");
            Phone.Talk second = carol.call("bob");
            office.advance(500);
            Phone.Talk third = alice.call("bob");
            office.advance(500);
            assertThat(third.end().status()).isEqualTo(503);
            assertThat(bob.talks).hasSize(2);
            assertThat(office.events(EngineEvent.AdmissionRefused.class)).hasSize(1);
            assertThat(office.metrics.count("rvoip_admission_rejected_total", "reason", "capacity")).isEqualTo(1);
            alice.act(first.session::hold);
            office.advance(500);
            assertThat(first.session.held()).isTrue();
            alice.act(first.session::hangup);
            office.advance(500);
            Phone.Talk fourth = alice.call("bob");
            office.advance(500);
            assertThat(fourth.session.state()).isEqualTo(SessionState.CONFIRMED);
            alice.act(fourth.session::hangup);
            carol.act(second.session::hangup);
        }

        @Test
        void leavesRoomForOthersWhateverOneUserWants() {
            with(config -> config.withPerUser(UserLimits.of(SecurityProfile.STANDARD).withMaxCalls(2)));
            Phone alice = office.registered("alice", 500);
            Phone carol = office.registered("carol", 700);
            office.registered("bob", 900).answersAfter(100);
            Phone.Talk first = alice.call("bob");
            Phone.Talk second = alice.call("bob");
            office.advance(2000);
            Phone.Talk third = alice.call("bob");
            Phone.Talk others = carol.call("bob");
            office.advance(2000);
            assertThat(third.end().status()).isEqualTo(503);
            assertThat(others.session.state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(office.events(EngineEvent.AdmissionRefused.class)).singleElement()
                    .matches(refused -> refused.caller().equals("alice"));
            alice.act(first.session::hangup);
            office.advance(2000);
            Phone.Talk fourth = alice.call("bob");
            office.advance(2000);
            assertThat(fourth.session.state()).isEqualTo(SessionState.CONFIRMED);
            alice.act(second.session::hangup);
            alice.act(fourth.session::hangup);
            carol.act(others.session::hangup);
        }

        @Test
        void saysWhenToTryAgain() {
            with(config -> config.withCapacity(CapacityConfig.small().withMaxCalls(1)));
            Phone alice = office.registered("alice", 500);
            office.registered("bob", 900).answersAfter(100);
            Phone.Talk first = alice.call("bob");
            office.advance(500);
            alice.call("bob");
            office.advance(1000);
            alice.act(first.session::hangup);
            assertThat(office.wire.stream().map(d -> new String(d.bytes(), StandardCharsets.UTF_8)))
                    .filteredOn(text -> text.startsWith("SIP/2.0 503")).isNotEmpty()
                    .allMatch(text -> text.contains("Retry-After: "));
        }
    }

    @Test
    void anOperatorEndsACallOnBothSides() {
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(100);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        String id = office.engine.calls().get(0).id();
        assertThat(office.engine.hangup(id).toCompletableFuture().join()).isTrue();
        assertThat(office.engine.hangup("no such call").toCompletableFuture().join()).isFalse();
        office.advance(500);
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.record().end().text()).isEqualTo("hung up by an operator");
        assertThat(office.engine.call(id)).isEmpty();
    }

    @Test
    void aStopWaitsForCallsAndThenEndsThem() {
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(100);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        var stopped = office.engine.stop(Duration.ofSeconds(20)).toCompletableFuture();
        office.advance(1000);
        assertThat(office.engine.health().status()).isEqualTo(Health.Status.DEGRADED);
        Phone.Talk late = alice.call("bob");
        office.advance(1000);
        assertThat(late.end().status()).isEqualTo(503);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        office.advance(20_000);
        assertThat(stopped).isCompleted();
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.SHUTDOWN);
        assertThat(office.host.openSockets()).isZero();
    }
}
