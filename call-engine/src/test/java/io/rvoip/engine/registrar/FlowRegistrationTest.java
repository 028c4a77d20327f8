package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Path (RFC 3327) and flows (RFC 5626 §6) at the registrar. */
class FlowRegistrationTest {
    private static final String INSTANCE = "\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"";
    private static final String VIAS =
            "Via: SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bKe;rport, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKp";
    private static final String EDGE = "<sip:token@198.51.100.9;lr;ob>";

    private final RegistrarFixture on = new RegistrarFixture();

    private static String flow(int regId) {
        return "Contact: <sip:alice@198.51.100.9:5060>;reg-id=" + regId + ";+sip.instance=" + INSTANCE;
    }

    private SipResponse registerFlow(int regId, Flow over) {
        return on.register(on.request(flow(regId), "Call-ID: c" + regId, "Supported: path, outbound"), over, "alice");
    }

    private List<Integer> regIds() {
        return on.bindings().stream().map(binding -> binding.device().regId()).toList();
    }

    @Nested
    class Path {
        @Test
        void isKeptAndGivenBack() {
            SipResponse ok = on.register(VIAS, "Contact: <sip:alice@10.0.0.1>", "Supported: path",
                    "Path: <sip:core.rvoip.test;lr>, " + EDGE);
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.headers(HeaderKind.PATH)).extracting(NameAddr::toString)
                    .containsExactly("<sip:core.rvoip.test;lr>", EDGE);
            assertThat(ok.headers(HeaderKind.SUPPORTED)).contains("path", "outbound");
            assertThat(on.bindings().get(0).path()).hasSize(2);
        }

        @Test
        void leadsToTheProxyOnlyWhereTheRequestCameFromItsAddress() {
            on.register(VIAS, "Contact: <sip:alice@10.0.0.1>", "Supported: path", "Path: " + EDGE);
            assertThat(on.bindings().get(0).reach()).isEqualTo(Reach.CONTACT);
            on.register(VIAS, "Contact: <sip:alice@10.0.0.1>", "Supported: path", "Path: <sip:203.0.113.66;lr>");
            assertThat(on.bindings().get(0).reach()).as("somebody else's address is not followed").isEqualTo(Reach.FLOW);
        }

        @Test
        void thatThePhoneDoesNotKnowOfIsABadExtension() {
            SipResponse refused = on.register(VIAS, "Contact: <sip:alice@10.0.0.1>", "Path: " + EDGE);
            assertThat(refused.status()).isEqualTo(420);
            assertThat(refused.headers(HeaderKind.UNSUPPORTED)).containsExactly("path");
            assertThat(on.bindings()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"<sip:a", "<tel:+15551>", "<sip:1>, <sip:2>, <sip:3>, <sip:4>, <sip:5>, <sip:6>, <sip:7>, <sip:8>, <sip:9>"})
        void thatCannotBeKeptIsABadRequest(String path) {
            assertThat(on.register("Contact: " + RegistrarFixture.HOME, "Supported: path", "Path: " + path)
                    .status()).isEqualTo(400);
        }
    }

    @Nested
    class AFlow {
        @Test
        void isNamedByInstanceAndNumberAndNotByItsContact() {
            SipResponse ok = registerFlow(1, RegistrarFixture.UDP);
            assertThat(ok.headers(HeaderKind.REQUIRE)).containsExactly("outbound");
            assertThat(ok.headers(HeaderKind.CONTACT).get(0).toString())
                    .contains("+sip.instance=" + INSTANCE).contains("reg-id=1");
            registerFlow(2, RegistrarFixture.tcp(7));
            assertThat(regIds()).containsExactly(1, 2);
            assertThat(on.happened()).containsExactly("Registered", "Registered");
        }

        @Test
        void isReplacedWithItsConnectionWhenItComesAgainAndIsTheNewestThen() {
            registerFlow(1, RegistrarFixture.tcp(7));
            registerFlow(2, RegistrarFixture.tcp(8));
            registerFlow(1, RegistrarFixture.tcp(9));
            assertThat(regIds()).containsExactly(2, 1);
            assertThat(on.bindings().get(1).flow().connection()).isEqualTo(9);
            on.store().flowClosed(RegistrarFixture.tcp(7), on.time.nanoTime());
            on.time.runReady();
            assertThat(on.bindings()).as("the old connection takes nothing with it").hasSize(2);
            on.store().flowClosed(RegistrarFixture.tcp(8), on.time.nanoTime());
            on.time.runReady();
            assertThat(regIds()).containsExactly(1);
        }

        @Test
        void goesByItsNumberWhateverContactItNames() {
            registerFlow(1, RegistrarFixture.UDP);
            registerFlow(2, RegistrarFixture.UDP);
            on.register("Contact: <sip:other@198.51.100.9>;expires=0;reg-id=2;+sip.instance=" + INSTANCE, "Call-ID: c2",
                    "Supported: outbound");
            assertThat(regIds()).containsExactly(1);
        }

        @Test
        void standsBesidePlainBindingsOfTheSameContact() {
            registerFlow(1, RegistrarFixture.UDP);
            on.register("Contact: " + RegistrarFixture.HOME);
            assertThat(regIds()).containsExactlyInAnyOrder(1, 0);
        }

        @Test
        void withOthersInOneRequestIsABadRequestButMayTakeOneAway() {
            on.register("Contact: <sip:old@198.51.100.9>");
            assertThat(on.register(flow(1), "Contact: <sip:b@198.51.100.9>").status()).isEqualTo(400);
            assertThat(on.register(flow(1), "Contact: <sip:old@198.51.100.9>;expires=0").status()).isEqualTo(200);
            assertThat(regIds()).containsExactly(1);
        }

        @Test
        void saysHowOftenToShowLifeOnConnectionsOnly() {
            assertThat(registerFlow(1, RegistrarFixture.UDP).raw("Flow-Timer")).isEmpty();
            assertThat(registerFlow(2, RegistrarFixture.tcp(7)).raw("Flow-Timer")).contains("120");
        }
    }

    @Nested
    class NoFlow {
        private void isPlain(SipResponse ok) {
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.has(HeaderKind.REQUIRE)).isFalse();
            assertThat(regIds()).containsExactly(0);
        }

        @Test
        void withoutAnInstance() {
            isPlain(on.register("Contact: <sip:alice@198.51.100.9>;reg-id=1", "Supported: outbound"));
        }

        @Test
        void withoutANumber() {
            isPlain(on.register("Contact: <sip:alice@198.51.100.9>;+sip.instance=" + INSTANCE, "Supported: outbound"));
            assertThat(on.bindings().get(0).device().instance()).isEqualTo(INSTANCE.replace("\"", ""));
        }

        @Test
        void throughAProxyThatKeepsNone() {
            isPlain(on.register(VIAS, flow(1), "Supported: path", "Path: <sip:198.51.100.9;lr>"));
            SipResponse told = on.register(VIAS, flow(1), "Supported: path, outbound", "Path: <sip:198.51.100.9;lr>");
            assertThat(told.status()).isEqualTo(439);
        }

        @Test
        void butThroughAnEdgeThereIsOne() {
            SipResponse ok = on.register(VIAS, flow(1), "Supported: path, outbound", "Path: " + EDGE);
            assertThat(ok.headers(HeaderKind.REQUIRE)).containsExactly("outbound");
            assertThat(regIds()).containsExactly(1);
        }
    }

    @Nested
    class Hostile {
        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "2147483648", "99999999999999999999", "x", "\"\""})
        void numbersAreABadRequest(String number) {
            assertThat(on.register(
                    "Contact: <sip:alice@198.51.100.9>;reg-id=" + number + ";+sip.instance=" + INSTANCE).status()).isEqualTo(400);
        }

        @Test
        void instancesOfAnyLengthAreNot() {
            assertThat(on.register("Contact: <sip:a@198.51.100.9>;+sip.instance=\"<" + "x".repeat(300) + ">\"").status())
                    .isEqualTo(400);
        }

        @Test
        void tenThousandFlowsOfOnePhoneTakeTheRoomOfOneUser() {
            int refused = 0;
            for (int regId = 1; regId <= 10_000; regId++) {
                refused += registerFlow(regId, RegistrarFixture.tcp(regId)).status() == 403 ? 1 : 0;
            }
            assertThat(refused).isEqualTo(10_000 - on.settings.maxContacts());
            assertThat(on.store().size()).isEqualTo(on.settings.maxContacts());
            assertThat(on.store().connections()).isEqualTo(on.settings.maxContacts());
        }
    }
}
