package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Network;
import io.rvoip.common.Secret;
import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.session.offer.SrtpUse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of trunks. */
class YamlTrunksTest {
    private static final String LAB = "securityProfile: development\n";

    @Test
    void everyKeyHasItsValue() {
        PlatformConfig config = YamlConfig.parse(LAB + """
            numbers: {countryCode: "49", nationalPrefix: "0", internationalPrefix: "00"}
            enum: {suffix: e164.arpa}
            trunks:
              - name: pstn-a
                carrier: blue
                address: "sip:sbc.carrier.example:5070;transport=tcp"
                domain: carrier.example
                register: {user: "493012340", password: pw}
                networks: ["203.0.113.0/28", "2001:db8::/64"]
                priority: 2
                weight: 10
                maxCalls: 30
                callsPerSecond: 2.5
                codecs: [PCMA, PCMU]
                srtp: required
                inbound: {"+493012340": alice, "+49301234*": bob}
                outbound: ["!+49900*", "+49*", "112"]
                callerNumber: "+493012345"
                numbers: {countryCode: "43", nationalPrefix: "0", internationalPrefix: "00"}
                health: {interval: 10s, timeout: 2s, failures: 3, successes: 4}
                trusted: true
                transit: true
            """).config();
        assertThat(config.validate().problems()).isEmpty();
        Trunking trunking = config.trunking();
        assertThat(trunking.numbers()).isEqualTo(new NumberPlan("49", "0", "00"));
        assertThat(trunking.enumSuffix()).contains("e164.arpa");
        TrunkConfig trunk = trunking.trunks().get(0);
        assertThat(trunk.name()).isEqualTo("pstn-a");
        assertThat(trunk.carrier()).isEqualTo("blue");
        assertThat(trunk.address().toString()).isEqualTo("sip:sbc.carrier.example:5070;transport=tcp");
        assertThat(trunk.domain()).isEqualTo("carrier.example");
        assertThat(trunk.login().orElseThrow().user()).isEqualTo("493012340");
        assertThat(trunk.login().orElseThrow().password().get()).isEqualTo(Secret.of("pw"));
        assertThat(trunk.networks()).containsExactly(Network.parse("203.0.113.0/28"), Network.parse("2001:db8::/64"));
        assertThat(trunk.priority()).isEqualTo(2);
        assertThat(trunk.weight()).isEqualTo(10);
        assertThat(trunk.maxCalls()).isEqualTo(30);
        assertThat(trunk.callsPerSecond()).isEqualTo(2.5);
        assertThat(trunk.codecs()).containsExactly("PCMA", "PCMU");
        assertThat(trunk.inbound()).containsEntry("+493012340", "alice").containsEntry("+49301234*", "bob");
        assertThat(trunk.inbound().keySet()).containsExactly("+493012340", "+49301234*");
        assertThat(trunk.outbound().entries()).containsExactly("!+49900*", "+49*", "112");
        assertThat(trunk.callerNumber()).contains("+493012345");
        assertThat(trunk.numbers()).contains(new NumberPlan("43", "0", "00"));
        assertThat(trunk.health()).isEqualTo(new HealthSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 4));
        assertThat(trunk.trusted()).isTrue();
        assertThat(trunk.transit()).isTrue();
        assertThat(trunk.srtp()).isEqualTo(SrtpUse.REQUIRED);
        assertThat(config.effective()).contains("pstn-a", "203.0.113.0/28", "e164.arpa").doesNotContain("\"pw\"");
        assertThat(config.toBuilder().config()).isEqualTo(config);
    }

    @Test
    void keysOfATrunkNeedMediaThatPassesThroughHere() {
        assertThat(YamlConfig.parse(LAB + """
            calls: {media: direct}
            trunks: [{name: a, address: 'sip:a.test;transport=tls', outbound: [], srtp: preferred}]
            """).config().validate().problems()).anyMatch(problem -> problem.path().equals("trunks[0].srtp"));
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        TrunkConfig trunk = YamlConfig.parse(LAB + "trunks: [{name: a, address: 'sip:a.test', callerNumber: '+493012345'}]")
            .config().trunking().trunks().get(0);
        assertThat(trunk.carrier()).isEqualTo("a");
        assertThat(trunk.domain()).isEqualTo("a.test");
        assertThat(trunk.outbound().entries()).containsExactly("+*");
        assertThat(trunk.health()).isEqualTo(HealthSettings.DEFAULT);
        assertThat(trunk.login()).isEmpty();
        assertThat(trunk.srtp()).isEqualTo(SrtpUse.OFF);
        assertThat(trunk.trusted()).isFalse();
        assertThat(trunk.transit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "name: a | trunks[0].address: is missing",
        "address: 'sip:a.test' | trunks[0].name: is missing",
        "name: a, address: 'http://a.test' | trunks[0].address: \"http://a.test\" (expected: as in sip:carrier.example)",
        "name: a, address: 'sip:me@a.test' | trunks[0].address: \"sip:me@a.test\" (expected: without user and headers)",
        "name: a, address: 'sip:a.test', priority: 0 | trunks[0].priority: 0 (expected: 1-65535)",
        "name: a, address: 'sip:a.test', callsPerSecond: 0 | trunks[0].callsPerSecond: 0.0 (expected: 0.001-1000000.0)",
        "name: a, address: 'sip:a.test', networks: ['10.0.0.0/40'] | trunks[0].networks[0]: 40 (expected: 0-32)",
        "name: a, address: 'sip:a.test', networks: [carrier.test] | trunks[0].networks[0]: \"carrier.test\" (expected: as in",
        "name: a, address: 'sip:a.test', outbound: [49-1] | trunks[0].outbound[0]: \"49-1\" (expected: as in",
        "name: a, address: 'sip:a.test', inbound: {abc: alice} | trunks[0].inbound.number: \"abc\" (expected: as in",
        "name: a, address: 'sip:a.test', callerNumber: '030' | trunks[0].callerNumber: \"030\" (expected: as in +493012345)",
        "name: a, address: 'sip:a.test', srtp: maybe | trunks[0].srtp: \"maybe\" (expected: disabled, accepted, preferred or required)",
        "name: a, address: 'sip:a.test', codecs: [vorbis], outbound: [] | trunks[0].codecs: \"vorbis\" (expected: of",
        "name: a, address: 'sip:a.test' | trunks[0].callerNumber: is missing",
        "name: a, address: 'sip:a.test', outbound: [], inbound: {'+4930': bob} | trunks[0].networks: is missing",
        "name: a, address: 'sip:a.test', register: {user: x} | trunks[0].register.password: is missing",
        "name: a, address: 'sip:a.test', health: {interval: 1ms} | trunks[0].health.interval: 1 (expected: 1000-3600000)",
        "name: a, address: 'sip:a.test', prio: 1 | trunks[0].prio: is unknown",
    })
    void whatIsWrongIsNamedByField(String trunk, String expected) {
        assertThatThrownBy(() -> YamlConfig.parse(LAB + "trunks: [{" + trunk + "}]").config().validate().throwIfInvalid())
            .hasMessageContaining(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "securityProfile: standard | trunks[0].address: does not go by TLS, which is weaker than profile standard allows",
        "securityProfile: standard | trunks[0].register.password: is written in the configuration",
        "calls: {mode: proxy} | trunks: mean nothing to a proxy",
        "'enum: {suffix: a b}' | enum.suffix: \"a b\" (expected: a domain",
        "'enum: {}' | enum.suffix: is missing",
        "'numbers: {countryCode: de}' | numbers.countryCode: \"de\" (expected: up to 3 digits)",
    })
    void whatDoesNotFitTheRestIsRefused(String line, String expected) {
        String yaml = (line.startsWith("security") ? "" : LAB) + line + "\n"
            + "trunks: [{name: a, address: 'sip:a.test', register: {user: x, password: y}}]";
        assertThatThrownBy(() -> YamlConfig.parse(yaml).config().validate().throwIfInvalid()).hasMessageContaining(expected.strip());
    }

    @Test
    void theBuilderSaysTheSame() {
        PlatformConfig config = VoipPlatform.builder("p").withNumbers(new NumberPlan("49", "0", "00"))
            .withEnumSuffix("e164.arpa").withTrunk(TrunkConfig.of("a", "sip:a.test").withCallerNumber("+493012345")).config();
        assertThat(config.trunking().trunks()).hasSize(1);
        assertThat(config.trunking().enumSuffix()).contains("e164.arpa");
        assertThat(config.trunking().numbers().countryCode()).isEqualTo("49");
    }
}
