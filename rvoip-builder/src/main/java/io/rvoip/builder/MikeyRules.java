package io.rvoip.builder;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.MediaMode;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.SecurityConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the section {@code media.mikey} must fulfil; its pre-shared key is looked at with the other secrets. */
final class MikeyRules {
    private static final String FIELD = "media.mikey";
    private static final int URI = 6;

    private MikeyRules() {}

    static void check(PlatformConfig config, MikeyConfig mikey, ValidationReport.Collector problems, Floor floor) {
        ValidationReport.Collector at = problems.at(FIELD);
        boolean anchored = config.calls().mode() == EngineMode.B2BUA && config.calls().media() == MediaMode.ANCHORED;
        problems.require(anchored, FIELD, "means nothing where media does not pass through the platform", "leave it out, or anchor the media of bridged calls");
        problems.require(config.rtp().security() instanceof SecurityConfig.Auto, FIELD, "and media.security: " + config.rtp().security().id()
            + " exclude each other", "use security: auto, and use: alone to insist on MIKEY");
        at.require(mikey.psk().isPresent() || mikey.certificate() != null, "psk", "is missing, and there is no certificate either",
            "give a key that all sides hold, or certificate, key and authorities");
        at.require(mikey.certificate() == null || FipsModule.found().isEmpty(), "certificate",
            "signs by SHA-1 (RFC 3830 section 4.2.1), which a FIPS module refuses", "give a key that all sides hold, or use DTLS-SRTP");
        mode(mikey, at);
        files(config.domain(), mikey, at);
        SecurityProfile profile = config.securityProfile();
        floor.require(profile != SecurityProfile.HIGH_SECURITY, FIELD, "MIKEY", "leave it out: DTLS-SRTP is there without it");
        floor.require(mikey.psk().isEmpty() || profile.compareTo(SecurityProfile.ENTERPRISE) < 0, FIELD + ".psk",
            "a key that many hold", "use certificates");
    }

    private static void mode(MikeyConfig mikey, ValidationReport.Collector at) {
        switch (mikey.mode()) {
            case PSK -> at.require(mikey.psk().isPresent(), "mode", "psk needs one", "give psk, or use rsa-r or dh");
            case RSA, RSA_R, DH -> at.require(mikey.certificate() != null, "mode", word(mikey.mode()) + " needs a certificate",
                "give certificate, key and authorities, or use psk");
        }
    }

    /** Whether the files of certificates can be read, and are ours. */
    static void files(String domain, MikeyConfig mikey, ValidationReport.Collector at) {
        boolean some = mikey.certificate() != null || mikey.key() != null || mikey.authorities() != null;
        if (!some) {
            return;
        }
        boolean all = file(at, "certificate", mikey.certificate()) & file(at, "key", mikey.key()) & file(at, "authorities", mikey.authorities());
        Optional<MikeyCertificates> read = all ? at.attempt(mikey::certificates) : null;
        if (read != null && read.isPresent()) {
            String self = MikeyConfig.identity(domain);
            at.require(names(read.get().chain().get(0), self), "certificate", "does not name " + self + " as a URI, so that nobody would believe it is ours",
                "make one with subjectAltName=URI:" + self);
        }
    }

    private static boolean file(ValidationReport.Collector at, String field, @Nullable Path file) {
        boolean readable = file != null && Files.isReadable(file);
        at.require(readable, field, file == null ? "is missing" : file + " cannot be read", "name a PEM file");
        return readable;
    }

    static boolean names(X509Certificate certificate, String uri) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all != null && all.stream().anyMatch(one -> one.get(0).equals(URI) && uri.equals(one.get(1)));
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    /** As it is written in files. */
    static String word(MikeyMode mode) {
        return mode.keying().substring("mikey-".length());
    }
}
