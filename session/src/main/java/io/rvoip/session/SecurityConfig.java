package io.rvoip.session;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the media of a call is keyed, as a caller names it. {@link Auto} means the best this build has; anything else
 * is meant literally and refused by name where this build lacks it. Immutable; keys never print.
 */
public sealed interface SecurityConfig {
    /** Plain RTP, which only {@link SecurityProfile#DEVELOPMENT} permits. */
    record None() implements SecurityConfig {
        @Override
        public String id() {
            return "none";
        }
    }

    /** DTLS-SRTP with browsers and SDES with phones, as far as this build has them. */
    record Auto() implements SecurityConfig {
        @Override
        public String id() {
            return "auto";
        }
    }

    /** Keys in the SDP (RFC 4568). */
    record Sdes() implements SecurityConfig {
        @Override
        public String id() {
            return "sdes";
        }
    }

    /** Keys agreed on the media path with certificates (RFC 5763, RFC 5764). */
    record DtlsSrtp() implements SecurityConfig {
        @Override
        public String id() {
            return "dtls";
        }
    }

    /** Keys agreed on the media path, compared by voice (RFC 6189). */
    record Zrtp() implements SecurityConfig {
        @Override
        public String id() {
            return "zrtp";
        }
    }

    /**
     * MIKEY with a key both sides hold (RFC 3830 §3.1).
     *
     * @param key 16 to 256 octets, not all zero
     * @param besideDtls whether DTLS-SRTP is offered in the same line, and taken
     */
    record MikeyPsk(Secret key, boolean besideDtls) implements SecurityConfig {
        private static final int LEAST_OCTETS = 16;
        private static final int MOST_OCTETS = 256;

        /** Refuses short keys and placeholders. */
        public MikeyPsk {
            if (key.length() < LEAST_OCTETS || key.length() > MOST_OCTETS) {
                throw new IllegalArgumentException(
                        "key: " + key.length() + " octets (expected: " + LEAST_OCTETS + "-" + MOST_OCTETS + ")");
            }
            if (key.with(octets -> Arrays.equals(octets, new byte[octets.length]))) {
                throw new IllegalArgumentException("key: all zero (expected: a random key)");
            }
        }

        /** With DTLS-SRTP offered in the same line, for far ends that do not speak MIKEY: nearly all of them. */
        public MikeyPsk withDtls() {
            return new MikeyPsk(key, true);
        }

        @Override
        public String id() {
            return "mikey";
        }
    }

    /**
     * MIKEY with certificates (RFC 3830 §3.2, §3.3, RFC 4738). The far end may use any of its modes but that of a key that
     * both sides hold.
     *
     * @param certificate own certificate chain, PEM, with an RSA key
     * @param privateKey own key, PEM, unencrypted PKCS #8
     * @param peerCertificate what the peer must present, PEM, where it is known beforehand
     * @param authorities of whom one must have vouched for the peer, PEM, where its certificate is not known
     * @param mode of our own offers; {@link MikeyMode#RSA} needs the peer's certificate
     * @param besideDtls whether DTLS-SRTP is offered in the same line, and taken
     */
    record MikeyPke(String certificate, Secret privateKey, Optional<String> peerCertificate, Optional<String> authorities,
            MikeyMode mode, boolean besideDtls) implements SecurityConfig {
        /** Refuses what is empty. */
        public MikeyPke {
            if (certificate.isBlank()) {
                throw new IllegalArgumentException("certificate: empty (expected: PEM)");
            }
            if (privateKey.length() == 0) {
                throw new IllegalArgumentException("privateKey: empty (expected: PEM)");
            }
            if (mode == MikeyMode.PSK) {
                throw new IllegalArgumentException("mode: PSK (expected: one with certificates)");
            }
        }

        /** With authorities that may vouch for a peer whose certificate is not known beforehand. */
        public MikeyPke withAuthorities(String pem) {
            return new MikeyPke(certificate, privateKey, peerCertificate, Optional.of(pem), mode, besideDtls);
        }

        /** With offers in that mode. */
        public MikeyPke withMode(MikeyMode changed) {
            return new MikeyPke(certificate, privateKey, peerCertificate, authorities, changed, besideDtls);
        }

        /** With DTLS-SRTP offered in the same line, for far ends that do not speak MIKEY: nearly all of them. */
        public MikeyPke withDtls() {
            return new MikeyPke(certificate, privateKey, peerCertificate, authorities, mode, true);
        }

        /**
         * Reads what is PEM here.
         *
         * @throws io.rvoip.common.ConfigurationException for what is none, naming the field
         * @throws IllegalArgumentException for keys and settings that do not do, naming the field
         */
        public MikeySettings settings(String identity) {
            List<X509Certificate> chain = PemFiles.certificates("certificate", certificate);
            MikeyCertificates certificates = new MikeyCertificates(chain, PemFiles.key("privateKey", privateKey, chain.get(0)),
                    peerCertificate.map(pem -> PemFiles.certificates("peerCertificate", pem).get(0)),
                    authorities.map(pem -> PemFiles.certificates("authorities", pem)).orElse(List.of()));
            return MikeySettings.certified(identity, certificates, mode);
        }

        @Override
        public String id() {
            return "mikey";
        }
    }

    /** The word for it on the command line and in reports: {@code none}, {@code auto}, {@code sdes}, {@code dtls} … */
    String id();

    /**
     * What this means for descriptions under a profile. {@link Auto} is SRTP wherever the far end has it under
     * {@link SecurityProfile#DEVELOPMENT}, and nothing else under the others; only there may keys be where anyone can
     * read them.
     */
    default SrtpPolicy srtp(SecurityProfile profile) {
        if (this instanceof None) {
            return SrtpPolicy.OFF;
        }
        boolean laboratory = profile == SecurityProfile.DEVELOPMENT;
        SrtpUse use = laboratory && this instanceof Auto ? SrtpUse.PREFERRED : SrtpUse.REQUIRED;
        return new SrtpPolicy(use, SrtpPolicy.suites(profile), laboratory, keying(profile)).withCryptex(SrtpPolicy.cryptex(profile));
    }

    /** Stricter profiles have no keys in descriptions, which every server on the way can read. */
    private Set<Keying> keying(SecurityProfile profile) {
        if (this instanceof Zrtp) {
            return Set.of(Keying.ZRTP);
        }
        boolean strict = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
        if (this instanceof DtlsSrtp || strict && this instanceof Auto) {
            return Set.of(Keying.DTLS);
        }
        if (this instanceof MikeyPsk || this instanceof MikeyPke) {
            boolean beside = this instanceof MikeyPsk psk ? psk.besideDtls() : ((MikeyPke) this).besideDtls();
            return beside ? Set.of(Keying.MIKEY, Keying.DTLS) : Set.of(Keying.MIKEY);
        }
        return this instanceof Sdes ? Set.of(Keying.SDES) : Set.of(Keying.DTLS, Keying.SDES);
    }

    /** Plain RTP. */
    static SecurityConfig none() {
        return new None();
    }

    /** The best this build has. */
    static SecurityConfig auto() {
        return new Auto();
    }

    /** Keys in the SDP, for SIP phones: over TLS or WSS, unless the profile is {@link SecurityProfile#DEVELOPMENT}. */
    static SecurityConfig sdes() {
        return new Sdes();
    }

    /** Keys from the media path, and certificates by fingerprint. */
    static SecurityConfig dtlsSrtp() {
        return new DtlsSrtp();
    }

    /** For browsers: DTLS-SRTP. */
    static SecurityConfig webrtc() {
        return dtlsSrtp();
    }

    /** For SIP phones: the best this build has. */
    static SecurityConfig sip() {
        return auto();
    }

    /** From phone to phone, whatever is in between: ZRTP, or no media. Not for servers. */
    static SecurityConfig p2p() {
        return new Zrtp();
    }

    /** MIKEY with a key both sides hold. */
    static MikeyPsk enterprisePsk(Secret key) {
        return new MikeyPsk(key, false);
    }

    /** MIKEY with certificates: keys for the peer whose certificate is known, else from whoever answers (RSA-R). */
    static MikeyPke enterprisePke(String certificate, Secret privateKey, Optional<String> peerCertificate) {
        return new MikeyPke(certificate, privateKey, peerCertificate, Optional.empty(),
                peerCertificate.isPresent() ? MikeyMode.RSA : MikeyMode.RSA_R, false);
    }

    /**
     * What a profile asks for by itself.
     *
     * @throws IllegalArgumentException for profiles that need keys, naming the factory that takes them
     */
    static SecurityConfig fromProfile(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> none();
            case STANDARD -> auto();
            case HIGH_SECURITY -> webrtc();
            case ENTERPRISE -> throw new IllegalArgumentException(
                "security: enterprise needs a key (expected: SecurityConfig.enterprisePsk(key))");
            case GOVERNMENT -> throw new IllegalArgumentException(
                "security: government needs certificates (expected: SecurityConfig.enterprisePke(certificate, key, peer))");
        };
    }
}
