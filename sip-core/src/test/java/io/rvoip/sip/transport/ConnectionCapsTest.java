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
            assertThat(caps.open(ip("192.0.2." + i))).isEqualTo(Admission.ADMITTED);
            caps.accept(ip("192.0.2." + i));
        }

        assertThat(caps.open(ip("192.0.2.9"))).isEqualTo(Admission.TOO_MANY);
        assertThat(caps.accept(ip("192.0.2.9"))).isEqualTo(Admission.TOO_MANY);
        caps.openedClosed(ip("192.0.2.1"));
        assertThat(caps.accept(ip("192.0.2.9"))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void boundsWhatIsOpenedToOneHostBesideWhatItOpened() {
        assertThat(caps.accept(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.open(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.open(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
        assertThat(caps.open(ip("192.0.2.1"))).isEqualTo(Admission.TOO_MANY_FROM_SOURCE);

        caps.openedClosed(ip("192.0.2.1"));
        assertThat(caps.open(ip("192.0.2.1"))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void forgetsHostsThatHaveGone() {
        caps.accept(ip("192.0.2.1"));
        caps.accept(ip("192.0.2.1"));
        caps.acceptedClosed(ip("192.0.2.1"));
        caps.open(ip("192.0.2.1"));
        assertThat(caps.hosts()).isEqualTo(2);
        caps.acceptedClosed(ip("192.0.2.1"));
        caps.openedClosed(ip("192.0.2.1"));

        assertThat(caps.hosts()).isZero();
        assertThat(caps.total()).isZero();
    }
}
