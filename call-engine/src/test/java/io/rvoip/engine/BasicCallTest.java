package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.SessionState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two users call each other through the engine: signalling, audio both ways, record. */
class BasicCallTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callIsAnsweredHeardAndHungUp(boolean ipv6) {
        Office.Setup setup = new Office.Setup();
        setup.ipv6 = ipv6;
        Office office = new Office(setup);
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(2000);
        assertThat(office.engine.registrations()).hasSize(2);

        Phone.Talk call = alice.call("bob");
        office.advance(3000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.names()).containsExactly("Authenticating", "180", "Answered", "Confirmed");
        assertThat(bob.talk().hears(500, 1000)).isGreaterThan(0.9);
        assertThat(call.hears(900, 1000)).isGreaterThan(0.9);
        CallInfo info = office.engine.calls().get(0);
        assertThat(info.state()).isEqualTo(CallState.ANSWERED);
        assertThat(info.caller()).isEqualTo("sip:alice@rvoip.test");
        assertThat(info.called()).isEqualTo("sip:bob@rvoip.test");
        assertThat(info.legs()).hasSize(2).allMatch(leg -> leg.codec().orElse("").equals("PCMU"));
        assertThat(office.engine.counts().mediaPorts()).isEqualTo(4);

        call.session.hangup();
        office.advance(500);
        assertThat(bob.talk().end().who()).isEqualTo(EndParty.REMOTE);
        CallRecord record = office.record();
        assertThat(record.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(record.end().text()).isEqualTo("hung up (the caller)");
        assertThat(record.duration()).isBetween(Duration.ofMillis(2900), Duration.ofMillis(3100));
        assertThat(record.legs()).allMatch(leg -> leg.statistics().orElseThrow().packetsReceived() > 140);
        assertThat(office.told()).containsExactly("call.created", "call.ringing", "call.answered", "call.ended");
        office.closeAndFindNothing();
    }

    @Test
    void aPhoneOfOneAddressFamilyHearsOneOfTheOther() {
        Office office = new Office();
        Phone alice = office.phone("alice", 500, true);
        Phone bob = office.phone("bob", 900, false).answersAfter(500);
        alice.register();
        bob.register();
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.hears(900, 800)).isGreaterThan(0.9);
        assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        office.closeAndFindNothing();
    }

    @Test
    void whatWasMeasuredIsInTheMetrics() {
        Office office = new Office();
        office.network.withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
        Phone alice = office.registered("alice", 500);
        office.registered("bob", 900).answersAfter(2000);
        Phone.Talk call = alice.call("bob");
        office.advance(30_000);
        assertThat(office.metrics.gaugeValue("rvoip_calls_active")).isEqualTo(1);
        alice.act(call.session::hangup);
        office.advance(500);
        assertThat(office.metrics.count("rvoip_calls_total", "result", "answered", "cause", "hangup")).isEqualTo(1);
        assertThat(office.metrics.recorded("rvoip_call_setup_seconds")).singleElement()
                .satisfies(seconds -> assertThat(seconds).isBetween(2.0, 2.3));
        assertThat(office.metrics.recorded("rvoip_call_post_dial_delay_seconds")).singleElement()
                .satisfies(seconds -> assertThat(seconds).isBetween(0.0, 0.2));
        assertThat(office.metrics.recorded("rvoip_call_duration_seconds")).singleElement()
                .satisfies(seconds -> assertThat(seconds).isBetween(27.0, 29.0));
        assertThat(office.metrics.recorded("rvoip_media_jitter_seconds")).hasSize(2);
        assertThat(office.metrics.recorded("rvoip_media_rtt_seconds")).isNotEmpty()
                .allSatisfy(seconds -> assertThat(seconds).isBetween(0.019, 0.022));
        office.closeAndFindNothing();
    }
}
