package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.trunk.NumberList;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionState;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.uri.Uri;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users call the telephone network: which trunk takes the number, what it is told, and what when it does not work. */
class TrunkOutTest {
    private TrunkLab lab;
    private Phone alice;

    private void with(TrunkConfig... trunks) {
        lab = new TrunkLab(trunks.length, trunking -> {
            for (TrunkConfig trunk : trunks) {
                trunking = trunking.withTrunk(trunk);
            }
            return trunking;
        });
        alice = lab.office.registered("alice", 500);
    }

    @AfterEach
    void nothingIsLeft() {
        lab.close();
    }

    private SipRequest invite(int carrier) {
        return lab.carrier(carrier).talk().invitation.request();
    }

    @Test
    void aNumberGoesOutNormalisedAndBothHearEachOther() {
        with(TrunkLab.trunk(0));
        Phone.Talk call = alice.call("030 123-456");
        lab.office.advance(300);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(invite(0).requestUri().toString()).isEqualTo("sip:+4930123456@10.0.0.2;user=phone");
        assertThat(invite(0).to().uri().toString()).isEqualTo("sip:+4930123456@10.0.0.2;user=phone");
        assertThat(invite(0).from().uri().toString()).as("her own number").isEqualTo("sip:+493012340@10.0.0.2;user=phone");
        assertThat(call.hears(700, 500)).isGreaterThan(0.9);
        assertThat(lab.carrier(0).talk().hears(500, 500)).isGreaterThan(0.9);
        assertThat(lab.info(0).calls()).isEqualTo(1);
        assertThat(lab.office.metrics.gaugeValue("rvoip_trunk_calls", "trunk", "t0")).isEqualTo(1);
        assertThat(lab.office.engine.calls().get(0).legs().get(1).remote().getAddress().getHostAddress()).isEqualTo("10.0.0.2");
        alice.act(call.session::hangup);
        lab.office.advance(300);
        assertThat(lab.info(0).calls()).isZero();
    }

    @Test
    void aTelUriIsDialledToo() {
        with(TrunkLab.trunk(0));
        Phone.Talk call = alice.call("ignored", request -> InviteRequest
                .of(Uri.of("tel:+49-30-123456"), request.from())
                .withNextHop(request.nextHop()).withCredentials(request.credentials()).withMedia(request.media()));
        lab.office.advance(300);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(invite(0).requestUri().toString()).isEqualTo("sip:+4930123456@10.0.0.2;user=phone");
    }

    @Test
    void whoHasNoNumberIsShownWithThatOfTheTrunk() {
        with(TrunkLab.trunk(0));
        Phone bob = lab.office.registered("bob", 900);
        bob.call("+13035551212");
        lab.office.advance(300);
        assertThat(invite(0).from().uri().toString()).isEqualTo("sip:+493012345@10.0.0.2;user=phone");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWantsToStayUnknownIsNamedToTrustedCarriersOnly(boolean trusted) {
        with(TrunkLab.trunk(0).withTrusted(trusted));
        alice.call("+4930123456", request -> request.withHeader("Privacy", "id"));
        lab.office.advance(300);
        assertThat(invite(0).from().uri().toString()).isEqualTo("sip:anonymous@anonymous.invalid");
        assertThat(invite(0).raw("P-Asserted-Identity").orElse("nobody"))
                .contains(trusted ? "sip:+493012340@10.0.0.2;user=phone" : "nobody");
        assertThat(invite(0).toString().contains("alice")).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource({"500,true", "503,true", "504,true", "408,true", "486,false", "404,false", "403,false", "603,false"})
    void theNextTrunkIsTriedWhenTheWayFailsNotWhenTheCalledSideRefuses(int status, boolean goesOn) {
        with(TrunkLab.trunk(0), TrunkLab.trunk(1));
        lab.carrier(0).onCall = talk -> talk.invitation.reject(status);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(500);
        assertThat(lab.carrier(0).talks).hasSize(1);
        assertThat(lab.carrier(1).talks).hasSize(goesOn ? 1 : 0);
        if (goesOn) {
            assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
            assertThat(call.hears(900, 500)).isGreaterThan(0.9);
            assertThat(lab.office.metrics.count("rvoip_trunk_failed_total", "trunk", "t0")).isEqualTo(1);
        } else {
            assertThat(call.end().status()).isEqualTo(status);
        }
    }

    @Test
    void theBestAnswerIsToldWhenEveryTrunkFails() {
        with(TrunkLab.trunk(0), TrunkLab.trunk(1));
        lab.carrier(0).onCall = talk -> talk.invitation.reject(503);
        lab.carrier(1).onCall = talk -> talk.invitation.reject(486);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(500);
        assertThat(call.end().status()).isEqualTo(486);
    }

    @Test
    void aTrunkThatDoesNotReactIsNotWaitedForWhereThereIsAnother() {
        with(TrunkLab.trunk(0), TrunkLab.trunk(1));
        lab.carrier(0).host.block();
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(3_800);
        assertThat(lab.carrier(1).talks).isEmpty();
        lab.office.advance(500);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.info(0).calls()).isZero();
        lab.carrier(0).host.unblock();
        lab.office.advance(40_000);
        assertThat(lab.carrier(0).talks).as("the late ones were given up").allMatch(talk -> talk.session.end().isPresent());
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
    }

    @Test
    void aTrunkThatRingsMayRing() {
        with(TrunkLab.trunk(0), TrunkLab.trunk(1));
        lab.carrier(0).answersAfter(20_000);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(21_000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(1).talks).isEmpty();
    }

    @Test
    void aDeadTrunkGoesDownAndComesBackWithHysteresis() {
        HealthSettings often = new HealthSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 2, 2);
        with(TrunkLab.trunk(0).withHealth(often), TrunkLab.trunk(1).withHealth(often));
        lab.office.advance(12_000);
        assertThat(lab.info(0).state()).isEqualTo("up");
        lab.carrier(0).host.block();
        lab.office.advance(13_000);
        assertThat(lab.info(0).state()).as("one failure").isEqualTo("up");
        lab.office.advance(12_000);
        assertThat(lab.info(0).state()).isEqualTo("down");
        assertThat(lab.info(1).state()).isEqualTo("up");
        assertThat(lab.office.metrics.gaugeValue("rvoip_trunk_up", "trunk", "t0")).isZero();
        assertThat(lab.office.engine.health().status()).hasToString("DEGRADED");
        alice.call("+4930123456");
        lab.office.advance(500);
        assertThat(lab.carrier(1).talk().session.state()).as("at once").isEqualTo(SessionState.CONFIRMED);
        lab.carrier(0).host.unblock();
        lab.office.advance(11_000);
        assertThat(lab.info(0).state()).as("one success").isEqualTo("down");
        lab.office.advance(11_000);
        assertThat(lab.info(0).state()).isEqualTo("up");
        assertThat(lab.office.engine.health().isHealthy()).isTrue();
        assertThat(lab.office.events(EngineEvent.TrunkChanged.class).stream().filter(event -> event.trunk().equals("t0"))
                .map(EngineEvent.TrunkChanged::type)).containsExactly("trunk.up", "trunk.down", "trunk.up");
    }

    @Test
    void limitsSendCallsToTheNextAndThenToNobody() {
        with(TrunkLab.trunk(0).withMaxCalls(1), TrunkLab.trunk(1).withCallsPerSecond(1));
        Phone bob = lab.office.registered("bob", 900);
        Phone carol = lab.office.registered("carol", 1100);
        alice.call("+4930123456");
        Phone.Talk second = bob.call("+4930123456");
        Phone.Talk third = carol.call("+4930123456");
        lab.office.advance(300);
        assertThat(lab.carrier(0).talks).hasSize(1);
        assertThat(lab.carrier(1).talks).hasSize(1);
        assertThat(second.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(third.end().status()).isEqualTo(503);
        assertThat(lab.office.metrics.count("rvoip_trunk_full_total", "trunk", "t0")).isEqualTo(2);
        lab.office.advance(1000);
        carol.call("+4930123456");
        lab.office.advance(300);
        assertThat(lab.carrier(1).talks).hasSize(2);
    }

    @Test
    void numberListsDecideWhoTakesWhat() {
        with(TrunkLab.trunk(0).withOutbound(NumberList.of("!+4990*", "+49*", "112")), TrunkLab.trunk(1));
        alice.call("112");
        alice.call("+13035551212");
        Phone.Talk dear = alice.call("0900 123456");
        Phone.Talk unknown = alice.call("113");
        Phone.Talk nobody = alice.call("nobody");
        lab.office.advance(500);
        assertThat(invite(0).requestUri().toString()).startsWith("sip:112@");
        assertThat(lab.carrier(1).talks.get(0).invitation.request().requestUri().toString()).startsWith("sip:+13035551212@");
        assertThat(lab.carrier(1).talks).as("the other takes what the first does not").hasSize(2);
        assertThat(dear.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(unknown.end().status()).isEqualTo(404);
        assertThat(nobody.end().status()).isEqualTo(404);
    }

    @Test
    void aNumberOfOurOwnDoesNotGoOut() {
        with(TrunkLab.trunk(0));
        Phone bob = lab.office.registered("bob", 900);
        Phone.Talk call = bob.call("030 12340");
        lab.office.advance(300);
        assertThat(alice.talks).hasSize(1);
        assertThat(lab.carrier(0).talks).isEmpty();
        assertThat(call.names()).contains("180");
    }

    @Test
    void onlyTheCodecsOfATrunkAreOfferedThere() {
        with(TrunkLab.trunk(0).withCodecs(List.of("PCMA")));
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(300);
        assertThat(new String(invite(0).body())).contains("PCMA/8000").doesNotContain("PCMU").doesNotContain("G722");
        assertThat(call.hears(700, 500)).isGreaterThan(0.9);
    }

    @Test
    void anEncryptedPhoneTalksToAPlainTrunk() {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0)),
                setup -> setup.media = TrunkLab.encrypted(setup.media));
        alice = lab.office.registered("alice", 500);
        alice.settings = TrunkLab.encrypted(alice.settings);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(300);
        assertThat(new String(invite(0).body())).contains(" RTP/AVP ").doesNotContain("a=crypto");
        assertThat(call.leg().negotiated().orElseThrow().keys()).isNotNull();
        assertThat(call.hears(700, 500)).isGreaterThan(0.9);
        assertThat(lab.carrier(0).talk().hears(500, 500)).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @EnumSource(value = SrtpUse.class, names = {"PREFERRED", "REQUIRED"})
    void aTrunkHasItsMediaEncryptedWhateverThePhoneHas(SrtpUse use) {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0).withSrtp(use)),
                setup -> setup.media = TrunkLab.laboratory(setup.media));
        lab.carrier(0).settings = TrunkLab.encrypted(lab.carrier(0).settings);
        alice = lab.office.registered("alice", 500);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(300);
        assertThat(new String(invite(0).body())).contains("a=crypto")
                .contains(use == SrtpUse.REQUIRED ? " RTP/SAVP " : " RTP/AVP ");
        assertThat(call.leg().negotiated().orElseThrow().keys()).as("the phone").isNull();
        assertThat(lab.carrier(0).talk().leg().negotiated().orElseThrow().keys()).as("the trunk").isNotNull();
        assertThat(call.hears(700, 500)).isGreaterThan(0.9);
        assertThat(lab.carrier(0).talk().hears(500, 500)).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @EnumSource(value = SrtpUse.class, names = {"ACCEPTED", "PREFERRED", "REQUIRED"})
    void aPlainCarrierIsTalkedToInPlainUnlessKeysAreRequired(SrtpUse use) {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0).withSrtp(use)),
                setup -> setup.media = TrunkLab.laboratory(setup.media));
        alice = lab.office.registered("alice", 500);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(300);
        if (use == SrtpUse.REQUIRED) {
            assertThat(call.end().status()).isEqualTo(488);
        } else {
            assertThat(call.hears(700, 500)).isGreaterThan(0.9);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCarrierThatComesBackAtUsIsALoop(boolean keepsTheMark) {
        with(TrunkLab.trunk(0).withTransit(true));
        int[] rounds = new int[1];
        Phone carrier = lab.carrier(0);
        carrier.onCall = talk -> {
            rounds[0]++;
            SipRequest request = talk.invitation.request();
            if (request.maxForwards() == 0) {
                talk.invitation.reject(483);
                return;
            }
            InviteRequest again = InviteRequest.of(request.requestUri(), request.from())
                    .withNextHop(carrier.toEngine()).withOffer(talk.invitation.offer().orElseThrow())
                    .withMaxForwards(Math.min(10, request.maxForwards()) - 1);
            String mark = request.raw("RVOIP-Loop").orElseThrow();
            carrier.agent().invite(keepsTheMark ? again.withHeader("RVOIP-Loop", mark) : again, (session, event) -> {
                if (event instanceof SessionEvent.Ended ended) {
                    talk.invitation.reject(ended.end().status());
                }
            });
        };
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(5000);
        assertThat(call.end().status()).isEqualTo(keepsTheMark ? 482 : 483);
        assertThat(rounds[0]).isBetween(keepsTheMark ? 1 : 3, keepsTheMark ? 1 : 10);
    }

    @Test
    void aTrunkByNameHasAllItsServers() throws UnknownHostException {
        TrunkLab.Zone zone = new TrunkLab.Zone()
                .server("carrier.test", 1, InetAddress.getByName("10.0.0.2"))
                .server("carrier.test", 2, InetAddress.getByName("10.0.0.3"));
        lab = new TrunkLab(2, trunking -> trunking.withTrunk(
                TrunkConfig.of("named", "sip:carrier.test").withCallerNumber(TrunkLab.OFFICE)), setup -> setup.names = zone::on);
        alice = lab.office.registered("alice", 500);
        lab.carrier(0).onCall = talk -> talk.invitation.reject(503);
        Phone.Talk call = alice.call("+4930123456");
        lab.office.advance(500);
        assertThat(lab.carrier(0).talks).hasSize(1);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(invite(1).requestUri().toString()).isEqualTo("sip:+4930123456@carrier.test;user=phone");
    }
}
