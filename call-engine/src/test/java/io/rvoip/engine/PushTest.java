package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.engine.push.PushNotice;
import io.rvoip.engine.push.PushSender;
import io.rvoip.session.EndCause;
import io.rvoip.session.PushTarget;
import io.rvoip.session.Registration;
import io.rvoip.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Phones that sleep: woken for calls and to stay registered (RFC 8599). */
class PushTest {
    private final Sender sender = new Sender();
    private final Office office = new Office(setup());
    private final Phone alice = office.registered("alice", 500);
    private final Phone bob = office.phone("bob", 900);
    private Registration registration;

    /** Keeps what it is to send. */
    private static final class Sender implements PushSender {
        final List<PushNotice> sent = new ArrayList<>();
        boolean takes = true;

        @Override
        public Set<String> providers() {
            return Set.of("fcm");
        }

        @Override
        public CompletionStage<Boolean> send(PushNotice notice) {
            sent.add(notice);
            return CompletableFuture.completedStage(takes);
        }
    }

    private Office.Setup setup() {
        Office.Setup setup = new Office.Setup();
        setup.adapt = ports -> ports.withPush(sender);
        return setup;
    }

    private void bobSleeps() {
        registration = bob.register(request -> request.withPush(new PushTarget("fcm", "device-7", "app")));
    }

    private void bobWakesUp() {
        bob.act(registration::refresh);
        office.advance(100);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    @Test
    void aSleepingPhoneIsWokenAndRungWhenItHasRegisteredAnew() {
        bobSleeps();
        assertThat(registration.pushed()).as("Feature-Caps").isTrue();
        bob.answersAfter(500);
        Phone.Talk call = alice.call("bob");
        office.advance(3000);
        assertThat(sender.sent).containsExactly(
                new PushNotice("fcm", "app", "device-7", "sip:bob@rvoip.test", PushNotice.Cause.CALL));
        assertThat(bob.talks).as("held until it is awake").isEmpty();
        bobWakesUp();
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        assertThat(office.metrics.count("rvoip_push_wakeups_total", "outcome", "woken")).isEqualTo(1);
        alice.act(() -> call.session.hangup());
    }

    @Test
    void callsForOnePhoneShareANotificationAndAllRing() {
        bobSleeps();
        Phone.Talk first = alice.call("bob");
        Phone.Talk second = office.registered("carol", 700).call("bob");
        office.advance(100);
        assertThat(sender.sent).hasSize(1);
        bobWakesUp();
        assertThat(bob.talks).hasSize(2);
        alice.act(() -> first.session.hangup());
        second.phone.act(() -> second.session.hangup());
    }

    @Test
    void aPhoneThatDoesNotWakeUpIsUnavailable() {
        bobSleeps();
        Phone.Talk call = alice.call("bob");
        office.advance(19_900);
        assertThat(call.session.end()).isEmpty();
        office.advance(300);
        assertThat(call.end().status()).isEqualTo(480);
        assertThat(office.metrics.count("rvoip_push_wakeups_total", "outcome", "late")).isEqualTo(1);
        bobWakesUp();
        assertThat(bob.talks).isEmpty();
    }

    @Test
    void aNotificationThatIsNotTakenIsNotWaitedFor() {
        bobSleeps();
        sender.takes = false;
        Phone.Talk call = alice.call("bob");
        office.advance(100);
        assertThat(call.end().status()).isEqualTo(480);
        assertThat(office.metrics.count("rvoip_push_wakeups_total", "outcome", "refused")).isEqualTo(1);
    }

    @Test
    void aPhoneThatIsAwakeRingsMeanwhileAndMayTakeTheCall() {
        bobSleeps();
        Phone desk = office.registered("bob", 1300).answersAfter(1000);
        Phone.Talk call = alice.call("bob");
        office.advance(2000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(desk.talks).hasSize(1);
        bobWakesUp();
        assertThat(bob.talks).as("the call is taken").isEmpty();
        alice.act(() -> call.session.hangup());
    }

    @Test
    void aPhoneThatIsAwakeAndBusyDoesNotEndTheCallOfOneThatWakesUp() {
        bobSleeps();
        Phone desk = office.registered("bob", 1300);
        desk.onCall = talk -> talk.invitation.reject(486);
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        assertThat(call.session.end()).isEmpty();
        bobWakesUp();
        assertThat(bob.talks).hasSize(1);
        alice.act(() -> call.session.hangup());
    }

    @Test
    void whoHangsUpLeavesNobodyRinging() {
        bobSleeps();
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        alice.act(() -> call.session.hangup());
        office.advance(100);
        assertThat(call.end().cause()).isEqualTo(EndCause.CANCELLED);
        bobWakesUp();
        assertThat(bob.talks).isEmpty();
    }

    @Test
    void aPhoneIsWokenTwoMinutesBeforeItsRegistrationEnds() {
        bobSleeps();
        bob.host.block(); // it sleeps: its own refresh goes nowhere
        Duration granted = Duration.between(office.time.wallClock(), office.engine.registrations().stream()
                .filter(one -> one.aor().contains("bob")).findFirst().orElseThrow().expiresAt());
        office.time.advance(granted.minusSeconds(121));
        assertThat(sender.sent).isEmpty();
        office.time.advance(Duration.ofSeconds(2));
        assertThat(sender.sent).extracting(PushNotice::cause).containsExactly(PushNotice.Cause.REFRESH);
        bob.host.unblock();
    }

    @Test
    void aProxyHoldsNoCalls() {
        Office.Setup proxied = setup();
        proxied.config = config -> config.withMode(EngineMode.PROXY);
        assertThatThrownBy(() -> new Office(proxied)).isInstanceOf(ConfigurationException.class).hasMessageContaining("mode");
    }
}
