package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.Registration;
import io.rvoip.session.SessionState;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls to one phone of a user by its own address, and within calls whose ends give such addresses (RFC 5627 §6). */
class GruuCallTest {
    private static final String DESK = "urn:uuid:00000000-0000-4000-8000-00000000000d";
    private static final String MOBILE = "urn:uuid:00000000-0000-4000-8000-0000000000ee";

    private Office office;
    private Phone alice;
    private Phone desk;
    private Phone mobile;
    private Registration atDesk;
    private Registration onMobile;

    private void open(EngineMode mode) {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMode(mode);
        office = new Office(setup);
        alice = office.registered("alice", 500);
        desk = office.phone("bob", 700).answersAfter(200);
        mobile = office.phone("bob", 900).answersAfter(200);
        atDesk = desk.register(request -> request.withFlow(DESK, 1));
        onMobile = mobile.register(request -> request.withFlow(MOBILE, 1));
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private int status(SipUri target) {
        Phone.Talk call = alice.call(target, request -> request);
        office.advance(3000);
        return call.end().status();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void onlyThePhoneItIsOfRings(EngineMode mode) {
        open(mode);
        Phone.Talk call = alice.call(onMobile.publicGruu().orElseThrow(), request -> request);
        office.advance(1000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(mobile.talks).hasSize(1);
        assertThat(desk.talks).isEmpty();
        Phone.Talk hidden = alice.call(atDesk.temporaryGruu().orElseThrow(), request -> request);
        office.advance(1000);
        assertThat(hidden.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(desk.talks).hasSize(1);
        alice.act(() -> alice.talks.forEach(talk -> talk.session.hangup()));
        office.advance(1000);
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void thePublicOneOfAPhoneThatIsNotThereIs480AndTheTemporaryOne404(EngineMode mode) {
        open(mode);
        SipUri hidden = onMobile.temporaryGruu().orElseThrow();
        SipUri known = onMobile.publicGruu().orElseThrow();
        mobile.unregister();
        office.advance(100);
        assertThat(status(known)).isEqualTo(480);
        assertThat(status(hidden)).isEqualTo(404);
        assertThat(status(SipUri.of("sip:made-up@rvoip.test;gr"))).isEqualTo(404);
        assertThat(status(SipUri.of("sip:nobody@rvoip.test;gr=" + MOBILE))).isEqualTo(404);
        assertThat(desk.talks).as("the other phone is not rung instead").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aCallToAPhoneThatGivesItIsEndedFromBothSides(EngineMode mode) {
        open(mode);
        desk.onCall = talk -> {
            talk.invitation.withGruu(atDesk.publicGruu().orElseThrow());
            talk.accept();
        };
        SipUri target = atDesk.publicGruu().orElseThrow();
        Phone.Talk first = alice.call(target, request -> request);
        office.advance(1000);
        alice.act(() -> first.session.hold());
        office.advance(1000);
        assertThat(desk.talk().session.heldByRemote()).as("a re-INVITE got through").isTrue();
        alice.act(() -> first.session.hangup());
        office.advance(1000);
        assertThat(desk.talk().end().status()).as("the BYE got through").isZero();
        alice.call(target, request -> request);
        office.advance(1000);
        desk.act(() -> desk.talk().session.hangup());
        office.advance(1000);
        assertThat(alice.talk().session.end()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aPhoneThatMovedIsFoundWithinItsCallWhereItIsNow(EngineMode mode) {
        open(mode);
        desk.onCall = talk -> {
            talk.invitation.withGruu(atDesk.publicGruu().orElseThrow());
            talk.accept();
        };
        Phone.Talk call = alice.call(atDesk.publicGruu().orElseThrow(), request -> request);
        office.advance(1000);
        Phone moved = office.phone("bob", 700); // the same instance, somewhere else
        moved.register(request -> request.withFlow(DESK, 1));
        List<CapturedDatagram> before = List.copyOf(office.wire);
        alice.act(() -> call.session.hangup());
        office.advance(100);
        assertThat(office.wire.subList(before.size(), office.wire.size()))
                .as("the BYE goes to the new address")
                .anyMatch(packet -> packet.to().getAddress().equals(moved.host.address()) && isBye(packet));
        office.advance(1000);
        desk.act(() -> desk.talk().session.hangup());
        office.advance(40_000);
    }

    @Test
    void throughProxiesOnTheWayOfACallTheContactIsNamed() {
        open(EngineMode.B2BUA);
        ScriptedSipPeer phone = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        office.bindFlow("carol", "sip:carol@10.1.1.1", phone.address(), 1);
        Phone.Talk call = alice.call("carol");
        ReceivedSip invite = phone.expect("INVITE");
        phone.respondWith("v=0\r\no=- 1 1 IN IP4 10.0.0.99\r\ns=-\r\nc=IN IP4 10.0.0.99\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n",
                invite, 200, "OK", "Content-Type: application/sdp", "Record-Route: <sip:" + phone.hostPort() + ";lr>",
                "Contact: <sip:carol@rvoip.test;gr=urn:phone%20of%20carol>");
        ReceivedSip ack = phone.expect("ACK");
        alice.act(() -> call.session.hangup());
        ReceivedSip bye = phone.expect("BYE");
        phone.respond(bye, 200, "OK");
        assertThat(List.of(ack, bye)).allMatch(request -> request.text().requestUri().equals("sip:carol@10.1.1.1"))
                .allMatch(request -> request.header("Route").equals("<sip:" + phone.hostPort() + ";lr>"));
        office.advance(1000);
    }

    private static boolean isBye(CapturedDatagram packet) {
        return packet.text().startsWith("BYE ");
    }
}
