package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.media.MediaSecurity;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.testing.SeededIds;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound under keys that MIKEY agreed on, in virtual time, in each of its modes. */
class RtpMediaLegMikeyTest {
    private static final SrtpPolicy POLICY =
            SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AEAD_AES_256_GCM)).withKeying(Set.of(Keying.MIKEY));

    @TempDir
    static Path folder;

    private static X509Certificate authority;
    private static LocalAuthority.Pair near;
    private static LocalAuthority.Pair far;

    @BeforeAll
    static void certificates() {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        authority = certificate(all.write(folder, "ca"));
        near = all.issue(folder, "near", new LocalAuthority.Request("near").uri("sip:near@example.com").rsa());
        far = all.issue(folder, "far", new LocalAuthority.Request("far").uri("sip:far@example.com").rsa());
    }

    private static X509Certificate certificate(Path file) {
        return PemFiles.certificates("file", file).get(0);
    }

    private static RtpMediaSettings side(String name, MikeyMode mode, LocalAuthority.Pair own, LocalAuthority.Pair other) {
        String identity = "sip:" + name + "@example.com";
        X509Certificate certificate = certificate(own.certificate());
        MikeySettings settings = mode == MikeyMode.PSK ? MikeySettings.psk(identity, Secret.of("a key that both sides hold"))
                : MikeySettings.certified(identity, new MikeyCertificates(List.of(certificate),
                        PemFiles.key("key", own.key(), certificate),
                        mode == MikeyMode.RSA ? Optional.of(certificate(other.certificate())) : Optional.empty(),
                        List.of(authority)), mode);
        return RtpMediaSettings.DEFAULT.withSrtp(
                POLICY.withMikey(new MikeyEndpoint(settings, CryptoProvider.jdk(), TimeSource.system())));
    }

    private static MediaPair pair(MikeyMode mode) {
        return new MediaPair(side("near", mode, near, far), side("far", mode, far, near));
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesHearEachOther(MikeyMode mode) {
        MediaPair pair = pair(mode);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        SrtpKeys keys = pair.near.leg.negotiated().orElseThrow().keys();
        pair.advance(10_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(9_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(9_500);
        assertThat(pair.near.leg.media().security()).isEqualTo(
                new MediaSecurity(mode.keying(), Optional.of(SrtpSuite.AEAD_AES_256_GCM), proven(mode, far), Optional.empty(), true, true));
        assertThat(pair.far.leg.media().security().secured()).isTrue();
        assertThat(pair.far.leg.media().security().fingerprint()).isEqualTo(proven(mode, near));
        pair.closeAndFindNothing();
        assertThat(keys.sending().keyAndSalt().isDestroyed()).isTrue();
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return CertificateFingerprint.of("sha-256", certificate.getEncoded(), CryptoProvider.jdk()).toString();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> proven(MikeyMode mode, LocalAuthority.Pair who) {
        return mode == MikeyMode.PSK ? Optional.empty() : Optional.of(fingerprint(certificate(who.certificate())));
    }

    /** With certificates a hold brings new keys, and what was on its way under the old ones is heard all the same. */
    @ParameterizedTest
    @EnumSource
    void holdingAndResumingFromEitherSideGoesOn(MikeyMode mode) {
        MediaPair pair = pair(mode);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(200);
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        pair.advance(500);
        int heard = pair.near.heard.heardMillis();
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        pair.advance(2_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(heard + 1_850);
        pair.closeAndFindNothing();
    }

    @Test
    void aPolicyWithoutOurSideOfItIsRefused() {
        MediaPair pair = MediaPair.of();
        assertThatThrownBy(() -> new RtpMediaPort(
                pair.near.engine, RtpMediaSettings.DEFAULT.withSrtp(POLICY), new SeededIds(1)))
                .hasMessage("srtp: keys by MIKEY (expected: a policy with our side of it)");
        pair.closeAndFindNothing();
    }
}
