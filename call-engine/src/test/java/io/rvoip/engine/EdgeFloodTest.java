package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Network;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.auth.FloodLimits;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an edge passes on to the registrar of a domain from those who have no good credentials there. */
class EdgeFloodTest {
    private static final int BURST = 3;

    private Office office;
    private ScriptedSipPeer home;
    private ScriptedSipPeer phone;
    private ScriptedSipPeer neighbour;

    private void open(boolean enforced, String... trusted) {
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMode(EngineMode.PROXY)
                .withFlood(FloodLimits.of(SecurityProfile.STANDARD).withRate(new Rate(1, BURST)).withEnforced(enforced))
                .withProxy(ProxySettings.DEFAULT
                        .withEdge(EdgeSettings.NONE.withDomains(List.of("home.test")).withCore("sip:10.0.0.2:5060"))
                        .withTrusted(List.of(trusted).stream().map(Network::parse).toList()));
        office = new Office(setup);
        home = peer("10.0.0.2");
        phone = peer("10.0.0.3");
        neighbour = peer("10.0.0.4");
    }

    private ScriptedSipPeer peer(String address) {
        ScriptedSipPeer peer = ScriptedSipPeer.on(office.time, office.network.host(), 5060);
        assertThat(peer.hostPort()).isEqualTo(address + ":5060");
        return peer;
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private static void register(ScriptedSipPeer from, Office office) {
        from.send(from.request("REGISTER", "sip:home.test", "Contact: <sip:x@" + from.hostPort() + ">"), office.address());
    }

    private void answered(ScriptedSipPeer from, int status, String reason) {
        register(from, office);
        home.respond(home.expect("REGISTER"), status, reason);
        from.expect(String.valueOf(status));
    }

    private void spent() {
        for (int i = 0; i < BURST; i++) {
            answered(phone, 401, "Unauthorized");
        }
    }

    private long refused() {
        return office.metrics.count("rvoip_admission_rejected_total", "reason", "flood");
    }

    @Test
    void beyondTheRateOfTheirNetworkGets503AndTheRegistrarHearsNothing() {
        open(true);
        spent();
        int before = home.received().size();
        register(neighbour, office);
        ReceivedSip refusal = neighbour.expect("503");
        assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(5, 15);
        assertThat(home.received()).hasSize(before);
        assertThat(refused()).isEqualTo(1);
        office.time.advance(Duration.ofSeconds(1));
        answered(neighbour, 401, "Unauthorized");
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void whatTheRegistrarGrantsDoesNotCount() {
        open(true);
        for (int i = 0; i < 3 * BURST; i++) {
            answered(phone, 200, "OK");
        }
        assertThat(refused()).isZero();
        spent();
        register(phone, office);
        phone.expect("503");
    }

    @Test
    void aRegistrarThatDoesNotAnswerIsAskedNoMoreOftenThanThat() {
        open(true);
        for (int i = 0; i < BURST; i++) {
            register(phone, office);
            home.expect("REGISTER");
        }
        register(phone, office);
        phone.expect("503");
    }

    @Test
    void aServerWeTrustIsNotHeldBack() {
        open(true, "10.0.0.3");
        spent();
        answered(phone, 401, "Unauthorized");
        for (int i = 0; i < BURST; i++) {
            answered(neighbour, 401, "Unauthorized");
        }
        assertThat(refused()).isZero();
    }

    @Test
    void whereNothingIsEnforcedItIsOnlyCounted() {
        open(false);
        spent();
        answered(phone, 401, "Unauthorized");
        assertThat(refused()).isZero();
        assertThat(office.metrics.count("rvoip_auth_over_rate_total")).isEqualTo(1);
    }
}
