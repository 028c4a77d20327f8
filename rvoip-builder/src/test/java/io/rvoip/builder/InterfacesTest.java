package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.ice.IceAddresses;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

/** Interfaces by name in a configuration, and on this machine. */
class InterfacesTest {
    /** What the interfaces of a machine are is known to who runs there: it is asked when the platform is built. */
    @Test
    void interfacesAreNamedAndHaveToBeThere() throws Exception {
        String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
        PlatformConfig config = YamlConfig.parse("securityProfile: development\nmedia: {ice: {addresses: {interfaces: [" + loopback + "]}}}").config();
        assertThat(config.rtp().ice().config().addresses()).isEqualTo(IceAddresses.ALL.withInterfaces(loopback));
        assertThat(config.effective()).contains("\"interfaces\" : [ \"" + loopback + "\" ]");
        config.toBuilder().build().close();
        PlatformConfig unknown = YamlConfig.parse("securityProfile: development\nmedia: {ice: {addresses: {interfaces: [eth99]}}}").config();
        assertThat(unknown.validate().problems()).isEmpty();
        assertThatThrownBy(() -> unknown.toBuilder().build())
            .hasMessageContaining("media.ice.addresses.interfaces: [eth99] is not there, or not up; name one of [").hasMessageContaining(loopback);
    }

    @Test
    void whatIsNoListOfNamesIsRefused() {
        assertThatThrownBy(() -> YamlConfig.parse("media: {ice: {addresses: {interfaces: []}}}").config().validate().throwIfInvalid())
            .hasMessageContaining("media.ice.addresses").hasMessageContaining("expected: 1-32 names, as in eth0");
    }
}
