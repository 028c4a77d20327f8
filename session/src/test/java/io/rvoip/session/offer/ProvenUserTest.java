package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SecurityConfig;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has to be at the other end, where keys come with certificates: in MIKEY here, in DTLS by what the handshake is told. */
class ProvenUserTest {
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_256_GCM);
    private static final String ALICE = "sip:alice@example.com";
    private static final String BOB = "sip:bob@example.com";

    private final LocalAuthority authority = new LocalAuthority("CA");

    @TempDir
    private Path dir;
    private String vouching;

    @BeforeEach
    void files() throws IOException {
        vouching = Files.readString(authority.write(dir, "ca"));
    }

    private Negotiation side(MikeySettings settings, String host, String user) {
        SrtpPolicy policy = SrtpPolicy.of(SrtpUse.REQUIRED, SUITES).withKeying(Set.of(Keying.MIKEY))
                .withMikey(new MikeyEndpoint(settings, CryptoProvider.jdk(), TimeSource.system()));
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress(host, 40_000)), 4_000,
                policy.keys(true, new SeededIds(1), null, null).sending(0xA11CE).proving(user));
    }

    private MikeySettings certified(String identity, MikeyMode mode) throws IOException {
        LocalAuthority.Pair own = authority.issue(dir, "own", new LocalAuthority.Request("own").uri(identity).rsa());
        return SecurityConfig.enterprisePke(Files.readString(own.certificate()), Secret.of(Files.readString(own.key())), Optional.empty())
                .withAuthorities(vouching).withMode(mode).settings(identity);
    }

    private static SessionDescription text(Negotiation side) {
        return SdpParser.parse(sent(side).toString()).description().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_R", "DH"})
    void isTheOneOfTheCertificateOfMikey(MikeyMode mode) throws IOException {
        MikeySettings alice = certified(ALICE, mode);
        MikeySettings bob = certified(BOB, mode);
        Negotiation offered = side(alice, "192.0.2.1", BOB).offer(OfferKind.INITIAL);
        Negotiation answered = agreed(side(bob, "192.0.2.2", ALICE).answer(text(offered)));
        assertThat(audio(agreed(offered.accept(text(answered)))).keys()).isNotNull();

        Negotiation others = side(alice, "192.0.2.1", "sip:carol@example.com").offer(OfferKind.INITIAL);
        Refusal byAnswerer = refused(side(bob, "192.0.2.2", "sip:carol@example.com").answer(text(others)));
        assertThat(byAnswerer.text()).isEqualTo("MIKEY: the certificate is not that of sip:carol@example.com");
        Negotiation again = side(alice, "192.0.2.1", "sip:carol@example.com").offer(OfferKind.INITIAL);
        SessionDescription answer = text(agreed(side(bob, "192.0.2.2", null).answer(text(again))));
        assertThat(refused(again.accept(answer)).text()).contains("the certificate is not that of sip:carol@example.com");
    }

    /** A key that many hold proves nobody in particular. */
    @Test
    void isNotAskedForWithASharedKey() {
        Secret key = Secret.of("a key that both sides hold");
        Negotiation offered = side(MikeySettings.psk(ALICE, key), "192.0.2.1", BOB).offer(OfferKind.INITIAL);

        assertThat(audio(agreed(side(MikeySettings.psk(BOB, key), "192.0.2.2", "sip:carol@example.com").answer(text(offered)))).keys()).isNotNull();
    }

    @Test
    void isToldToTheHandshakeOfDtls() {
        DtlsCertificate own = DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
        OwnKeys keys = new OwnKeys(SrtpUse.REQUIRED, List.of(), OwnDtls.of(own, SUITES, "seedseedseedseedseed", null)).proving(ALICE);
        Negotiation side = Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU),
                LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, keys);

        Negotiation answered = agreed(side.answer(Sdp.of("m=audio 5000 UDP/TLS/RTP/SAVP 0", "a=setup:actpass", "a=fingerprint:" + own.fingerprint())));
        assertThat(audio(answered).dtls().user()).isEqualTo(ALICE);
    }
}
