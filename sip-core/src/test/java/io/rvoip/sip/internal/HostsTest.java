package io.rvoip.sip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipSyntaxException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
    private static byte[] v6(String text) {
        byte[] s = text.getBytes(StandardCharsets.US_ASCII);
        return Hosts.v6(s, 0, s.length);
    }

    @Property(tries = 500)
    void ipv6AgreesWithTheJdk(@ForAll("texts") String text) {
        byte[] expected;
        try {
            expected = text.contains(":") && !text.isEmpty() ? InetAddress.getByName("[" + text + "]").getAddress()
                    : null;
        } catch (UnknownHostException none) {
            expected = null;
        }
        // A third colon is before an IPv4 address alone, and not at the beginning (RFC 5118 section 4.10).
        if (text.contains(":::")) {
            boolean before = text.matches(".*[^:]:::[0-9]+\\..*");
            assertThat(v6(text)).as(text).isEqualTo(before ? v6(text.replace(":::", "::")) : null);
            return;
        }
        // The JDK turns mapped addresses into IPv4, and takes "::" between eight groups; RFC 4291 has none of it.
        if (expected != null && expected.length == 4 || text.split(":", -1).length > 8 && text.contains("::")) {
            return;
        }
        assertThat(v6(text)).as(text).isEqualTo(expected);
    }

    @Test
    void aThirdColonBeforeAnIpv4AddressMeansNothing() {
        assertThat(v6("0:::192.0.2.1")).isEqualTo(v6("0::192.0.2.1")).isNotNull();
        assertThat(v6(":::192.0.2.1")).isNull();
        assertThat(v6("0:::1")).isNull();
        assertThat(v6("0::::192.0.2.1")).isNull();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> group = Arbitraries.of("0", "1", "ffff", "dB8", "0001", "g", "", "192.0.2.1", "1.2.3",
                "256.1.1.1");
        return group.list().ofMinSize(1).ofMaxSize(9).map(l -> String.join(":", l))
                .flatMap(t -> Arbitraries.of(t, "::" + t, t + "::"));
    }

    @Property(tries = 200)
    void everyAddressReadsBack(@ForAll @Size(16) byte[] address) throws Exception {
        InetAddress inet = Inet6Address.getByAddress("", address, -1);
        assertThat(v6(inet.getHostAddress())).isEqualTo(address);
    }

    @Test
    void theEndOfAHost() {
        assertThat(end("example.com:5060")).isEqualTo(11);
        assertThat(end("[::1]:5060")).isEqualTo(5);
        assertThat(end("a_b.c;x")).isEqualTo(5);
        for (String none : new String[] {"", ":", "-a", ".a", "[::1", "[]", "[1]", "[::1%eth0]", ";"}) {
            assertThat(end(none)).as(none).isEqualTo(-1);
        }
    }

    private static int end(String text) {
        byte[] s = text.getBytes(StandardCharsets.US_ASCII);
        return Hosts.end(s, 0, s.length);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65535, 65535", "00005060, 5060", "0, -1", "65536, -1", "'', -1", "5x, -1", "000005060, -1",
            "-1, -1"})
    void ports(String text, int port) {
        byte[] s = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(Hosts.port(s, 0, s.length)).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({"h, H, true", "h, g, false", "h, hh, false", "[::1], [0::0:1], true", "[::1], [::2], false",
            "[::1], ::1, false",
        "192.0.2.1, 192.0.2.01, false"})
    void sameness(String one, String other, boolean same) {
        byte[] a = one.getBytes(StandardCharsets.US_ASCII);
        byte[] b = other.getBytes(StandardCharsets.US_ASCII);
        assertThat(Hosts.same(a, 0, a.length, b, 0, b.length)).isEqualTo(same);
        assertThat(Hosts.same(b, 0, b.length, a, 0, a.length)).isEqualTo(same);
    }

    @Test
    void callersMayLeaveOutTheBrackets() {
        assertThat(Hosts.checked("::1")).isEqualTo("[::1]");
        assertThat(Hosts.checked("[::1]")).isEqualTo("[::1]");
        assertThat(Hosts.checked("h")).isEqualTo("h");
        for (String bad : new String[] {"", "a b", "h:1", "::g", "h;x", "a\r\n"}) {
            assertThatThrownBy(() -> Hosts.checked(bad)).isInstanceOf(SipSyntaxException.class);
        }
    }
}
