package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/28, 203.0.113.15, true", "203.0.113.0/28, 203.0.113.16, false", "203.0.113.9/28, 203.0.113.1, true",
        "203.0.113.7, 203.0.113.7, true", "203.0.113.7, 203.0.113.6, false", "0.0.0.0/0, 198.51.100.1, true",
        "10.0.0.0/9, 10.127.255.255, true", "10.0.0.0/9, 10.128.0.0, false", "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false", "0.0.0.0/0, 2001:db8::1, false", "::/0, 198.51.100.1, false",
        "128.0.0.0/1, 200.0.0.1, true", "128.0.0.0/1, 127.0.0.1, false"
    })
    void anAddressBelongsWhenItSharesThePrefix(String network, String address, boolean belongs) throws UnknownHostException {
        assertThat(Network.parse(network).contains(InetAddress.getByName(address))).isEqualTo(belongs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "carrier.example", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "2001:db8::/129", "10.0.0/8x"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
