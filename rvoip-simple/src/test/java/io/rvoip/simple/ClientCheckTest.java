package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.AudioCodecId;
import io.rvoip.media.MediaConfig;
import io.rvoip.media.VideoCodecId;
import io.rvoip.session.KeepAlive;
import io.rvoip.session.SecurityConfig;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.KeyStrength;
import io.rvoip.sip.transport.tls.Revocation;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What connect() refuses, by name, before anything is opened. */
class ClientCheckTest {
    private static ClientBuilder builder() {
        return SimpleVoipClient.create("alice@rvoip.test", "pw").withSecurityProfile(SecurityProfile.DEVELOPMENT);
    }

    private static List<String> paths(ClientBuilder builder) {
        return builder.check().problems().stream().map(Problem::path).toList();
    }

    @Test
    void laboratoryWithDefaultsIsFine() {
        assertThat(builder().check().problems()).isEmpty();
        assertThat(SimpleVoipClient.mobile("a@b", "").withSecurityProfile(SecurityProfile.DEVELOPMENT).check().isValid())
                .isTrue();
        assertThat(SimpleVoipClient.desktop("a@b", "").withSecurityProfile(SecurityProfile.DEVELOPMENT).check().isValid())
                .isTrue();
    }

    @Test
    void defaultProfileNamesWhatIsMissingAndTheFix() {
        assertThatThrownBy(() -> SimpleVoipClient.create("alice@rvoip.test", "pw").connect())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("transport: UDP is weaker than profile standard allows; use TLS or WSS");
        assertThat(paths(SimpleVoipClient.create("alice@rvoip.test", "pw").withTransport(TransportProtocol.TLS))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = SecurityProfile.class, names = "DEVELOPMENT", mode = EnumSource.Mode.EXCLUDE)
    void noProfileButDevelopmentIsEverPlain(SecurityProfile profile) {
        assertThat(paths(builder().withSecurityProfile(profile))).contains("transport");
        ClientBuilder overTls = builder().withSecurityProfile(profile).withTransport(TransportProtocol.TLS);
        List<String> missing = switch (profile) {
            case ENTERPRISE -> List.of("tls.certificate", "tls.serverCa", "dtls.certificate", "dtls.authorities");
            case GOVERNMENT -> List.of("securityProfile", "securityProfile", "tls.certificate", "tls.serverCa", "dtls.certificate", "dtls.authorities");
            default -> List.of();
        };
        assertThat(paths(overTls)).isEqualTo(missing);
        assertThat(paths(overTls.withSecurity(SecurityConfig.none()))).contains("security").hasSize(missing.size() + 1);
        assertThat(paths(overTls.withTls(TlsPolicy.of(profile).withServerCheck(ServerCheck.WARN))))
                .contains("tls.serverCheck");
    }

    @Test
    void highSecurityTakesNoKeysFromDescriptionsAndLooksUpRevocation() {
        ClientBuilder strict = builder().withSecurityProfile(SecurityProfile.HIGH_SECURITY).withTransport(TransportProtocol.TLS);
        assertThat(strict.withSecurity(SecurityConfig.dtlsSrtp()).check().problems()).isEmpty();
        assertThat(paths(strict.withSecurity(SecurityConfig.sdes()))).containsExactly("security");
        strict.withSecurity(SecurityConfig.auto());
        assertThat(strict.withTls(TlsPolicy.DEFAULT).check().problems()).extracting(Problem::toString)
                .containsExactly("tls.revocation: none is weaker than profile high-security allows; use SOFT_FAIL");
        assertThat(strict.withTls(TlsPolicy.DEFAULT.withRevocation(Revocation.HARD_FAIL)).check().problems()).isEmpty();
        assertThat(strict.config().tlsPolicy().keys()).as("strong keys need not be asked for").isEqualTo(KeyStrength.RSA_2048);
    }

    @Test
    void mikeyWithoutCertificatesIsRefused() {
        SecurityConfig none = SecurityConfig.enterprisePke("pem", Secret.of("pem"), Optional.empty());
        assertThat(paths(builder().withSecurity(none))).containsExactly("security.certificate");
        assertThat(paths(builder().withSecurity(SecurityConfig.enterprisePsk(Secret.of("0123456789abcdef"))))).isEmpty();
    }

    @Test
    void anInterfaceThatIsNotThereIsRefusedByNameWithThoseThatAre() throws Exception {
        String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
        IceConfig none = IceConfig.FULL.withAddresses(IceAddresses.ALL.withInterfaces("eth99"));
        assertThat(builder().withIce(none).check().problems()).extracting(Problem::toString).singleElement().asString()
                .startsWith("ice.addresses.interfaces: [eth99] is not there, or not up; name one of [").contains(loopback);
        IceConfig chosen = IceConfig.FULL.withAddresses(IceAddresses.ALL.withInterfaces(loopback));
        assertThat(builder().withIce(chosen).check().problems()).isEmpty();
    }

    @Test
    void iceOfTheOtherFamilyAloneIsRefusedAtOneAddress() {
        IceConfig six = IceConfig.FULL.withAddresses(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV6));
        assertThat(builder().withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withIce(six).check().problems())
                .extracting(Problem::toString).singleElement().asString()
                .startsWith("ice.addresses.families: IPV6, and localAddress is 127.0.0.1, so that no call has ICE");
        assertThat(builder().withLocalAddress(new InetSocketAddress("::1", 0)).withIce(six).check().problems()).isEmpty();
    }

    @Test
    void peerToPeerMeansZrtp() {
        ClientBuilder laboratory = SimpleVoipClient.p2p().withSecurityProfile(SecurityProfile.DEVELOPMENT);
        assertThat(laboratory.config().security().id()).isEqualTo("zrtp");
        assertThat(laboratory.withMedia(MediaConfig.voiceOnly()).check().problems()).isEmpty();
    }

    static Stream<MediaConfig> mediaThatIsNotBuilt() {
        return Stream.of(
                MediaConfig.defaults().withAudioCodecs(AudioCodecId.OPUS, AudioCodecId.G711U),
                MediaConfig.defaults().withVideoCodecs(VideoCodecId.H264),
                MediaConfig.defaults().withEchoCancellation(true));
    }

    @ParameterizedTest
    @MethodSource
    void mediaThatIsNotBuilt(MediaConfig config) {
        assertThat(paths(builder().withMedia(config))).singleElement().satisfies(
                path -> assertThat(path).startsWith("media."));
    }

    static Stream<ClientBuilder> nonsense() {
        return Stream.of(
                SimpleVoipClient.create("nobody", "").withSecurityProfile(SecurityProfile.DEVELOPMENT),
                builder().withRegistrar("exa mple"),
                builder().withOutboundProxy("sips:"),
                builder().withAuthUser(" "),
                builder().withDisplayName("a\r\nb"),
                builder().withRegistrationExpiry(Duration.ofSeconds(59)),
                builder().withKeepAlive(KeepAlive.CRLF, Duration.ofSeconds(4)),
                builder().withLocalAddress(InetSocketAddress.createUnresolved("here", 0)),
                builder().withAdvertise("example.com"),
                builder().withWebSocketPath("ws"),
                builder().withTls(TlsPolicy.DEFAULT.withVersions()),
                builder().withMediaPorts(20_001, 20_100),
                builder().withMediaPorts(20_000, 20_000),
                builder().withCallTimeout(Duration.ofMillis(999)),
                builder().withMaxCalls(0),
                builder().withZrtpCache(Path.of("/")),
                builder().withMediaTimeout(Duration.ZERO),
                builder().withAutoAnswer(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @MethodSource
    void nonsense(ClientBuilder builder) {
        assertThat(builder.check().problems()).hasSize(1);
        assertThat(builder.check().problems().get(0).path()).isNotEmpty();
        assertThatThrownBy(builder::connect).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void everythingIsNamedAtOnce() {
        ClientBuilder all = SimpleVoipClient.create("nobody", "")
                .withTransport(TransportProtocol.WS)
                .withSecurity(SecurityConfig.none())
                .withMedia(MediaConfig.defaults().withAudioCodecs(AudioCodecId.OPUS, AudioCodecId.G722))
                .withMaxCalls(2000);
        assertThat(paths(all)).containsExactly("sipUri", "security", "transport",
                "media.audioCodecs", "media.audioCodecs", "maxCalls");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(SimpleVoipClient.create("alice@rvoip.test", "hunter2").config().toString()).doesNotContain("hunter2");
    }

    @Test
    void callTimeoutOfOneCallIsCheckedWhereItIsSet() {
        assertThatThrownBy(() -> CallOptions.defaults().withCallTimeout(Duration.ofHours(2)))
                .hasMessage("callTimeout: PT2H (expected: 1 s to 3600 s)");
        assertThatThrownBy(() -> CallOptions.defaults().withHeader("Via", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
