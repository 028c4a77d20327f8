package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.codec.Codecs;
import io.rvoip.session.EndCause;
import io.rvoip.session.Modification;
import io.rvoip.session.Reliability;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.testing.LinkConditions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only signalling passes through: descriptions as they are, media from phone to phone. */
class DirectMediaTest {
    private Office office;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMediaMode(MediaMode.DIRECT);
        office = new Office(setup);
        alice = office.registered("alice", 500);
        bob = office.registered("bob", 900).answersAfter(500);
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private Phone.Talk talking(boolean delayed) {
        Phone.Talk call = alice.call("bob", request -> request.withDelayedOffer(delayed));
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
        return call;
    }

    private void bothHear(Phone.Talk call) {
        assertThat(call.hears(900, 800)).isGreaterThan(0.9);
        assertThat(bob.talk().hears(500, 800)).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void phonesHearEachOtherWithoutUs(boolean delayed) {
        Phone.Talk call = talking(delayed);
        bothHear(call);
        assertThat(call.leg().remoteDescription()).isEqualTo(bob.talk().leg().localDescription());
        assertThat(office.engine.counts().mediaPorts()).isZero();
        bob.act(bob.talk().session::hangup);
        office.advance(500);
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.record().legs()).allMatch(leg -> leg.statistics().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdPassesThrough(boolean byTheCaller) {
        Phone.Talk call = talking(false);
        Phone holder = byTheCaller ? alice : bob;
        Phone.Talk held = byTheCaller ? bob.talk() : call;
        holder.act(holder.talk().session::hold);
        office.advance(500);
        assertThat(held.session.heldByRemote()).isTrue();
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
        holder.act(holder.talk().session::resume);
        office.advance(500);
        assertThat(held.session.heldByRemote()).isFalse();
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ANSWERED);
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @Test
    void changesOfBothSidesAtOnceAreSortedOut() {
        Phone.Talk call = talking(false);
        alice.act(call.session::hold);
        bob.act(bob.talk().session::hold);
        office.advance(15_000);
        assertThat(call.session.held()).isTrue();
        assertThat(bob.talk().session.held()).isTrue();
        alice.act(call.session::resume);
        bob.act(bob.talk().session::resume);
        office.advance(15_000);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ANSWERED);
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @Test
    void aChangeThatIsRefusedLeavesTheCallAsItIs() {
        alice.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMU, Codecs.PCMA));
        bob.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMU));
        Phone.Talk call = talking(false);
        List<Modification> outcome = new ArrayList<>();
        alice.act(() -> {
            call.leg().codecs(List.of("PCMA"));
            call.session.renegotiate().thenAccept(outcome::add);
        });
        office.advance(500);
        assertThat(outcome).singleElement().isInstanceOfSatisfying(Modification.Refused.class, refused ->
                assertThat(refused.status()).isEqualTo(488));
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @Test
    void aPhoneWhoseLateOfferIsNeverAnsweredIsAcknowledgedAndLetGo() {
        Phone.Talk call = alice.call("bob", request -> request.withDelayedOffer(true));
        office.advance(400);
        office.network.link(alice.host, office.host, LinkConditions.CUT);
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(bob.talk().session.state()).isEqualTo(SessionState.ACCEPTED);
        office.engine.hangup(office.engine.calls().get(0).id());
        office.advance(500);
        assertThat(bob.talk().end().cause()).isIn(EndCause.HANGUP, EndCause.MEDIA);
        office.network.link(alice.host, office.host, LinkConditions.PERFECT);
        office.advance(5000);
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.record().end().text()).isEqualTo("hung up by an operator");
    }

    @Test
    void earlyMediaOfTheOnlyPhoneIsHeard() {
        bob.onCall = talk -> talk.invitation.progress();
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(call.names()).contains("183+sdp");
        assertThat(call.hears(900, 800)).isGreaterThan(0.9);
        bob.act(bob.talk()::accept);
        office.advance(500);
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holdBeforeTheAnswerPassesThrough(boolean byTheCaller) {
        bob.onCall = talk -> talk.invitation.progress();
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        Phone holder = byTheCaller ? alice : bob;
        Phone.Talk held = byTheCaller ? bob.talk() : call;
        holder.act(holder.talk().session::hold);
        office.advance(500);
        assertThat(held.session.heldByRemote()).isTrue();
        assertThat(held.session.state().answered()).isFalse();
        bob.act(bob.talk()::accept);
        office.advance(500);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
        holder.act(holder.talk().session::resume);
        office.advance(500);
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @Test
    void anEarlyChangeThatTheCallerCannotTakeIsRefused() {
        bob.onCall = talk -> talk.invitation.progress();
        Phone.Talk call = alice.call("bob", request -> request.withReliability(Reliability.OFF));
        office.advance(500);
        List<Modification> outcome = new ArrayList<>();
        bob.act(() -> bob.talk().session.hold().thenAccept(outcome::add));
        office.advance(500);
        assertThat(outcome).singleElement().isInstanceOfSatisfying(Modification.Refused.class, refused ->
                assertThat(refused.status()).isEqualTo(488));
        bob.act(bob.talk()::accept);
        office.advance(500);
        bothHear(call);
        alice.act(call.session::hangup);
    }

    @Test
    void ofSeveralPhonesOnlyRingingIsTold() {
        bob.onCall = talk -> talk.invitation.progress();
        Phone other = office.registered("bob", 1300).answersAfter(2000);
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        assertThat(call.names()).contains("183", "180").doesNotContain("183+sdp");
        office.advance(2000);
        assertThat(call.hears(1300, 800)).isGreaterThan(0.9);
        other.act(other.talk().session::hangup);
        office.advance(500);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
    }
}
