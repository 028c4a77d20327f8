package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.Reliability;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionState;
import io.rvoip.session.SessionTimers;
import io.rvoip.sip.header.Reason;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is agreed on each leg of a call by itself: 100rel (RFC 3262) and session timers (RFC 4028); and what passes. */
class LegsTest {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 10.0.0.99\r\ns=-\r\nc=IN IP4 10.0.0.99\r\nt=0 0\r\n"
            + "m=audio 40000 RTP/AVP 0\r\n";
    private static final String TYPE = "Content-Type: application/sdp";
    private static final String ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, PRACK";

    private Office office;
    private Phone alice;
    private ScriptedSipPeer bob;
    private int rseq = 41;

    private void open(MediaMode mode) {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMediaMode(mode).withSessionTimers(SessionTimers.DEFAULT
                .withPolicy(SessionTimers.Policy.REQUEST).withInterval(Duration.ofSeconds(90)));
        office = new Office(setup);
        alice = office.registered("alice", 500);
        bob = office.scripted("bob");
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private void answer(ReceivedSip invite, int status, String tag, String body, String... more) {
        String[] lines = new String[more.length + 2];
        lines[0] = "Contact: <sip:bob@" + bob.hostPort() + ">";
        lines[1] = body.isEmpty() ? "X-None: 1" : TYPE;
        System.arraycopy(more, 0, lines, 2, more.length);
        String raw = invite.text().responseWith(body, status, "Whatever", lines);
        bob.send(raw.replaceFirst(";tag=peer[0-9a-f]+", ";tag=" + tag), invite.from());
    }

    private void reliable(ReceivedSip invite, int status, String tag, String body) {
        answer(invite, status, tag, body, "Require: 100rel", "RSeq: " + ++rseq, ALLOW);
        ReceivedSip prack = bob.expect("PRACK");
        assertThat(prack.header("RAck")).isEqualTo(rseq + " " + invite.header("CSeq"));
        bob.respond(prack, 200, "OK");
        office.advance(50);
    }

    private ReceivedSip called(Phone.Talk ignored) {
        return bob.expect("INVITE");
    }

    private Phone.Talk talking(String... more) {
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = called(call);
        answer(invite, 200, "bob", SDP, more);
        bob.expect("ACK");
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        return call;
    }

    private void end(Phone.Talk call) {
        alice.act(call.session::hangup);
        bob.respond(bob.expect("BYE"), 200, "OK");
        office.advance(100);
    }

    @ParameterizedTest
    @EnumSource(MediaMode.class)
    void ringingAfterEarlyMediaIsRelayedWhateverEachLegCan(MediaMode mode) {
        open(mode);
        Phone.Talk call = alice.call("bob", request -> request.withReliability(Reliability.OFF));
        ReceivedSip invite = called(call);
        assertThat(invite.header("Supported")).contains("100rel").contains("timer");
        reliable(invite, 183, "one", SDP);
        reliable(invite, 180, "one", "");
        assertThat(call.names()).containsSubsequence("183+sdp", "180");
        answer(invite, 200, "one", "");
        bob.expect("ACK");
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        end(call);
    }

    @ParameterizedTest
    @EnumSource(MediaMode.class)
    void aReliableCallerHearsAPhoneThatKnowsNothingOfIt(MediaMode mode) {
        open(mode);
        Phone.Talk call = alice.call("bob", request -> request.withReliability(Reliability.REQUIRED));
        ReceivedSip invite = called(call);
        answer(invite, 183, "one", SDP);
        office.advance(50);
        answer(invite, 180, "one", "");
        office.advance(50);
        assertThat(call.names()).containsSubsequence("183+sdp", "180");
        SessionEvent.Progress progress = (SessionEvent.Progress) call.events.stream()
                .filter(event -> event instanceof SessionEvent.Progress p && p.status() == 183).findFirst().orElseThrow();
        assertThat(progress.response().raw("RSeq")).isPresent();
        answer(invite, 200, "one", SDP);
        bob.expect("ACK");
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        end(call);
    }

    @Test
    void forksRingWithNumbersOfTheirOwn() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = called(call);
        reliable(invite, 183, "one", SDP);
        rseq = 7000;
        reliable(invite, 183, "two", SDP);
        rseq = 42;
        reliable(invite, 180, "one", "");
        answer(invite, 200, "two", "");
        assertThat(bob.expect("ACK").text().parameter("To", "tag")).contains("two");
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        end(call);
    }

    @Test
    void aCallerWithoutOfferHearsEarlyMediaReliably() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = alice.call("bob", request -> request.withDelayedOffer(true));
        ReceivedSip invite = called(call);
        answer(invite, 183, "one", SDP);
        office.advance(100);
        assertThat(call.names()).contains("183+sdp");
        assertThat(call.leg().negotiated()).isPresent();
        answer(invite, 200, "one", SDP);
        bob.expect("ACK");
        office.advance(100);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        end(call);
    }

    @Test
    void eachLegIsRefreshedByItself() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = talking(ALLOW);
        bob.when("UPDATE", update -> bob.respond(update, 200, "OK"));
        office.advance(200_000);
        assertThat(bob.count("UPDATE")).as("by us, bob knows nothing of timers").isEqualTo(4);
        assertThat(bob.count("INVITE")).isEqualTo(1);
        assertThat(call.session.state()).as("refreshed by alice").isEqualTo(SessionState.CONFIRMED);
        assertThat(call.events).noneMatch(SessionEvent.Modified.class::isInstance);
        end(call);
    }

    @Test
    void aPhoneThatDoesNotAnswerItsRefreshLosesTheCall() {
        open(MediaMode.DIRECT);
        Phone.Talk call = talking(ALLOW);
        bob.expect("UPDATE", Duration.ofSeconds(46));
        office.advance(70_000); // the refresh, and then the BYE, in vain
        assertThat(office.record().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
        assertThat(call.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(call.end().reasons().toString()).contains("SIP;cause=408");
    }

    @Test
    void aPhoneThatShouldRefreshAndDoesNotLosesTheCall() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = talking("Require: timer", "Session-Expires: 90;refresher=uas");
        ReceivedSip bye = bob.expect("BYE", Duration.ofSeconds(61));
        bob.respond(bye, 200, "OK");
        office.advance(500);
        assertThat(office.record().end().cause()).isEqualTo(EndCause.SESSION_EXPIRED);
        assertThat(call.end().reasons().toString()).contains("SIP;cause=408");
    }

    @Test
    void theSameDescriptionAgainStaysOnItsLeg() {
        open(MediaMode.DIRECT);
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = called(call);
        answer(invite, 200, "bob", SDP, "Require: timer", "Session-Expires: 90;refresher=uas");
        bob.expect("ACK");
        office.advance(30_000);
        String reinvite = bob.requestWith(SDP, "INVITE", "sip:alice@" + office.address().getAddress().getHostAddress(),
                "From: " + invite.header("To") + ";tag=bob", "To: " + invite.header("From"),
                "Call-ID: " + invite.header("Call-ID"), "CSeq: 1 INVITE", TYPE, "Supported: timer",
                "Session-Expires: 90;refresher=uac");
        bob.send(reinvite, office.address());
        ReceivedSip ok = bob.expect("200 INVITE");
        assertThat(ok.text().body()).isEqualTo(invite.text().body());
        assertThat(ok.header("Session-Expires")).isEqualTo("90;refresher=uac");
        bob.send(io.rvoip.testing.SipText.read(reinvite).ack(ok.text(), "z9hG4bKack"), office.address());
        office.advance(1000);
        assertThat(call.events).noneMatch(SessionEvent.Modified.class::isInstance);
        end(call);
    }

    @Test
    void reasonsOfAByePassToTheOtherSide() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = talking();
        String contact = office.address().getAddress().getHostAddress();
        ReceivedSip ack = bob.received().stream().filter(m -> m.text().is("ACK")).findFirst().orElseThrow();
        bob.send(bob.request("BYE", "sip:alice@" + contact, "From: " + ack.header("To"), "To: " + ack.header("From"),
                "Call-ID: " + ack.header("Call-ID"), "CSeq: 9 BYE",
                "Reason: Q.850;cause=27;text=\"destination out of order\"", "Reason: SIP;cause=502"), office.address());
        bob.expect("200 BYE");
        office.advance(100);
        assertThat(call.end().reasons()).extracting(Reason::toString)
                .containsExactly("Q.850;cause=27;text=\"destination out of order\"", "SIP;cause=502");
    }

    @Test
    void reasonsOfACancelPassToThePhones() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = alice.call("bob");
        ReceivedSip invite = called(call);
        answer(invite, 180, "one", "");
        office.advance(100);
        alice.act(() -> call.session.hangup(Reason.of("Q.850", 16, "Terminated")));
        ReceivedSip cancel = bob.expect("CANCEL");
        assertThat(cancel.text().headers("Reason")).contains("Q.850;cause=16;text=\"Terminated\"");
        bob.respond(cancel, 200, "OK");
        answer(invite, 487, "one", "");
        bob.expect("ACK");
    }

    @Test
    void reasonsOfARefusalPassToTheCaller() {
        open(MediaMode.ANCHORED);
        Phone.Talk call = alice.call("bob");
        answer(called(call), 486, "one", "", "Reason: Q.850;cause=17");
        bob.expect("ACK");
        office.advance(100);
        assertThat(call.end().status()).isEqualTo(486);
        assertThat(call.end().reasons()).extracting(Reason::toString).containsExactly("Q.850;cause=17");
    }
}
