package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code turn}: what it comes to, and what it refuses. */
class YamlTurnTest {
    private static final String HEAD = "domain: rvoip.test\nsecurityProfile: development\nsip: {listen: ['udp://127.0.0.1:5060']}\n";

    private static PlatformConfig config(String turn) {
        return YamlConfig.parse(HEAD + "turn: " + turn).config();
    }

    @Test
    void oneLineIsEnough() {
        PlatformConfig config = config("{secret: s3cret}");

        assertThat(config.validate().problems()).isEmpty();
        TurnConfig turn = config.turn().orElseThrow();
        assertThat(config.turnListeners(turn)).map(TurnListenUri::toString)
            .containsExactly("udp://127.0.0.1:3478", "tcp://127.0.0.1:3478");
        assertThat(config.turnAddress(turn)).isEqualTo("127.0.0.1");
        assertThat(config.effective()).contains("\"ports\" : \"49152-65535\"", "\"secret\" : \"********\"", "\"credentialLife\" : \"86400s\"");
    }

    @Test
    void everyKeyHasItsPlaceInTheBuilder() {
        TurnConfig read = config("{secret: 'ref:env:S', users: [{name: alice, password: pw}], listen: ['udp://127.0.0.1:3479', 'tls://[::1]'],"
            + " address: 127.0.0.2, ports: 50000-50999, credentialLife: 30m, allow: ['10.1.0.0/16:20000-20999'], deny: ['10.1.1.1'],"
            + " quotas: {allocations: 50, perUser: 4, peers: 10, bandwidth: 800, totalBandwidth: 8000}}").turn().orElseThrow();

        TurnConfig built = TurnConfig.withSecret("ref:env:S").withUser("alice", "pw").withListeners("udp://127.0.0.1:3479", "tls://[::1]:5349")
            .withAddress("127.0.0.2").withPorts(50_000, 50_999).withCredentialLife(Duration.ofMinutes(30))
            .withAllowedPeers("10.1.0.0/16:20000-20999").withDeniedPeers("10.1.1.1");
        assertThat(read).usingRecursiveComparison().isEqualTo(
            built.withQuotas(built.quotas().withAllocations(50, 4).withPeers(10).withBandwidth(100_000, 1_000_000)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | turn.secret: is missing",
        "{secret: s, listen: ['udp://127.0.0.1:5060']} | turn.listen[0]: 127.0.0.1:5060 is taken by sip.listen[0] already",
        "{secret: s, listen: ['udp://127.0.0.1:10002']} | media.ports: 10000-20000 contains port 10002 of turn.listen[0]",
        "{secret: s, listen: ['udp://127.0.0.1:50000']} | turn.ports: 49152-65535 contains udp://127.0.0.1:50000",
        "{secret: s, ports: 20000-21000} | turn.ports: 20000-21000 overlaps media.ports 10000-20000",
        "{secret: s, listen: ['tls://127.0.0.1:5349']} | turn.listen[0]: needs a certificate",
        "{secret: s, listen: ['udp://192.0.2.1:3478']} | turn.listen[0]: 192.0.2.1 is reachable from other machines",
        "{secret: s, address: relay.example} | turn.address: \"relay.example\" is no IP address",
        "{users: [{name: a, password: x}, {name: a, password: y}]} | turn.users[1].name: \"a\" is given twice",
        "{secret: ''} | turn.secret: is empty",
    })
    void whatDoesNotFitIsNamed(String turn, String problem) {
        assertThat(config(turn).validate().problems()).anySatisfy(found -> assertThat(found.toString()).startsWith(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{secrets: s} | turn.secrets",
        "{secret: s, listen: ['sip://127.0.0.1']} | turn.listen[0]",
        "{secret: s, allow: ['somewhere']} | turn.allow[0]",
        "{secret: s, credentialLife: 25h} | turn.credentialLife",
        "{secret: s, quotas: {perUser: 0}} | turn.quotas.perUser",
        "{secret: s, quotas: {speed: 1}} | turn.quotas.speed",
    })
    void whatCannotBeReadIsNamed(String turn, String field) {
        assertThatThrownBy(() -> config(turn)).isInstanceOf(ConfigurationException.class).hasMessageContaining(field);
    }

    @Test
    void standardWantsCredentialsThatEnd() {
        PlatformConfig standard = config("{users: [{name: alice, password: 'ref:env:A'}], credentialLife: 2h, listen: ['udp://0.0.0.0:3478']}")
            .toBuilder().withSecurityProfile(SecurityProfile.STANDARD).config();

        assertThat(standard.validate().problems()).map(Object::toString)
            .anySatisfy(found -> assertThat(found).startsWith("turn.users: have passwords that last"))
            .anySatisfy(found -> assertThat(found).startsWith("turn.credentialLife: is longer than profile standard allows"));
    }
}
