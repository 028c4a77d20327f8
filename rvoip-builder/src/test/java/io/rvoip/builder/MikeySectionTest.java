package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.offer.Keying;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the section {@code media.mikey} comes to, and what is refused in it. */
class MikeySectionTest {
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: development
        media: {mikey: {psk: canary-between-the-two, certificate: pbx.pem, key: pbx.key, authorities: ca.pem}}
        """;

    @TempDir
    private Path dir;
    private Path yaml;

    @BeforeEach
    void files() throws IOException {
        LocalAuthority authority = new LocalAuthority("CA");
        authority.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:rvoip.test").rsa());
        authority.issue(dir, "curve", new LocalAuthority.Request("pbx").uri("sip:rvoip.test"));
        authority.issue(dir, "other", new LocalAuthority.Request("pbx").uri("sip:other.test").rsa());
        authority.write(dir, "ca");
        yaml = Files.writeString(dir.resolve("office.yaml"), FILE);
    }

    private static List<String> problems(YamlConfig config) {
        try {
            return config.config().validate().problems().stream().map(Problem::toString).toList();
        } catch (ConfigurationException unreadable) {
            return unreadable.report().problems().stream().map(Problem::toString).toList();
        }
    }

    private RtpEngineConfig media(String path, String value) {
        return YamlConfig.read(yaml).withSetting(path, value).config().rtp();
    }

    @Test
    void standsBesideTheOtherWays() {
        PlatformConfig config = PlatformConfig.fromYaml(yaml);

        assertThat(problems(YamlConfig.read(yaml))).isEmpty();
        assertThat(config.rtp().srtp(SecurityProfile.DEVELOPMENT).keying()).containsExactlyInAnyOrder(Keying.MIKEY, Keying.DTLS, Keying.SDES);
        assertThat(config.rtp().srtp(SecurityProfile.ENTERPRISE).keying()).containsExactlyInAnyOrder(Keying.MIKEY, Keying.DTLS);
        assertThat(config.effective()).doesNotContain("canary").containsSubsequence("\"keying\" : [ \"sdes\", \"dtls\", \"mikey\" ]",
            "\"mikey\" : {", "\"psk\" : \"********\"", "pbx.pem", "ca.pem", "\"mode\" : \"rsa-r\"", "\"use\" : \"beside\"", "\"clockSkew\" : \"300s\"");
        assertThat(config.toString()).doesNotContain("canary");
    }

    @Test
    void canBeAllThereIs() {
        assertThat(media("media.mikey.use", "alone").srtp(SecurityProfile.DEVELOPMENT)).satisfies(policy -> {
            assertThat(policy.keying()).containsExactly(Keying.MIKEY);
            assertThat(policy.permits(false)).isTrue();
        });
    }

    @Test
    void saysWhatOursAreLike() {
        assertThat(media("media.mikey.mode", "dh").keying().mikey().orElseThrow().mode()).isEqualTo(MikeyMode.DH);
        assertThat(media("media.mikey.mode", "psk").keying().mikey().orElseThrow().settings("rvoip.test", new MikeyRecipients(Map.of()))).satisfies(settings -> {
            assertThat(settings.identity()).isEqualTo("sip:rvoip.test");
            assertThat(settings.mode()).isEqualTo(MikeyMode.PSK);
            assertThat(settings.presharedKey()).isPresent();
            assertThat(settings.certificates()).isPresent();
        });
        assertThat(media("media.mikey.clockSkew", "30s").keying().mikey().orElseThrow().settings("rvoip.test", new MikeyRecipients(Map.of())).clockSkew())
            .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "media.mikey | {} | media.mikey.psk: is missing, and there is no certificate either; give a key that all sides hold, or certificate, key and authorities",
        "media.mikey.psk | too-short-12 | media.mikey.psk: has 12 octets (expected: 16-256); make a long one by chance, as with: openssl rand -base64 24",
        "media.mikey.mode | rsa | media.mikey.mode: rsa is for who knows the certificate of the other side beforehand; it is taken from phones; "
            + "use rsa-r or dh for what is offered to them",
        "media.mikey.mode | sesame | media.mikey.mode: \"sesame\" (expected: one of psk, rsa, rsa-r, dh)",
        "media.mikey.use | first | media.mikey.use: \"first\" (expected: beside or alone)",
        "media.mikey.clockSkew | 48h | media.mikey.clockSkew: 48h (expected: 1s-24h)",
        "media.mikey.clocks | 5 | media.mikey.clocks: is unknown",
        "media.mikey | {psk: ref:env:NOWHERE, mode: dh} | media.mikey.mode: dh needs a certificate; give certificate, key and authorities, or use psk",
        "media.mikey | {certificate: DIR/pbx.pem, key: DIR/pbx.key} | media.mikey.authorities: is missing; name a PEM file",
        "media.mikey.certificate | DIR/gone.pem | media.mikey.certificate: DIR/gone.pem cannot be read; name a PEM file",
        "media.mikey.key | DIR/other.key | media.mikey.key: DIR/other.key is not the key of the certificate; give the certificate's own key",
        "media.mikey | {certificate: DIR/curve.pem, key: DIR/curve.key, authorities: DIR/ca.pem} | media.mikey.certificate: its key is EC (expected: RSA of 2048 to 8192 bits)",
        "media.mikey | {certificate: DIR/other.pem, key: DIR/other.key, authorities: DIR/ca.pem} "
            + "| media.mikey.certificate: does not name sip:rvoip.test as a URI, so that nobody would believe it is ours; make one with subjectAltName=URI:sip:rvoip.test",
        "media.security | sdes | media.mikey: and media.security: sdes exclude each other; use security: auto, and use: alone to insist on MIKEY",
        "calls.media | direct | media.mikey: means nothing where media does not pass through the platform; leave it out, or anchor the media of bridged calls",
        "securityProfile | high-security | media.mikey: MIKEY is weaker than profile high-security allows; leave it out: DTLS-SRTP is there without it",
        "securityProfile | enterprise | media.mikey.psk: a key that many hold is weaker than profile enterprise allows; use certificates",
        "securityProfile | standard | media.mikey.psk: is written in the configuration; refer to it: ref:env:NAME or ref:file:PATH",
    })
    void whatCannotBeIsRefusedByName(String path, String value, String problem) {
        assertThat(problems(YamlConfig.read(yaml).withSetting(path, value.replace("DIR", dir.toString()))))
            .anySatisfy(found -> assertThat(found).startsWith(problem.replace("DIR", dir.toString())));
    }

    @Test
    void theSoftphonesWayToSayItIsRefusedWithTheOther() {
        assertThat(problems(YamlConfig.read(yaml).withSetting("media.security", "mikey")))
            .containsExactly("media.security: mikey has a section of its own (expected: auto, with media.mikey)");
    }
}
