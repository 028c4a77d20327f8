package io.rvoip.rtp.dtls;

import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who we are in DTLS, and who has to vouch for the far end, by PEM files. Immutable; the files are read when they are asked for.
 *
 * @param certificate our chain, ours first; null: certificates that we make ourselves, another one each day
 * @param key its private key, unencrypted PKCS #8
 * @param authorities of which one has to have vouched for the far end's certificate, beside its fingerprint; null: the
 *     fingerprint is enough
 */
public record DtlsFiles(@Nullable Path certificate, @Nullable Path key, @Nullable Path authorities) {
    /** Certificates of our own, and fingerprints alone. */
    public static final DtlsFiles NONE = new DtlsFiles(null, null, null);

    /** With a certificate. */
    public DtlsFiles withCertificate(Path chain, Path privateKey) {
        return new DtlsFiles(chain, privateKey, authorities);
    }

    /** With authorities for the far end. */
    public DtlsFiles withAuthorities(Path list) {
        return new DtlsFiles(certificate, key, list);
    }

    /** The files it names, to be watched for changes. */
    public List<Path> named() {
        return Stream.of(Optional.ofNullable(certificate), Optional.ofNullable(key), Optional.ofNullable(authorities))
                .flatMap(Optional::stream).toList();
    }

    /** What is wrong with it, by field. */
    public ValidationReport validate() {
        ValidationReport.Collector problems = ValidationReport.collect();
        problems.require(certificate != null || key == null, "certificate", "is missing", "name the file of key's certificate");
        problems.require(key != null || certificate == null, "key", "is missing", "name the file of the certificate's key");
        file(problems, "certificate", certificate);
        file(problems, "key", key);
        file(problems, "authorities", authorities);
        return problems.report();
    }

    private static void file(ValidationReport.Collector problems, String field, @Nullable Path file) {
        problems.require(file == null || Files.isReadable(file), field, file + " cannot be read", "name a PEM file");
    }

    /**
     * Our certificate, where one is named.
     *
     * @throws io.rvoip.common.ConfigurationException for files that do not fit together
     * @throws IllegalArgumentException for a key that far ends would refuse
     */
    public Optional<DtlsCertificate> read(CryptoProvider crypto) {
        Path chainFile = certificate;
        Path keyFile = key;
        if (chainFile == null || keyFile == null) {
            return Optional.empty();
        }
        List<X509Certificate> chain = PemFiles.certificates("media.dtls.certificate", chainFile);
        return Optional.of(DtlsCertificate.of(
                chain, PemFiles.key("media.dtls.key", keyFile, chain.get(0)), crypto));
    }

    /** These settings, with the authorities where some are named. */
    public DtlsSettings applyTo(DtlsSettings settings) {
        Path list = authorities;
        return list == null ? settings
                : settings.withAuthorities(PemFiles.certificates("media.dtls.authorities", list));
    }
}
