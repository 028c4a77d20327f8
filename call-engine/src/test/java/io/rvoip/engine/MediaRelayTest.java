package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.EndCause;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.testing.RtpStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Media through the platform: codecs, hold, keys, offers that come late, silence. */
class MediaRelayTest {
    private static final AudioCodec L16 = Codecs.builtIn().find("L16", 16_000, 1).orElseThrow();

    private Office office = new Office();
    private Phone alice = office.registered("alice", 500);
    private Phone bob = office.registered("bob", 900).answersAfter(500);

    private void with(Office.Setup setup) {
        office = new Office(setup);
        alice = office.registered("alice", 500);
        bob = office.registered("bob", 900).answersAfter(500);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private Phone.Talk talking() {
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        return call;
    }

    private void hangUp(Phone.Talk call) {
        call.phone.act(call.session::hangup);
        office.advance(500);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
    }

    private static RtpMediaSettings only(AudioCodec codec) {
        return RtpMediaSettings.DEFAULT.withCodecs(List.of(codec));
    }

    private long rtpFrom(Phone phone) {
        int port = phone.talk().leg().media().localAddress().getPort();
        return office.wire.stream()
                .filter(d -> d.from().equals(phone.host.at(port)))
                .count();
    }

    @Nested
    class TheCodec {
        @Test
        void isTheCallersFirstThatThePhoneHas() {
            alice.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMA, Codecs.PCMU));
            Phone.Talk call = talking();
            assertThat(office.engine.calls().get(0).legs())
                    .allMatch(leg -> leg.codec().orElse("").equals("PCMA"));
            hangUp(call);
        }

        @Test
        void isThePhonesWhereTheCallerHasItToo() {
            bob.settings = only(Codecs.PCMA);
            Phone.Talk call = talking();
            assertThat(office.engine.calls().get(0).legs())
                    .allMatch(leg -> leg.codec().orElse("").equals("PCMA"));
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            hangUp(call);
        }

        @Test
        void ofOneLawIsTranscodedToTheOther() {
            alice.settings = only(Codecs.PCMU);
            bob.settings = only(Codecs.PCMA);
            Phone.Talk call = talking();
            assertThat(office.engine.calls().get(0).legs()).extracting(leg -> leg.codec().orElse(""))
                    .containsExactly("PCMU", "PCMA");
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
            hangUp(call);
        }

        @Test
        void thatNobodyHereHasIsRefusedBeforeAnybodyRings() {
            alice.settings = only(L16);
            Phone.Talk call = alice.call("bob");
            office.advance(500);
            assertThat(call.end().status()).isEqualTo(488);
            assertThat(bob.talks).isEmpty();
            assertThat(office.record().end().cause()).isEqualTo(EndCause.MEDIA);
        }

        @Test
        void thatThePhoneLacksIsRefusedByIt() {
            bob.settings = only(L16);
            Phone.Talk call = alice.call("bob");
            office.advance(1500);
            assertThat(call.end().status()).isEqualTo(488);
        }
    }

    @Nested
    class Hold {
        @Test
        void ofTheCallerReachesThePhoneAndRtpStopsBothWays() {
            Phone.Talk call = talking();
            alice.act(call.session::hold);
            office.advance(500);
            assertThat(bob.talk().session.heldByRemote()).isTrue();
            assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
            long fromAlice = rtpFrom(alice);
            long fromBob = rtpFrom(bob);
            office.advance(2000);
            assertThat(rtpFrom(alice)).isEqualTo(fromAlice);
            assertThat(rtpFrom(bob)).isEqualTo(fromBob);
            alice.act(call.session::resume);
            office.advance(500);
            assertThat(bob.talk().session.heldByRemote()).isFalse();
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
            hangUp(call);
            assertThat(office.told()).containsExactly(
                    "call.created", "call.ringing", "call.answered", "call.held", "call.resumed", "call.ended");
        }

        @Test
        void ofThePhoneReachesTheCaller() {
            Phone.Talk call = talking();
            bob.act(bob.talk().session::hold);
            office.advance(500);
            assertThat(call.session.heldByRemote()).isTrue();
            bob.act(bob.talk().session::resume);
            office.advance(500);
            assertThat(call.session.heldByRemote()).isFalse();
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            hangUp(call);
        }

        @Test
        void ofBothSidesIsKeptApart() {
            Phone.Talk call = talking();
            alice.act(call.session::hold);
            bob.act(bob.talk().session::hold);
            office.advance(6000);
            alice.act(call.session::resume);
            office.advance(6000);
            assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
            bob.act(bob.talk().session::resume);
            office.advance(6000);
            assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ANSWERED);
            assertThat(call.hears(900, 800)).isGreaterThan(0.9);
            assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
            hangUp(call);
        }

        @Test
        void turnedOffAtOnceLeavesNobodyHeld() {
            Phone.Talk call = talking();
            alice.act(call.session::hold);
            alice.act(call.session::resume);
            office.advance(5000);
            assertThat(bob.talk().session.heldByRemote()).isFalse();
            assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
            hangUp(call);
        }
    }

    @Test
    void keysAreHeardAtTheFarEndAndTold() {
        Phone.Talk call = talking();
        alice.act(() -> "159#".chars().forEach(c -> call.leg().dtmf((char) c, Duration.ofMillis(120))));
        office.advance(3000);
        assertThat(bob.talk().digits).hasToString("159#");
        assertThat(office.events(EngineEvent.Dtmf.class)).extracting(EngineEvent.Dtmf::digit)
                .containsExactly('1', '5', '9', '#');
        bob.act(() -> bob.talk().leg().dtmf('0', Duration.ofMillis(120)));
        office.advance(1000);
        assertThat(call.digits).hasToString("0");
        hangUp(call);
    }

    @Test
    void aCallerWithoutAnOfferGetsOursAndIsHeard() {
        Phone.Talk call = alice.call("bob", request -> request.withDelayedOffer(true));
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(900, 800)).isGreaterThan(0.9);
        assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
        hangUp(call);
    }

    @Test
    void earlyMediaIsKeptFromTheCallerWhereThatIsTheRule() {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withEarlyMedia(EarlyMedia.NONE);
        with(setup);
        bob.onCall = talk -> talk.invitation.progress();
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(call.names()).containsExactly("Authenticating", "183");
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ROUTING);
        bob.act(bob.talk()::accept);
        office.advance(500);
        assertThat(call.hears(900, 800)).isGreaterThan(0.9);
        hangUp(call);
    }

    @Nested
    class Silence {
        private void bobFallsSilent(SilenceRule rule) {
            Office.Setup setup = new Office.Setup();
            setup.config = config -> config.withSilence(rule);
            with(setup);
            talking();
            bob.host.block();
        }

        @Test
        void isTold() {
            bobFallsSilent(SilenceRule.DEFAULT.withTimeout(Duration.ofSeconds(10)));
            office.advance(15_000);
            List<EngineEvent.NoInboundMedia> told = office.events(EngineEvent.NoInboundMedia.class);
            assertThat(told).hasSize(1).allMatch(event -> event.legId().endsWith("-1"));
            assertThat(office.metrics.count("rvoip_media_no_inbound_total")).isEqualTo(1);
            assertThat(office.engine.calls()).hasSize(1);
            bob.host.unblock();
            office.advance(1000);
            hangUp(alice.talk());
        }

        @Test
        void endsTheCallWhenThatIsTheRule() {
            bobFallsSilent(new SilenceRule(Duration.ofSeconds(10), true));
            office.advance(15_000);
            CallRecord record = office.record();
            assertThat(record.end().cause()).isEqualTo(EndCause.MEDIA);
            assertThat(record.end().text()).isEqualTo("no media from the called side for 10 s");
            assertThat(alice.talk().end().reasons().toString()).contains("SIP;cause=408");
            bob.host.unblock();
        }

        @Test
        void ofASideThatHoldsIsNoFault() {
            Office.Setup setup = new Office.Setup();
            setup.config = config -> config.withSilence(new SilenceRule(Duration.ofSeconds(10), true));
            with(setup);
            Phone.Talk call = talking();
            alice.act(call.session::hold);
            office.advance(500);
            alice.host.block();
            bob.host.block();
            office.advance(30_000);
            assertThat(office.engine.calls()).hasSize(1);
            alice.host.unblock();
            bob.host.unblock();
            alice.act(call.session::resume);
            office.advance(2000);
            assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
            hangUp(call);
        }
    }

    @Test
    void withoutAFreePortNobodyRings() {
        Office.Setup setup = new Office.Setup();
        setup.ports = 2;
        with(setup);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(call.end().status()).isEqualTo(503);
        assertThat(bob.talks).isEmpty();
        assertThat(office.record().end().text()).contains("port");
        assertThat(office.metrics.count("rvoip_admission_rejected_total", "reason", "ports")).isEqualTo(1);
    }

    @Test
    void rtpOfStrangersIsNotPassedOn() {
        Phone.Talk call = talking();
        Phone mallory = office.phone("dave", 3000);
        int port = call.leg().remoteDescription().orElseThrow().media().get(0).port();
        RtpStream spray = RtpStream.on(office.time, mallory.host, mallory.host.at(7000)).to(office.host.at(port));
        spray.playSilence(200);
        assertThat(bob.talk().hears(500, 4000)).isGreaterThan(0.9);
        assertThat(spray.received()).isEmpty();
        hangUp(call);
        spray.close();
    }
}
