package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.header.Via;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseRouteTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 5060);

    private static Optional<String> route(String via, TransportProtocol protocol, String source) {
        Flow flow = new Flow(protocol, LOCAL, new InetSocketAddress(source, 9988),
                protocol == TransportProtocol.UDP ? 0 : 1);
        return ResponseRoute.of(Via.of("SIP/2.0/" + via), flow).map(Target::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "UDP 10.1.1.1:4540;rport=9988;received=192.0.2.4;branch=z9hG4bK1|udp 192.0.2.4:9988",
        "UDP 10.1.1.1:4540;rport;branch=z9hG4bK1|udp 192.0.2.4:9988",
        "UDP 10.1.1.1:4540;received=192.0.2.4;branch=z9hG4bK1|udp 192.0.2.4:4540",
        "UDP h.example;branch=z9hG4bK1|udp 192.0.2.4:5060",
        "UDP h.example;received=203.0.113.9;branch=z9hG4bK1|udp 192.0.2.4:5060",
        "UDP h:7000;maddr=203.0.113.9;rport;branch=z9hG4bK1|udp 203.0.113.9:7000",
    })
    void overUdpToTheSource(String via, String target) {
        assertThat(route(via, TransportProtocol.UDP, "192.0.2.4")).contains(target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "TCP h:7000;rport=9988;branch=z9hG4bK1|tcp 192.0.2.4:7000", "TCP h;branch=z9hG4bK1|tcp 192.0.2.4:5060",
        "TCP h;maddr=203.0.113.9;branch=z9hG4bK1|tcp 192.0.2.4:5060",
    })
    void overTcpToTheSentByPort(String via, String target) {
        assertThat(route(via, TransportProtocol.TCP, "192.0.2.4")).contains(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.1.75", "255.255.255.255", "0.0.0.0", "ff02::1", "evil.example"})
    void neverToManyOrNobody(String maddr) {
        assertThat(route("UDP h;maddr=" + maddr + ";branch=z9hG4bK1", TransportProtocol.UDP, "192.0.2.4")).isEmpty();
    }

    @Test
    void neverToABroadcastSource() {
        assertThat(route("UDP h;rport;branch=z9hG4bK1", TransportProtocol.UDP, "255.255.255.255")).isEmpty();
        assertThat(route("UDP h;rport;branch=z9hG4bK1", TransportProtocol.UDP, "224.0.0.1")).isEmpty();
    }

    @Test
    void overIpv6() {
        assertThat(route("UDP [2001:db8::1]:7000;branch=z9hG4bK1", TransportProtocol.UDP, "2001:db8::1"))
                .contains("udp [2001:db8::1]:7000");
    }
}
