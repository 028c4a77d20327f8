package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.sip.transport.dns.AddressFamilies;
import io.rvoip.sip.transport.dns.DnsLimits;
import io.rvoip.sip.transport.dns.DnsServers;
import io.rvoip.sip.transport.dns.DnsSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDnsTest {
    private static PlatformConfig config(String dns) {
        return YamlConfig.parse("domain: rvoip.test\nsecurityProfile: development\nsip: {dns: " + dns + "}\n").config();
    }

    @Test
    void everyKeyHasItsBuilderMethod() {
        DnsSettings expected = DnsSettings.DEFAULT
            .withServers(DnsServers.SYSTEM
                .withServers(List.of(new InetSocketAddress("127.0.0.53", 53), new InetSocketAddress("::1", 5353)))
                .withTimeout(Duration.ofMillis(750), 5))
            .withLimits(DnsLimits.DEFAULT.withCacheEntries(100))
            .withFamilies(AddressFamilies.IPV6_FIRST);
        PlatformConfig read = config("{servers: [127.0.0.53, \"[::1]:5353\"], timeout: 750ms, attempts: 5,"
            + " cacheEntries: 100, addresses: ipv6-first}");
        assertThat(read.sip().dns()).isEqualTo(expected);
        assertThat(SipStackConfig.basic().withDns(expected).withMaxConnections(5).dns()).isEqualTo(expected);
        assertThat(EffectiveSettings.json(read)).contains("127.0.0.53:53", "[::1]:5353", "ipv6-first", "750ms");
    }

    @Test
    void theMachinesNameServersAreAskedUnlessOthersAreNamed() {
        assertThat(YamlConfig.parse("domain: rvoip.test\n").config().sip().dns()).isEqualTo(DnsSettings.DEFAULT);
        assertThat(DnsSettings.DEFAULT.servers().servers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{servers: [ns.example.com]}', sip.dns.servers", "'{servers: [\"127.0.0.1:0\"]}', sip.dns.servers",
        "'{servers: [\"127.0.0.1:x\"]}', sip.dns.servers", "'{timeout: 50ms}', sip.dns",
        "'{attempts: 11}', sip.dns.attempts", "'{cacheEntries: -1}', sip.dns.cacheEntries",
        "'{addresses: both}', sip.dns.addresses", "'{server: 127.0.0.1}', sip.dns.server"
    })
    void whatCannotBeIsRefusedByItsPath(String dns, String path) {
        ConfigurationException refused = catchThrowableOfType(
            ConfigurationException.class, () -> config(dns).validate().throwIfInvalid());
        assertThat(refused).isNotNull();
        assertThat(refused.report().problems()).extracting(Problem::toString).anyMatch(text -> text.startsWith(path));
    }
}
