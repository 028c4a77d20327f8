package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.TrunkLogin;
import io.rvoip.session.SessionState;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The telephone network calls users: who is let in, for which numbers, and as whom. */
class TrunkInTest {
    private static final String GRANDMA = "sip:03012399@carrier.test";
    private TrunkLab lab;
    private Phone alice;

    private void with(int carriers, TrunkConfig... trunks) {
        lab = new TrunkLab(carriers, trunking -> {
            for (TrunkConfig trunk : trunks) {
                trunking = trunking.withTrunk(trunk);
            }
            return trunking;
        });
        alice = lab.office.registered("alice", 500).answersAfter(200);
    }

    @AfterEach
    void nothingIsLeft() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"+493012340", "03012340", "493012340", "+49-30-12340", "+493012340;isub=1"})
    void aListedNumberRingsItsUserWithoutCredentials(String number) {
        with(1, TrunkLab.trunk(0));
        Phone.Talk call = lab.callIn(0, GRANDMA, number);
        lab.office.advance(500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.names()).doesNotContain("Authenticating");
        assertThat(alice.talk().invitation.from().uri().toString()).isEqualTo("sip:+493012399@rvoip.test;user=phone");
        assertThat(alice.talk().invitation.from().displayName()).contains("Grandma");
        assertThat(call.hears(500, 500)).isGreaterThan(0.9);
        assertThat(alice.talk().hears(700, 500)).isGreaterThan(0.9);
        assertThat(lab.info(0).calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@rvoip.test, sip:alice@10.0.0.2", "sip:anonymous@anonymous.invalid, sip:anonymous@anonymous.invalid",
        "sip:carrier.test, sip:anonymous@anonymous.invalid", "sip:+13035551212@x.test, sip:+13035551212@rvoip.test;user=phone",
    })
    void nobodyOutsideIsShownAsOneOfUs(String from, String shown) {
        with(1, TrunkLab.trunk(0));
        lab.callIn(0, from, TrunkLab.ALICE);
        assertThat(alice.talk().invitation.from().uri().toString()).isEqualTo(shown);
    }

    @Test
    void aNumberCanLeadToAService() {
        with(1, TrunkLab.trunk(0));
        Phone.Talk call = lab.callIn(0, GRANDMA, "+493012349");
        assertThat(call.hears(700, 500)).isGreaterThan(0.9);
    }

    @Test
    void otherNumbersAreNobodyAndDoNotGoOutAgain() {
        with(2, TrunkLab.trunk(0), TrunkLab.trunk(1));
        assertThat(lab.callIn(0, GRANDMA, "+13035551212").end().status()).isEqualTo(404);
        assertThat(lab.callIn(0, GRANDMA, "alice").end().status()).as("users are no numbers").isEqualTo(404);
        assertThat(lab.callIn(0, GRANDMA, "bob").end().status()).isEqualTo(404);
        assertThat(lab.carrier(1).talks).isEmpty();
    }

    @Test
    void transitIsForTrunksThatSaySo() {
        with(2, TrunkLab.trunk(0).withTransit(true), TrunkLab.trunk(1).withTransit(false));
        lab.carrier(0).onCall = talk -> talk.invitation.reject(503);
        Phone.Talk call = lab.callIn(0, GRANDMA, "+13035551212");
        lab.office.advance(500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(1).talk().invitation.from().uri().toString()).isEqualTo("sip:+493012345@10.0.0.3;user=phone");
    }

    @Test
    void whoIsNotInTheNetworkIsAskedForCredentials() {
        with(2, TrunkLab.trunk(0));
        assertThat(lab.callIn(1, GRANDMA, TrunkLab.ALICE).end().status()).isEqualTo(407);
        assertThat(alice.talks).isEmpty();
    }

    @Test
    void limitsRefuseCallsWithATimeToComeAgain() {
        with(1, TrunkLab.trunk(0).withMaxCalls(1));
        lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        Phone.Talk second = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        assertThat(second.end().status()).isEqualTo(503);
        assertThat(lab.office.metrics.count("rvoip_admission_rejected_total", "reason", "trunk")).isEqualTo(1);
        String refusal = lab.office.wire.stream().map(datagram -> new String(datagram.bytes()))
                .filter(text -> text.startsWith("SIP/2.0 503")).findFirst().orElseThrow();
        assertThat(refusal).containsPattern("Retry-After: [0-9]+");
        assertThat(lab.info(0).calls()).isEqualTo(1);
    }

    @Test
    void onlyTheCodecsOfATrunkAreAnswered() {
        with(1, TrunkLab.trunk(0).withCodecs(List.of("PCMA")));
        Phone.Talk call = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        lab.office.advance(500);
        assertThat(call.leg().negotiated().orElseThrow().format().name()).isEqualTo("PCMA");
    }

    @Test
    void aPlainTrunkReachesAnEncryptedPhone() {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0)),
                setup -> setup.media = TrunkLab.encrypted(setup.media));
        alice = lab.office.registered("alice", 500).answersAfter(100);
        alice.settings = TrunkLab.encrypted(alice.settings);
        Phone.Talk call = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        lab.office.advance(500);
        assertThat(alice.talk().leg().negotiated().orElseThrow().keys()).isNotNull();
        assertThat(call.hears(500, 500)).isGreaterThan(0.9);
        assertThat(alice.talk().hears(700, 500)).isGreaterThan(0.9);
    }

    @Test
    void aTrunkThatWantsKeysReachesAPlainPhoneAndAPlainCallerNobody() {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0).withSrtp(SrtpUse.REQUIRED)),
                setup -> setup.media = TrunkLab.laboratory(setup.media));
        alice = lab.office.registered("alice", 500).answersAfter(100);
        Phone.Talk plain = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        lab.office.advance(500);
        assertThat(plain.end().status()).isEqualTo(488);
        lab.carrier(0).settings = TrunkLab.encrypted(lab.carrier(0).settings);
        Phone.Talk call = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        lab.office.advance(500);
        assertThat(call.leg().negotiated().orElseThrow().keys()).isNotNull();
        assertThat(alice.talk().leg().negotiated().orElseThrow().keys()).isNull();
        assertThat(call.hears(500, 500)).isGreaterThan(0.9);
        assertThat(alice.talk().hears(700, 500)).isGreaterThan(0.9);
    }

    @Test
    void aTrunkThatWantsKeysTakesNoneThatAnyoneCouldRead() {
        TrunkConfig overTls = TrunkConfig.of("t0", "sip:10.0.0.2;transport=tls").withNetworks(TrunkLab.trunk(0).networks())
                .withCallerNumber("+493099").withInbound(TrunkLab.ALICE, "alice").withSrtp(SrtpUse.REQUIRED);
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(overTls),
                setup -> setup.media = setup.media.withSrtp(TrunkLab.laboratory(setup.media).srtp().withOverClearSignalling(false)));
        alice = lab.office.registered("alice", 500).answersAfter(100);
        lab.carrier(0).settings = TrunkLab.encrypted(lab.carrier(0).settings);
        Phone.Talk call = lab.callIn(0, GRANDMA, TrunkLab.ALICE);
        lab.office.advance(500);
        assertThat(call.end().status()).as("not 503, for which it would be tried again").isEqualTo(488);
    }

    @Test
    void anOptionsOfTheCarrierIsAnsweredWithoutCredentials() {
        with(1, TrunkLab.trunk(0));
        ScriptedSipPeer peer = ScriptedSipPeer.on(lab.office.time, lab.carrier(0).host, 5070);
        peer.send(peer.request("OPTIONS", "sip:10.0.0.1"), lab.office.host.at(5060));
        peer.expect("200");
        peer.send(peer.request("REGISTER", "sip:rvoip.test"), lab.office.host.at(5060));
        peer.expect("401");
    }

    @Test
    void aTrunkWithALoginRegistersAnswersChallengesAndIsCalledByItsContact() {
        TrunkConfig config = TrunkConfig.of("pstn", "sip:10.0.0.3").withDomain("carrier.test")
                .withLogin(new TrunkLogin("office7", () -> Secret.of("pw"))).withInbound(TrunkLab.ALICE, "alice");
        with(0, config);
        ScriptedSipPeer carrier = ScriptedSipPeer.on(lab.office.time, lab.office.network.host(), 5060)
                .when("OPTIONS", options -> { });
        ReceivedSip first = carrier.expect("REGISTER");
        assertThat(carrier.address().getAddress().getHostAddress()).isEqualTo("10.0.0.3");
        assertThat(first.text().requestUri()).isEqualTo("sip:carrier.test");
        String challenge = "Digest realm=\"blue\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
        carrier.respond(first, 401, "Unauthorized", "WWW-Authenticate: " + challenge);
        carrier.send(invite(carrier, "office7", TrunkLab.ALICE), lab.office.host.at(5060));
        carrier.expect("407");
        ReceivedSip second = carrier.expect("REGISTER");
        assertThat(second.header("Authorization")).contains("username=\"office7\"");
        assertThat(lab.info(0).registration()).isEqualTo("not registered");
        carrier.respond(second, 200, "OK", "Contact: " + second.header("Contact") + ";expires=3600");
        lab.office.advance(10);
        assertThat(lab.info(0).registration()).isEqualTo("registered");

        carrier.send(invite(carrier, "office7", TrunkLab.ALICE), lab.office.host.at(5060));
        lab.office.advance(500);
        assertThat(alice.talks).hasSize(1);

        alice.call("+4930777777");
        ReceivedSip out = carrier.expect("INVITE");
        assertThat(out.text().requestUri()).isEqualTo("sip:+4930777777@carrier.test;user=phone");
        carrier.respond(out, 407, "Proxy Authentication Required", "Proxy-Authenticate: " + challenge);
        carrier.expect("ACK");
        ReceivedSip again = carrier.expect("INVITE");
        assertThat(again.header("Proxy-Authorization")).contains("username=\"office7\"");
        carrier.respond(again, 486, "Busy Here");
        lab.office.advance(100);
        assertThat(alice.talk().end().status()).isEqualTo(486);
        carrier.when("REGISTER", bye -> carrier.respond(bye, 200, "OK"));
    }

    private static String invite(ScriptedSipPeer carrier, String user, String number) {
        return carrier.requestWith("v=0\r\no=- 1 1 IN IP4 10.0.0.3\r\ns=-\r\nc=IN IP4 10.0.0.3\r\nt=0 0\r\n"
                + "m=audio 4000 RTP/AVP 8\r\n", "INVITE", "sip:" + user + "@10.0.0.1",
                "To: <sip:" + number + "@carrier.test>", "Content-Type: application/sdp");
    }
}
