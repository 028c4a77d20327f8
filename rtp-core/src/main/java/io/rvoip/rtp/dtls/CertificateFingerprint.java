package io.rvoip.rtp.dtls;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The value of one {@code a=fingerprint} line (RFC 8122 section 5): the hash of a certificate.
 *
 * @param hash {@code sha-256}, {@code sha-384} or {@code sha-512}; weaker ones prove nothing and are as if not there
 * @param digest upper-case hexadecimal octets between colons
 */
public record CertificateFingerprint(String hash, String digest) {
    /** The name of the attribute. */
    public static final String NAME = "fingerprint";

    /** What we know, best last, with the octets of each. */
    private static final List<String> HASHES = List.of("sha-256", "sha-384", "sha-512");
    private static final List<Integer> OCTETS = List.of(32, 48, 64);

    /** Checks hash and length. */
    public CertificateFingerprint {
        int known = HASHES.indexOf(hash);
        if (known < 0) {
            throw new IllegalArgumentException("hash: " + hash + " (expected: one of " + HASHES + ")");
        }
        if (!isDigest(digest, OCTETS.get(known))) {
            throw new IllegalArgumentException("digest: not " + OCTETS.get(known) + " octets in the way of AB:CD");
        }
    }

    private static boolean isDigest(String text, int octets) {
        if (text.length() != 3 * octets - 1) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
            if (i % 3 == 2 ? c != ':' : !hex) {
                return false;
            }
        }
        return true;
    }

    /** Reads the value of an attribute, from whoever wrote it; empty when it is malformed or proves nothing. */
    public static Optional<CertificateFingerprint> parse(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String hash = value.substring(0, space).toLowerCase(Locale.ROOT);
        String digest = value.substring(space + 1).strip().toUpperCase(Locale.ROOT);
        int known = HASHES.indexOf(hash);
        return known >= 0 && isDigest(digest, OCTETS.get(known))
                ? Optional.of(new CertificateFingerprint(hash, digest))
                : Optional.empty();
    }

    /** Of a certificate in DER. */
    public static CertificateFingerprint of(String hash, byte[] certificate, CryptoProvider crypto) {
        String hex = Bytes.hex(crypto.digest(hash.toUpperCase(Locale.ROOT)).digest(certificate)).toUpperCase(Locale.ROOT);
        StringBuilder digest = new StringBuilder();
        for (int i = 0; i < hex.length(); i += 2) {
            digest.append(i == 0 ? "" : ":").append(hex, i, i + 2);
        }
        return new CertificateFingerprint(hash, digest.toString());
    }

    /**
     * Which of the announced fingerprints a certificate has, judged by those with the best hash alone, one of which it
     * must have (RFC 8122 section 5.1).
     */
    public static Optional<CertificateFingerprint> match(
            List<CertificateFingerprint> announced, byte[] certificate, CryptoProvider crypto) {
        int best = announced.stream().mapToInt(one -> HASHES.indexOf(one.hash)).max().orElse(-1);
        if (best < 0) {
            return Optional.empty();
        }
        CertificateFingerprint real = of(HASHES.get(best), certificate, crypto);
        return announced.contains(real) ? Optional.of(real) : Optional.empty();
    }

    /** The value of the attribute. */
    @Override
    public String toString() {
        return hash + " " + digest;
    }
}
