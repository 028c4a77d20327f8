package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.engine.trunk.Trunking;
import io.rvoip.session.SessionState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers that lead to an address of their own by the domain name system, and those that do not. */
class EnumCallTest {
    private static final String BACKWARDS = "6.5.4.3.2.1.0.3.9.4";
    private final TrunkLab.Zone zone = new TrunkLab.Zone();
    private TrunkLab lab;
    private Phone alice;

    @BeforeEach
    void twoWays() throws UnknownHostException {
        zone.host("peer.test", InetAddress.getByName("10.0.0.3")).host("dead.test", InetAddress.getByName("10.9.9.9"));
        lab = new TrunkLab(2, trunking -> trunking.withTrunk(TrunkLab.trunk(0)).withEnumSuffix("e164.arpa"),
                setup -> setup.names = zone::on);
        alice = lab.office.registered("alice", 500);
    }

    @AfterEach
    void nothingIsLeft() {
        lab.close();
    }

    private Phone.Talk dial(int millis) {
        Phone.Talk call = alice.call("030 123456");
        lab.office.advance(millis);
        return call;
    }

    @Test
    void aNumberWithAnAddressGoesThereAndNotToTheTrunk() {
        zone.number(BACKWARDS, 1, "!^\\+49(.*)$!sip:n\\1@peer.test!");
        assertThat(dial(500).session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(1).talk().invitation.request().requestUri().toString()).isEqualTo("sip:n30123456@peer.test");
        assertThat(lab.carrier(1).talk().invitation.from().uri().toString()).isEqualTo("sip:alice@rvoip.test");
        assertThat(lab.carrier(0).talks).isEmpty();
    }

    @Test
    void aNumberWithoutOneGoesToTheTrunk() {
        assertThat(dial(500).session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(1);
        assertThat(lab.office.metrics.count("rvoip_enum_total", "result", "unknown")).isEqualTo(1);
    }

    @Test
    void anAddressWhereNobodyReactsGivesWayToTheNextAndThenToTheTrunk() {
        zone.number(BACKWARDS, 2, "!^.*$!sip:b@dead.test!").number(BACKWARDS, 1, "!^.*$!sip:a@nowhere.test!");
        assertThat(dial(5_000).session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(1);
    }

    @Test
    void hostileRecordsLeadNowhereAndTheTrunkTakesTheCall() {
        zone.number(BACKWARDS, 1, "!^((.*)*)*$!sip:a@peer.test!").number(BACKWARDS, 2, "!^.*$!sip:a@b;maddr=224.0.0.1!")
                .number(BACKWARDS, 3, "!^.*$!sip:alice@rvoip.test!");
        assertThat(dial(500).session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(1);
        assertThat(lab.carrier(1).talks).isEmpty();
    }

    @Test
    void nameServersThatDoNotAnswerAreNotWaitedForLong() {
        zone.silent = true;
        Phone.Talk call = dial(2_500);
        assertThat(lab.carrier(0).talks).isEmpty();
        lab.office.advance(1_000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(1);
    }

    @Test
    void withoutNameServersItIsRefused() {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withTrunking(Trunking.NONE.withEnumSuffix("e164.arpa"));
        assertThatThrownBy(() -> new Office(setup)).hasMessageContaining("enum").hasMessageContaining("withNames");
    }
}
