package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.uri.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhoneFlowsTest {
    private static Binding binding(String instance, int regId, double q) {
        return new Binding("sip:alice@rvoip.test", SipUri.of("sip:alice@198.51.100.9"), q, RegistrarFixture.UDP, Reach.FLOW, "c",
                1, 0, "", 0, true, List.of(), new Device(instance, regId, false));
    }

    private static String text(PhoneFlows phone) {
        StringBuilder text = new StringBuilder(phone.first().device().instance());
        phone.flows().forEach(flow -> text.append(' ').append(flow.device().regId()));
        return text.toString();
    }

    @Test
    void onePhoneRingsOnceByItsBestAndThenNewestFlow() {
        List<PhoneFlows> phones = PhoneFlows.of(List.of(
                binding("a", 1, 1.0), binding("b", 1, 1.0), binding("a", 2, 1.0), binding("a", 3, 0.5), binding("b", 2, 0.5)));
        assertThat(phones).extracting(PhoneFlowsTest::text).containsExactly("a 2 1 3", "b 1 2");
    }

    @Test
    void phonesWithoutNamesAreAllDifferent() {
        assertThat(PhoneFlows.of(List.of(binding("", 0, 1), binding("", 0, 1)))).hasSize(2);
    }

    @Test
    void aFlowThatFailedIsTakenOff() {
        PhoneFlows phone = PhoneFlows.of(List.of(binding("a", 1, 1), binding("a", 2, 1))).get(0);
        assertThat(text(phone.others())).isEqualTo("a 1");
        assertThatThrownBy(() -> phone.others().others()).isInstanceOf(IllegalStateException.class);
    }
}
