package io.rvoip.session.offer;

import io.rvoip.common.IdSource;
import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.List;

/**
 * Which keys a leg may offer and take in descriptions. Immutable.
 *
 * @param use whether media is encrypted
 * @param suites allowed ones, best first; none only when {@code use} is {@link SrtpUse#OFF}
 * @param overClearSignalling whether keys may be in descriptions that anyone on their way can read
 */
public record SrtpPolicy(SrtpUse use, List<SrtpSuite> suites, boolean overClearSignalling) {
    /** Plain RTP. */
    public static final SrtpPolicy OFF = new SrtpPolicy(SrtpUse.OFF, List.of(), false);

    private static final List<SrtpSuite> EVERYTHING = List.of(
            SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_256_GCM,
            SrtpSuite.AES_256_CM_HMAC_SHA1_80, SrtpSuite.AES_192_CM_HMAC_SHA1_80, SrtpSuite.AES_CM_128_HMAC_SHA1_32,
            SrtpSuite.AES_256_CM_HMAC_SHA1_32, SrtpSuite.AES_192_CM_HMAC_SHA1_32);

    /** Checks that there is a suite. */
    public SrtpPolicy {
        suites = List.copyOf(suites);
        if (suites.isEmpty() && use != SrtpUse.OFF) {
            throw new IllegalArgumentException("suites: none (expected: at least one)");
        }
    }

    /** What a profile allows, best first: of the laboratory everything this build has. */
    public static List<SrtpSuite> suites(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> EVERYTHING;
            case STANDARD -> List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
            case HIGH_SECURITY -> List.of(
                    SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_256_CM_HMAC_SHA1_80);
            case ENTERPRISE -> List.of(SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AEAD_AES_128_GCM);
            case GOVERNMENT -> List.of(SrtpSuite.AEAD_AES_256_GCM);
        };
    }

    /** This use with these suites, over encrypted signalling only. */
    public static SrtpPolicy of(SrtpUse use, List<SrtpSuite> suites) {
        return new SrtpPolicy(use, suites, false);
    }

    /** Keys may be in descriptions that anyone can read, or not. */
    public SrtpPolicy withOverClearSignalling(boolean allowed) {
        return new SrtpPolicy(use, suites, allowed);
    }

    /** Whether a leg can be had at all over such signalling. */
    public boolean permits(boolean encryptedSignalling) {
        return use != SrtpUse.REQUIRED || overClearSignalling || encryptedSignalling;
    }

    /** New keys for one leg. Where anyone could read them none are offered unasked, or even taken. */
    public OwnKeys keys(boolean encryptedSignalling, IdSource random) {
        SrtpUse here = use;
        if (!encryptedSignalling && use != SrtpUse.REQUIRED && use != SrtpUse.OFF) {
            here = overClearSignalling ? SrtpUse.ACCEPTED : SrtpUse.OFF;
        }
        List<SrtpSuite> usable = here == SrtpUse.OFF ? List.of() : suites;
        return new OwnKeys(here, usable.stream().map(suite -> SrtpMasterKey.random(suite, random)).toList());
    }
}
