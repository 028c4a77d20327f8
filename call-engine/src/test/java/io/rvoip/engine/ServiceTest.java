package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Echo and tone answer without anybody having set them up. */
class ServiceTest {
    private Office office = new Office();

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toneIsHeard(boolean ipv6) {
        Office.Setup setup = new Office.Setup();
        setup.ipv6 = ipv6;
        office = new Office(setup);
        Phone alice = office.phone("alice", 500);
        Phone.Talk call = alice.call("tone");
        office.advance(500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(440, 1000)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        office.advance(500);
        assertThat(office.record().called()).isEqualTo("sip:tone@rvoip.test");
        assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
    }

    @Test
    void echoSaysWhatItHears() {
        Phone alice = office.phone("alice", 500);
        alice.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMA));
        Phone.Talk call = alice.call("echo");
        office.advance(1000);
        assertThat(call.hears(500, 1000)).isGreaterThan(0.9);
        alice.act(call.session::hold);
        office.advance(500);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
        alice.act(call.session::hangup);
        office.advance(500);
        assertThat(office.told()).containsExactly("call.created", "call.answered", "call.held", "call.ended");
    }

    @Test
    void servicesAnswerCallersWithoutAnOffer() {
        Phone alice = office.phone("alice", 500);
        Phone.Talk call = alice.call("tone", request -> request.withDelayedOffer(true));
        office.advance(500);
        assertThat(call.hears(440, 1000)).isGreaterThan(0.9);
        office.engine.hangup(office.engine.calls().get(0).id());
        office.advance(500);
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
    }

    /** That no port was free would be a lie, and would be counted as a lack of ports. */
    @Test
    void aCallerWhoseKeysEverybodyCouldReadIsToldSo() {
        Office.Setup setup = new Office.Setup();
        setup.media = setup.media.withSrtp(SecurityConfig.auto().srtp(SecurityProfile.STANDARD));
        office = new Office(setup);
        Phone alice = office.phone("alice", 500);
        Phone.Talk call = alice.call("echo");
        office.advance(500);
        assertThat(call.end().status()).isEqualTo(488);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.MEDIA);
        assertThat(office.record().end().text()).isEqualTo("SRTP is required, and the signalling is not encrypted");
        assertThat(office.metrics.count("rvoip_admission_rejected_total", "reason", "ports")).isZero();
    }

    @Test
    void whereNoPortIsFreeTheCallerMayTryAgainLater() {
        Office.Setup setup = new Office.Setup();
        setup.ports = 2;
        office = new Office(setup);
        Phone alice = office.phone("alice", 500);
        Phone.Talk first = alice.call("tone");
        office.advance(500);
        Phone.Talk second = office.phone("bob", 700).call("tone");
        office.advance(500);
        assertThat(second.end().status()).isEqualTo(503);
        assertThat(office.metrics.count("rvoip_admission_rejected_total", "reason", "ports")).isEqualTo(1);
        alice.act(first.session::hangup);
        office.advance(500);
    }

    @Test
    void strangersAreNotServed() {
        Phone mallory = office.phone("mallory", 500);
        Phone.Talk call = mallory.call("echo");
        office.advance(500);
        assertThat(call.end().cause()).isEqualTo(EndCause.AUTHENTICATION);
        assertThat(office.told()).isEmpty();
    }

    @Test
    void aPlatformWithoutMediaRefuses() {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMediaMode(MediaMode.DIRECT);
        setup.adapt = ports -> EnginePorts.of(ports.stack(), ports.users())
                .withListen(ports.listen()).withIds(ports.ids());
        office = new Office(setup);
        Phone alice = office.phone("alice", 500);
        Phone.Talk call = alice.call("echo");
        office.advance(500);
        assertThat(call.end().status()).isEqualTo(488);
    }
}
