package io.rvoip.rtp.dtls;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an offer and its answer agreed on for one association. While it stays equal the association goes on; once it
 * changes a new one takes its place (RFC 8842 section 3.1). Immutable.
 *
 * @param part ours: {@link DtlsSetup#ACTIVE} or {@link DtlsSetup#PASSIVE}
 * @param own what we prove ourselves with
 * @param announced fingerprints of the far end, at least one
 * @param suites that SRTP may use, best first, at least one that DTLS-SRTP has
 * @param user address of record that the certificate of the far end has to name, as in {@code sip:alice@example.com}, where
 *     authorities have to vouch for it; null: whatever they vouch for
 * @param name the {@code tls-id}s of both sides, or whatever else tells one association from the next
 */
public record DtlsParameters(
        DtlsSetup part, DtlsCertificate own, List<CertificateFingerprint> announced, List<SrtpSuite> suites,
        @Nullable String user, String name) {
    /** With whomever authorities vouch for, or a fingerprint. */
    public DtlsParameters(
            DtlsSetup part, DtlsCertificate own, List<CertificateFingerprint> announced, List<SrtpSuite> suites, String name) {
        this(part, own, announced, suites, null, name);
    }

    /** Checks that a handshake is possible. */
    public DtlsParameters {
        announced = List.copyOf(announced);
        suites = suites.stream().filter(suite -> SrtpProfiles.number(suite).isPresent()).toList();
        if (part != DtlsSetup.ACTIVE && part != DtlsSetup.PASSIVE) {
            throw new IllegalArgumentException("part: " + part + " (expected: ACTIVE or PASSIVE)");
        }
        if (announced.isEmpty()) {
            throw new IllegalArgumentException("announced: none (expected: at least one fingerprint)");
        }
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("suites: none (expected: at least one that DTLS-SRTP has)");
        }
    }
}
