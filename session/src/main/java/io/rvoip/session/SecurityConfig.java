package io.rvoip.session;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.util.Arrays;
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
     * @param key at least 16 octets, not all zero
     */
    record MikeyPsk(Secret key) implements SecurityConfig {
        private static final int LEAST_OCTETS = 16;

        /** Refuses short keys and placeholders. */
        public MikeyPsk {
            if (key.length() < LEAST_OCTETS) {
                throw new IllegalArgumentException("key: " + key.length() + " octets (expected: at least " + LEAST_OCTETS + ")");
            }
            if (key.with(octets -> Arrays.equals(octets, new byte[octets.length]))) {
                throw new IllegalArgumentException("key: all zero (expected: a random key)");
            }
        }

        @Override
        public String id() {
            return "mikey";
        }
    }

    /**
     * MIKEY with certificates (RFC 3830 §3.2).
     *
     * @param certificate own certificate chain, PEM
     * @param privateKey own key, PEM
     * @param peerCertificate what the peer must present, PEM, where it is known beforehand
     */
    record MikeyPke(String certificate, Secret privateKey, Optional<String> peerCertificate) implements SecurityConfig {
        /** Refuses what is empty. */
        public MikeyPke {
            if (certificate.isBlank()) {
                throw new IllegalArgumentException("certificate: empty (expected: PEM)");
            }
            if (privateKey.length() == 0) {
                throw new IllegalArgumentException("privateKey: empty (expected: PEM)");
            }
        }

        @Override
        public String id() {
            return "mikey";
        }
    }

    /** The word for it on the command line and in reports: {@code none}, {@code auto}, {@code sdes}, {@code dtls} … */
    String id();

    /** Whether this build can do it. Plain media and the best available always can be. */
    default boolean isBuilt() {
        return this instanceof None || this instanceof Auto || this instanceof Sdes || this instanceof DtlsSrtp;
    }

    /**
     * What this means for descriptions under a profile. {@link Auto} is SRTP wherever the far end has it under
     * {@link SecurityProfile#DEVELOPMENT}, and nothing else under the others; only there may keys be where anyone can
     * read them.
     *
     * @throws IllegalArgumentException for keying that this build lacks, naming it
     */
    default SrtpPolicy srtp(SecurityProfile profile) {
        if (!isBuilt()) {
            throw new IllegalArgumentException("security: " + id() + " keying is not in this build");
        }
        if (this instanceof None) {
            return SrtpPolicy.OFF;
        }
        boolean laboratory = profile == SecurityProfile.DEVELOPMENT;
        SrtpUse use = laboratory && this instanceof Auto ? SrtpUse.PREFERRED : SrtpUse.REQUIRED;
        return new SrtpPolicy(use, SrtpPolicy.suites(profile), laboratory, keying(profile));
    }

    /** Stricter profiles have no keys in descriptions, which every server on the way can read. */
    private Set<Keying> keying(SecurityProfile profile) {
        boolean strict = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
        if (this instanceof DtlsSrtp || strict && this instanceof Auto) {
            return Set.of(Keying.DTLS);
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

    /** Without a server in between: ZRTP. */
    static SecurityConfig p2p() {
        return new Zrtp();
    }

    /** MIKEY with a key both sides hold. */
    static SecurityConfig enterprisePsk(Secret key) {
        return new MikeyPsk(key);
    }

    /** MIKEY with certificates. */
    static SecurityConfig enterprisePke(String certificate, Secret privateKey, Optional<String> peerCertificate) {
        return new MikeyPke(certificate, privateKey, peerCertificate);
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
