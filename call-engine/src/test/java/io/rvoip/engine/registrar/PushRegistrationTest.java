package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Push parameters at the registrar (RFC 8599 §5.6.1). */
class PushRegistrationTest {
    private final RegistrarFixture on = new RegistrarFixture();

    @BeforeEach
    void twoServicesAreServed() {
        on.pushProviders = Set.of("fcm", "apns");
    }

    private SipResponse register(String parameters, String... more) {
        String[] lines = new String[more.length + 1];
        lines[0] = "Contact: <sip:alice@198.51.100.9" + parameters + ">";
        System.arraycopy(more, 0, lines, 1, more.length);
        return on.register(lines);
    }

    @Test
    void aServedServiceIsIndicatedAndThePhoneMaySleep() {
        SipResponse ok = register(";pn-provider=fcm;pn-prid=x;pn-param=y");
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.rawAll("Feature-Caps")).containsExactly("*;+sip.pns=\"fcm\"");
        assertThat(on.bindings().get(0).device().pushed()).isTrue();
    }

    @Test
    void anotherServiceIsRefusedByItsOwnStatus() {
        assertThat(register(";pn-provider=carrier-pigeon;pn-prid=x").status()).isEqualTo(555);
        assertThat(on.bindings()).isEmpty();
        assertThat(register(";pn-provider=carrier-pigeon;pn-prid=x", "Expires: 0").status())
                .as("taking it away is always possible").isEqualTo(200);
    }

    @Test
    void whoAsksWhatThereIsHearsAll() {
        SipResponse ok = register(";pn-provider");
        assertThat(ok.rawAll("Feature-Caps")).containsExactly("*;+sip.pns=\"apns\"", "*;+sip.pns=\"fcm\"");
        assertThat(on.bindings().get(0).device().pushed()).as("no device to wake").isFalse();
    }

    @Test
    void aPhoneThatSleepsNeedsTimeToBeWoken() {
        SipResponse brief = register(";pn-provider=fcm;pn-prid=x", "Expires: 120");
        assertThat(brief.status()).isEqualTo(423);
        assertThat(brief.header(HeaderKind.MIN_EXPIRES)).contains(180L);
        assertThat(register("", "Expires: 120").status()).isEqualTo(200);
    }

    @Test
    void whereNobodySendsThemTheParametersMeanNothing() {
        on.pushProviders = Set.of();
        SipResponse ok = register(";pn-provider=carrier-pigeon;pn-prid=x");
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.rawAll("Feature-Caps")).isEmpty();
        assertThat(on.bindings().get(0).device().pushed()).isFalse();
    }

    @Test
    void aClosedConnectionPutsThePhoneToSleepAndTakesOthersAway() {
        Flow connection = RegistrarFixture.tcp(7);
        on.register(on.request("Contact: <sip:alice@198.51.100.9;transport=tcp;pn-provider=fcm;pn-prid=x>"), connection, "alice");
        on.register(on.request("Contact: <sip:other@198.51.100.9;transport=tcp>"), connection, "alice");
        on.happened();
        on.store().flowClosed(connection, on.time.nanoTime());
        on.time.runReady();
        assertThat(on.contacts()).singleElement().asString().contains("pn-prid=x");
        assertThat(on.bindings().get(0).reachable()).isFalse();
        assertThat(on.happened()).containsExactly("Unregistered", "Unreachable");
    }
}
