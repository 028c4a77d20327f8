package io.rvoip.session.offer;

import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Attribute;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our side of DTLS in one call (RFC 8842). Immutable.
 *
 * @param certificate ours, for the whole call
 * @param suites that SRTP may use, best first
 * @param seed random, for this call alone, of at least 20 characters: our {@code tls-id} begins with it
 * @param association how many of ours there were before
 * @param signalledFrom host that the far end's signalling comes from, when known
 * @param user whom the far end has to prove to be; null: nobody in particular
 */
public record OwnDtls(
        DtlsCertificate certificate, List<SrtpSuite> suites, String seed, int association,
        @Nullable InetAddress signalledFrom, @Nullable String user) {
    /** Before the first association of a call. */
    public static OwnDtls of(
            DtlsCertificate certificate, List<SrtpSuite> suites, String seed, @Nullable InetAddress signalledFrom) {
        return new OwnDtls(certificate, List.copyOf(suites), seed, 0, signalledFrom, null);
    }

    /** The value that names our side of the association in force, or of the first one. */
    String tlsId() {
        return association == 0 ? seed : seed + "-" + association;
    }

    /** With a far end that has to prove to be that user; null: nobody in particular. */
    OwnDtls proving(@Nullable String changed) {
        return new OwnDtls(certificate, suites, seed, association, signalledFrom, changed);
    }

    OwnDtls next() {
        return new OwnDtls(certificate, suites, seed, association + 1, signalledFrom, user);
    }

    /**
     * The lines of our description.
     *
     * @param named whether the far end, as far as known, names associations
     */
    List<Attribute> lines(DtlsSetup setup, boolean named) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(Attribute.of(DtlsSetup.NAME, setup.word()));
        lines.add(Attribute.of(CertificateFingerprint.NAME, certificate.fingerprint().toString()));
        if (named) {
            lines.add(Attribute.of(DtlsLine.TLS_ID, tlsId()));
        }
        return lines;
    }

    /**
     * Our part in answer to an offer: the one we have where the offerer leaves it open (RFC 8842 §5.3), active else,
     * unless nothing that we begin would arrive.
     */
    DtlsSetup answering(DtlsLine theirs, InetSocketAddress at, @Nullable DtlsParameters inForce) {
        DtlsSetup choice = DtlsSources.behindNat(at, signalledFrom) ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE;
        return theirs.setup().reversed(inForce == null ? choice : inForce.part());
    }

    /** What is agreed on with the far end; equal to {@code inForce} when that association goes on. */
    DtlsParameters agreed(DtlsSetup part, DtlsLine theirs, InetSocketAddress at, @Nullable DtlsParameters inForce) {
        return new DtlsParameters(part, certificate, theirs.fingerprints(), suites, user, name(theirs, at, inForce));
    }

    /** Who does not name associations means another one by another address, which is none while he holds. */
    private String name(DtlsLine theirs, InetSocketAddress at, @Nullable DtlsParameters inForce) {
        if (!theirs.tlsId().isEmpty()) {
            return tlsId() + " " + theirs.tlsId();
        }
        return inForce != null && at.getAddress().isAnyLocalAddress()
                ? inForce.name()
                : tlsId() + " " + at.getAddress().getHostAddress() + " " + at.getPort();
    }
}
