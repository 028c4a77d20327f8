package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.session.PushTarget;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A softphone that wants to be woken (RFC 8599 §4.1). */
class PushSettingTest extends PhoneFixture {
    private final ScriptedSipPeer registrar = ScriptedSipPeer.on(time, network.host(), 5060);
    private final Phone alice = phone("alice");

    private ReceivedSip connect(String capabilities) {
        registrar.when("REGISTER", request -> registrar.respond(
                request, 200, "OK", "Contact: " + request.header("Contact"), capabilities));
        alice.builder.withRegistration(true).withRegistrar(registrar.hostPort())
                .withPush(new PushTarget("fcm", "device:7/x", "app"));
        alice.connect();
        return registrar.received().get(0);
    }

    @Test
    void parametersStandInTheUriOfTheContact() {
        assertThat(connect("Feature-Caps: *;+sip.pns=\"fcm\"").header("Contact"))
                .contains(";pn-provider=fcm;pn-prid=device:7/x;pn-param=app>");
        assertThat(alice.client.isPushed()).isTrue();
        assertThat(alice.client.registration()).isPresent().get().matches(state -> state.registered());
    }

    @ParameterizedTest
    @CsvSource({"Feature-Caps: *;+sip.pns=\"apns\"", "X-Other: nothing"})
    void aRegistrarThatDoesNotSayItWakesUsDoesNot(String capabilities) {
        connect(capabilities);
        assertThat(alice.client.isPushed()).isFalse();
    }

    @Test
    void targetsStandInAUriAndAreNotPrinted() {
        assertThatThrownBy(() -> new PushTarget("fcm", "", "")).hasMessageStartingWith("prid: ");
        assertThatThrownBy(() -> new PushTarget("f cm", "x", "")).hasMessageStartingWith("provider: ");
        assertThatThrownBy(() -> new PushTarget("fcm", "x", "y".repeat(301))).hasMessageStartingWith("param: ");
        assertThat(new PushTarget("fcm", "secret-device", "app").toString()).doesNotContain("secret-device");
    }
}
