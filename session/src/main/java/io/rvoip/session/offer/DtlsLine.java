package io.rvoip.session.offer;

import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;

/**
 * What one media line says about DTLS, or the description for all of them (RFC 8122 §5, RFC 4145 §4, RFC 8842 §4).
 *
 * @param setup the part its writer wants; without a word {@code active} in an offer
 * @param fingerprints those that prove anything, none of them twice
 * @param tlsId empty where its writer does not know the attribute
 * @param why why it cannot be used, in words for a Warning; empty: it can
 */
record DtlsLine(DtlsSetup setup, List<CertificateFingerprint> fingerprints, String tlsId, String why) {
    static final String TLS_ID = "tls-id";

    /** More than anybody has hashes for. */
    private static final int MOST_FINGERPRINTS = 16;

    static DtlsLine of(SessionDescription description, Media line) {
        List<String> values = line.hasAttribute(CertificateFingerprint.NAME)
                ? line.attributes().all(CertificateFingerprint.NAME)
                : description.attributes().all(CertificateFingerprint.NAME);
        List<CertificateFingerprint> fingerprints = values.stream().limit(MOST_FINGERPRINTS)
                .flatMap(value -> CertificateFingerprint.parse(value).stream()).distinct().toList();
        Optional<String> said = line.attributes().first(DtlsSetup.NAME)
                .or(() -> description.attributes().first(DtlsSetup.NAME));
        Optional<DtlsSetup> setup = said.flatMap(DtlsSetup::named);
        String why = "";
        if (values.isEmpty()) {
            why = "no a=fingerprint";
        } else if (fingerprints.isEmpty()) {
            why = "no a=fingerprint by SHA-256 or better";
        } else if (said.isPresent() && setup.filter(part -> part != DtlsSetup.HOLDCONN).isEmpty()) {
            why = "a=setup:" + said.get() + " is none for DTLS";
        }
        return new DtlsLine(setup.orElse(DtlsSetup.ACTIVE), fingerprints,
                line.attributes().first(TLS_ID).filter(DtlsLine::isTlsId).orElse(""), why);
    }

    private static boolean isTlsId(String value) {
        return value.length() >= 20 && value.length() <= 255
                && value.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "+/-_".indexOf(c) >= 0));
    }

    boolean usable() {
        return why.isEmpty();
    }
}
