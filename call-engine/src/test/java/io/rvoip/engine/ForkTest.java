package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.SessionState;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.uri.SipUri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One user with several phones: who rings, who is heard, who wins, and what the others are told. */
class ForkTest {
    private final Office office = new Office();
    private final Phone alice = office.registered("alice", 500);
    private final Phone desk = office.registered("bob", 900);
    private final Phone mobile = office.registered("bob", 1300);

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private List<String> sent(String firstLineStart) {
        return office.wire.stream()
                .filter(datagram -> datagram.from().equals(office.host.at(5060)))
                .map(datagram -> new String(datagram.bytes(), StandardCharsets.UTF_8))
                .filter(text -> text.startsWith(firstLineStart))
                .toList();
    }

    @Test
    void allPhonesRingAndTheFirstToAnswerHasTheCall() {
        mobile.answersAfter(1000);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(desk.talks).hasSize(1);
        assertThat(mobile.talks).hasSize(1);
        assertThat(office.engine.calls().get(0).legs()).hasSize(3);
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(desk.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(desk.talk().end().reasons().toString())
                .isEqualTo("[SIP;cause=200;text=\"Call completed elsewhere\"]");
        assertThat(call.hears(1300, 500)).isGreaterThan(0.9);
        assertThat(office.engine.calls().get(0).legs()).hasSize(2);
        assertThat(office.engine.counts().mediaPorts()).isEqualTo(4);
        mobile.act(() -> mobile.talk().session.hangup());
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(office.record().end().text()).isEqualTo("hung up (the called side)");
    }

    @Test
    void aLateSecondAnswerIsAcknowledgedAndEnded() {
        desk.answersAfter(1000);
        mobile.answersAfter(1000);
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        List<Phone.Talk> talks = Stream.of(desk, mobile).map(Phone::talk).toList();
        assertThat(talks).filteredOn(talk -> talk.session.state() == SessionState.CONFIRMED).hasSize(1);
        assertThat(talks).filteredOn(talk -> talk.session.end().isPresent()).hasSize(1)
                .allMatch(talk -> talk.names().contains("Confirmed"));
        assertThat(office.endedCall()).isEmpty();
        alice.act(call.session::hangup);
    }

    @Test
    void theNewestEarlyMediaIsHeardAndThenWhoAnswers() {
        desk.onCall = talk -> talk.invitation.progress();
        mobile.onCall = talk -> office.time.after(Duration.ofSeconds(2), talk.invitation::progress);
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        assertThat(call.names()).containsExactly("Authenticating", "183+sdp");
        assertThat(call.hears(900, 600)).isGreaterThan(0.9);
        office.advance(1000);
        assertThat(call.hears(1300, 600)).isGreaterThan(0.9);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.EARLY_MEDIA);
        desk.act(desk.talk()::accept);
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(900, 600)).isGreaterThan(0.9);
        assertThat(desk.talk().hears(500, 600)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
    }

    @Test
    void anotherPhoneThatHasSpokenIsHeardWhenTheNewestGivesUp() {
        desk.onCall = talk -> talk.invitation.progress();
        mobile.onCall = talk -> office.time.after(Duration.ofSeconds(1), talk.invitation::progress);
        Phone.Talk call = alice.call("bob");
        office.advance(1500);
        assertThat(call.hears(1300, 600)).isGreaterThan(0.9);
        mobile.act(() -> mobile.talk().invitation.reject(486));
        office.advance(300);
        assertThat(call.hears(900, 600)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.CANCELLED);
    }

    @Test
    void cancelReachesEveryPhoneWithItsReason() {
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        alice.act(() -> call.session.hangup(Reason.of("Q.850", 16, "")));
        office.advance(500);
        for (Phone phone : List.of(desk, mobile)) {
            assertThat(phone.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
            assertThat(phone.talk().end().reasons().toString()).isEqualTo("[Q.850;cause=16]");
        }
        assertThat(call.end().status()).isEqualTo(487);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(office.record().answeredAt()).isEmpty();
        assertThat(office.told()).containsExactly("call.created", "call.ringing", "call.ended");
    }

    @Test
    void cancelWithoutAReasonGetsOne() {
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        alice.act(call.session::hangup);
        office.advance(500);
        assertThat(desk.talk().end().reasons().toString())
                .isEqualTo("[SIP;cause=487;text=\"Request Terminated\"]");
    }

    @Test
    void oneBusyPhoneDoesNotEndTheCallTheLastOneDoes() {
        desk.onCall = talk -> talk.invitation.reject(486);
        mobile.onCall = talk -> {
            talk.invitation.ring();
            office.time.after(Duration.ofSeconds(3), () -> talk.invitation.reject(404));
        };
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.PROCEEDING);
        office.advance(3000);
        assertThat(call.end().status()).isEqualTo(486);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.REJECTED);
        assertThat(office.record().end().status()).isEqualTo(486);
    }

    @Test
    void a6xxEndsTheCallForAllPhones() {
        desk.onCall = talk -> talk.invitation.reject(603);
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(call.end().status()).isEqualTo(603);
        assertThat(mobile.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(mobile.talk().end().reasons().toString()).contains("SIP;cause=603");
    }

    @Test
    void nobodyAnswersInTime() {
        Phone.Talk call = alice.call("bob");
        office.advance(61_000);
        assertThat(call.end().status()).isEqualTo(480);
        assertThat(desk.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.NO_ANSWER);
    }

    @Test
    void phonesThatAreGoneGive408() {
        desk.host.block();
        mobile.host.block();
        Phone.Talk call = alice.call("bob");
        office.advance(40_000);
        assertThat(call.end().status()).isEqualTo(408);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.NO_RESPONSE);
        desk.host.unblock();
        mobile.host.unblock();
    }

    @Test
    void challengesAndRedirectsOfPhonesAreNotPassedOn() {
        desk.onCall = talk -> talk.invitation.reject(407);
        mobile.onCall = talk -> talk.invitation.redirect(
                List.of(Contact.of(SipUri.of("sip:secret@10.9.9.9"))));
        Phone.Talk call = alice.call("bob");
        office.advance(500);
        assertThat(call.end().status()).isEqualTo(480);
        assertThat(sent("SIP/2.0 480")).isNotEmpty().noneMatch(text -> text.contains("10.9.9.9"));
    }

    @Test
    void nothingOfTheCallersSideIsSeenByThePhones() {
        Phone.Talk call = alice.call("bob", request -> request
                .withHeader("P-Asserted-Identity", "<sip:boss@rvoip.test>")
                .withHeader("X-Internal", "secret")
                .withHeader("Subject", "lunch"));
        office.advance(500);
        String invite = sent("INVITE sip:bob@" + desk.host.address().getHostAddress()).get(0);
        String caller = alice.host.address().getHostAddress();
        assertThat(invite).contains("\"The alice\" <sip:alice@rvoip.test>").contains("To: <sip:bob@rvoip.test>")
                .contains("Subject: lunch").contains("Max-Forwards: 69").contains("Max-Breadth: 30")
                .doesNotContain(caller + ":5060").doesNotContain(caller + ">").doesNotContain("boss")
                .doesNotContain("secret").doesNotContain(call.session.callId()).doesNotContain("uthorization");
        String ringing = sent("SIP/2.0 180").get(0);
        assertThat(ringing).doesNotContain(desk.host.address().getHostAddress() + ":5060");
        alice.act(call.session::hangup);
    }
}
