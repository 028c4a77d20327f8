package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.ConnectionCaps.Admission;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionCapsTest {
    private final ConnectionCaps caps = new ConnectionCaps(4, 2);

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void boundsEachSource() {
        assertThat(caps.accept(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.accept(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.accept(ip("192.0.2.1"))).isEqualTo(Admission.TOO_MANY_FROM_SOURCE);
        assertThat(caps.accept(ip("192.0.2.2"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.total()).isEqualTo(3);
    }

    @Test
    void countsAnIpv6PrefixAsOneSource() {
        caps.accept(ip("2001:db8::1"));
        caps.accept(ip("2001:db8::ffff:2"));

        assertThat(caps.accept(ip("2001:db8::3"))).isEqualTo(Admission.TOO_MANY_FROM_SOURCE);
        assertThat(caps.accept(ip("2001:db8:0:1::3"))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void boundsAllTogetherInBothDirections() {
        for (int i = 1; i <= 2; i++) {
            assertThat(caps.open()).isTrue();
            caps.accept(ip("192.0.2." + i));
        }

        assertThat(caps.open()).isFalse();
        assertThat(caps.accept(ip("192.0.2.9"))).isEqualTo(Admission.TOO_MANY);
        caps.openedClosed();
        assertThat(caps.accept(ip("192.0.2.9"))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void forgetsSourcesThatHaveGone() {
        caps.accept(ip("192.0.2.1"));
        caps.accept(ip("192.0.2.1"));
        caps.acceptedClosed(ip("192.0.2.1"));
        assertThat(caps.sources()).isOne();
        caps.acceptedClosed(ip("192.0.2.1"));

        assertThat(caps.sources()).isZero();
        assertThat(caps.total()).isZero();
    }
}
