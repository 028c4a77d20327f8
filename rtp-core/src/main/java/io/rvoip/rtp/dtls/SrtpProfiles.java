package io.rvoip.rtp.dtls;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.SRTPProtectionProfile;

/** Our suites as the numbers of the use_srtp extension (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
final class SrtpProfiles {
    private SrtpProfiles() {}

    /** The number of a suite; empty for those that DTLS-SRTP does not have. */
    static Optional<Integer> number(SrtpSuite suite) {
        return switch (suite) {
            case AES_CM_128_HMAC_SHA1_80 -> Optional.of(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80);
            case AES_CM_128_HMAC_SHA1_32 -> Optional.of(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32);
            case AEAD_AES_128_GCM -> Optional.of(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM);
            case AEAD_AES_256_GCM -> Optional.of(SRTPProtectionProfile.SRTP_AEAD_AES_256_GCM);
            case AES_192_CM_HMAC_SHA1_80, AES_192_CM_HMAC_SHA1_32, AES_256_CM_HMAC_SHA1_80, AES_256_CM_HMAC_SHA1_32 ->
                Optional.empty();
        };
    }

    static int[] numbers(List<SrtpSuite> suites) {
        return suites.stream().flatMap(suite -> number(suite).stream()).mapToInt(Integer::intValue).toArray();
    }

    /** The first of ours that is among the numbers of the far end. */
    static Optional<SrtpSuite> choose(List<SrtpSuite> ours, int[] offered) {
        for (SrtpSuite suite : ours) {
            Optional<Integer> number = number(suite);
            for (int one : offered) {
                if (number.isPresent() && number.get() == one) {
                    return Optional.of(suite);
                }
            }
        }
        return Optional.empty();
    }
}
