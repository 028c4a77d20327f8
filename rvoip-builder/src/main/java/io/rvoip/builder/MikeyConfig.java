package io.rvoip.builder;

import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The side of a platform in MIKEY (RFC 3830, RFC 4738): by a key that all sides hold, by certificates, or both. Offers of every
 * mode that there is something for are taken; our own are in one of them. Immutable; files and secrets are read at the start, and
 * again while the platform runs ({@link VoipPlatform#reloadTls}).
 *
 * @param psk that key, 16 to 256 octets
 * @param certificate PEM file of our chain with an RSA key; it names {@code sip:DOMAIN} as a URI
 * @param key PEM file of its private key, unencrypted PKCS #8
 * @param authorities PEM file of those who have to vouch for the certificates of others, which name who these say they are
 * @param wish mode of our own offers; RSA needs a certificate of each user and trunk. Empty: RSA-R where there is a certificate, else the pre-shared key
 * @param alone whether nothing else is offered or taken; otherwise MIKEY stands beside the other ways, DTLS-SRTP above all
 * @param clockSkew by how much our clock and that of others may differ, each way: 1 s to 1 day
 */
public record MikeyConfig(Optional<SecretSource> psk, @Nullable Path certificate, @Nullable Path key, @Nullable Path authorities,
                          Optional<MikeyMode> wish, boolean alone, Duration clockSkew) {
    /** Nothing yet, beside other ways, with clocks within five minutes. */
    static final MikeyConfig EMPTY =
        new MikeyConfig(Optional.empty(), null, null, null, Optional.empty(), false, Duration.ofMinutes(5));

    /** Exchanges that are remembered, so that none comes twice: over 100 a second in the usual ten minutes. */
    private static final int REPLAYS = 65_536;

    /** With a key that all sides hold. */
    public static MikeyConfig preshared(SecretSource psk) {
        return EMPTY.withPreshared(psk);
    }

    /** With a certificate, and authorities for those of others. */
    public static MikeyConfig certified(Path certificate, Path key, Path authorities) {
        return EMPTY.withCertificate(certificate, key, authorities);
    }

    /** With a key that all sides hold too. */
    public MikeyConfig withPreshared(SecretSource shared) {
        return new MikeyConfig(Optional.of(shared), certificate, key, authorities, wish, alone, clockSkew);
    }

    /** With a certificate too. */
    public MikeyConfig withCertificate(@Nullable Path chain, @Nullable Path privateKey, @Nullable Path vouching) {
        return new MikeyConfig(psk, chain, privateKey, vouching, wish, alone, clockSkew);
    }

    /** With offers in that mode. */
    public MikeyConfig withMode(MikeyMode mode) {
        return new MikeyConfig(psk, certificate, key, authorities, Optional.of(mode), alone, clockSkew);
    }

    /** With nothing else offered or taken, or beside other ways. */
    public MikeyConfig withAlone(boolean yes) {
        return new MikeyConfig(psk, certificate, key, authorities, wish, yes, clockSkew);
    }

    /** With clocks that differ by more, or by less. */
    public MikeyConfig withClockSkew(Duration skew) {
        return new MikeyConfig(psk, certificate, key, authorities, wish, alone, skew);
    }

    /** The mode of our own offers. */
    public MikeyMode mode() {
        return wish.orElse(certificate == null ? MikeyMode.PSK : MikeyMode.RSA_R);
    }

    /** Who we say we are: our certificate has to name it. */
    static String identity(String domain) {
        return "sip:" + domain;
    }

    /**
     * Reads the files of certificates, where some are named.
     *
     * @throws io.rvoip.common.ConfigurationException for what they do not hold, by field
     * @throws IllegalArgumentException for keys that do not do, by field
     */
    Optional<MikeyCertificates> certificates() {
        if (certificate == null || key == null || authorities == null) {
            return Optional.empty();
        }
        List<X509Certificate> chain = PemFiles.certificates("certificate", certificate);
        return Optional.of(new MikeyCertificates(chain, PemFiles.key("key", key, chain.get(0)), Optional.empty(),
            PemFiles.certificates("authorities", authorities)));
    }

    /** What the endpoint is made of; reads files and the secret. @param peers whose certificates are known, for offers in RSA mode */
    MikeySettings settings(String domain, MikeyRecipients peers) {
        Optional<MikeyCertificates> own = certificates().map(ours -> ours.withPeers(peers.read()));
        return new MikeySettings(identity(domain), psk.map(SecretSource::resolve), own, mode(), clockSkew, REPLAYS);
    }
}
