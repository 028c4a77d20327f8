package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedTargetsTest {
    private final FailedTargets failed = new FailedTargets();
    private final Target a = target("192.0.2.1", 5060);
    private final Target b = target("192.0.2.2", 5060);
    private final Target c = target("192.0.2.3", 5060);

    private static Target target(String host, int port) {
        return new Target(TransportProtocol.UDP, new InetSocketAddress(host, port));
    }

    @Test
    void theyComeLastUntilTheirTimeIsOver() {
        failed.add(a, 0, 100);
        failed.add(b, 0, 50);
        assertThat(failed.order(List.of(a, b, c), 10)).containsExactly(c, a, b);
        assertThat(failed.order(List.of(a, b, c), 50)).containsExactly(b, c, a);
        assertThat(failed.order(List.of(a, b, c), 100)).containsExactly(a, b, c);
        assertThat(failed.size()).isZero();
    }

    @Test
    void onePlaceIsTheSameByWhateverNameItWasFound() {
        failed.add(new Target(TransportProtocol.UDP, a.address(), "one.example"), 0, 100);
        assertThat(failed.order(List.of(a, b), 10)).containsExactly(b, a);
        assertThat(failed.order(List.of(a.withProtocol(TransportProtocol.TCP), b), 10).get(0).protocol())
                .isEqualTo(TransportProtocol.TCP);
    }

    @Test
    void anAnswerMakesItGood() {
        failed.add(a, 0, 100);
        failed.remove(a);
        assertThat(failed.order(List.of(a, b), 10)).containsExactly(a, b);
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        failed.add(a, 0, 1_000_000);
        for (int i = 0; i < FailedTargets.MOST; i++) {
            failed.add(target("198.51.100.7", 1_000 + i), 1, 1_000_000);
        }
        assertThat(failed.size()).isEqualTo(FailedTargets.MOST);
        assertThat(failed.order(List.of(a, b), 10)).containsExactly(a, b);
    }
}
