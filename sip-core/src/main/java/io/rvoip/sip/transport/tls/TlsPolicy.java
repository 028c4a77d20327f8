package io.rvoip.sip.transport.tls;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.FipsModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken, by listeners and by connections of ours, for TLS and secure WebSocket alike. Immutable. Files are
 * named here and read by {@link TlsContexts}, again at each reload.
 *
 * @param certificate our certificate chain, PEM, ours first; null for none: then nothing secure can listen
 * @param key its private key, PEM, unencrypted PKCS #8
 * @param serverCa who vouches for servers we connect to, PEM; null for the authorities this JDK knows
 * @param serverCheck what to do when a server cannot prove its name
 * @param clientCertificate whether those who connect to us must prove who they are
 * @param clientCa who vouches for them, PEM
 * @param versions at least one
 * @param suites names of cipher suites in order of preference; those of a version that is not allowed are ignored
 * @param keys how strong the keys of peers have to be
 * @param revocation what is done about certificates of peers that were taken back
 * @param crls lists of certificates that were taken back, PEM or DER, each of them read again when it is written
 */
public record TlsPolicy(
        @Nullable Path certificate, @Nullable Path key, @Nullable Path serverCa, ServerCheck serverCheck,
        ClientCertificate clientCertificate, @Nullable Path clientCa, List<TlsVersion> versions,
        List<String> suites, KeyStrength keys, Revocation revocation, List<Path> crls) {
    private static final String CHACHA = "CHACHA20";

    /** Forward secrecy and authenticated encryption only, AES-256 first; without ChaCha20 where a FIPS module computes, which has none. */
    public static final List<String> STRONG_SUITES = Stream.of(
            "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
            .filter(suite -> FipsModule.found().isEmpty() || !suite.contains(CHACHA)).toList();

    /** TLS 1.3 and 1.2 with {@link #STRONG_SUITES}, servers verified by the JDK's authorities, no certificate. */
    public static final TlsPolicy DEFAULT = new TlsPolicy(
            null, null, null, ServerCheck.VERIFY, ClientCertificate.NONE, null,
            List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2), STRONG_SUITES, KeyStrength.ANY, Revocation.NONE, List.of());

    private static final String GOVERNMENT_SUITE = "AES_256_GCM_SHA384";

    public TlsPolicy {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
        crls = List.copyOf(crls);
    }

    /**
     * What a profile asks for where nothing is said: {@code development} lets servers pass that cannot prove their
     * name, with a warning; from {@code high-security} on keys have to be strong and revocation is looked up; {@code enterprise} and
     * {@code government} narrow the suites and insist on what is looked up. Client certificates, which those two require, need
     * {@link #withClientCertificate}.
     */
    public static TlsPolicy of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> DEFAULT.withServerCheck(ServerCheck.WARN);
            case STANDARD -> DEFAULT;
            case HIGH_SECURITY -> DEFAULT.withKeys(KeyStrength.RSA_2048).withRevocation(Revocation.SOFT_FAIL);
            case ENTERPRISE -> DEFAULT.withKeys(KeyStrength.RSA_2048).withRevocation(Revocation.HARD_FAIL)
                    .keeping(suite -> !suite.contains(CHACHA));
            case GOVERNMENT -> DEFAULT.withKeys(KeyStrength.RSA_3072).withRevocation(Revocation.HARD_FAIL)
                    .keeping(suite -> suite.endsWith(GOVERNMENT_SUITE) && !suite.contains("_RSA_"));
        };
    }

    private TlsPolicy keeping(Predicate<String> fit) {
        return withSuites(suites.stream().filter(fit).toArray(String[]::new));
    }

    /** Presents this certificate, as server and, when a server asks, as client; both null for none. */
    public TlsPolicy withCertificate(@Nullable Path chain, @Nullable Path privateKey) {
        return new TlsPolicy(chain, privateKey, serverCa, serverCheck, clientCertificate, clientCa, versions, suites, keys, revocation, crls);
    }

    /** Believes servers that these authorities vouch for, and no others. */
    public TlsPolicy withServerCa(Path authorities) {
        return new TlsPolicy(
                certificate, key, authorities, serverCheck, clientCertificate, clientCa, versions, suites, keys, revocation, crls);
    }

    public TlsPolicy withServerCheck(ServerCheck check) {
        return new TlsPolicy(certificate, key, serverCa, check, clientCertificate, clientCa, versions, suites, keys, revocation, crls);
    }

    /** Asks those who connect to us for a certificate that these authorities vouch for. */
    public TlsPolicy withClientCertificate(ClientCertificate wish, @Nullable Path authorities) {
        return new TlsPolicy(certificate, key, serverCa, serverCheck, wish, authorities, versions, suites, keys, revocation, crls);
    }

    public TlsPolicy withVersions(TlsVersion... allowed) {
        return new TlsPolicy(
                certificate, key, serverCa, serverCheck, clientCertificate, clientCa, List.of(allowed), suites, keys, revocation, crls);
    }

    public TlsPolicy withSuites(String... names) {
        return new TlsPolicy(
                certificate, key, serverCa, serverCheck, clientCertificate, clientCa, versions, List.of(names), keys, revocation, crls);
    }

    /** Refuses peers whose keys are weaker. */
    public TlsPolicy withKeys(KeyStrength least) {
        return new TlsPolicy(certificate, key, serverCa, serverCheck, clientCertificate, clientCa, versions, suites, least, revocation, crls);
    }

    /** Looks up whether the certificates of peers were taken back, or does not. */
    public TlsPolicy withRevocation(Revocation how) {
        return new TlsPolicy(certificate, key, serverCa, serverCheck, clientCertificate, clientCa, versions, suites, keys, how, crls);
    }

    /** Looks into these lists first, before it asks anybody. */
    public TlsPolicy withCrls(Path... lists) {
        return new TlsPolicy(
                certificate, key, serverCa, serverCheck, clientCertificate, clientCa, versions, suites, keys, revocation, List.of(lists));
    }

    /** The same with keys at least as strong as a profile wants them, for which nobody has to ask. */
    public TlsPolicy atLeast(SecurityProfile profile) {
        KeyStrength floor = of(profile).keys();
        return keys.compareTo(floor) < 0 ? withKeys(floor) : this;
    }

    /** Whether there is a certificate to listen with. */
    public boolean hasCertificate() {
        return certificate != null;
    }

    /** All that is wrong with the settings themselves, by field; what is in the files is told when they are read. */
    public ValidationReport validate() {
        ValidationReport.Collector problems = ValidationReport.collect();
        problems.require(certificate != null || key == null, "certificate", "is missing", "name the file of key's certificate");
        problems.require(key != null || certificate == null, "key", "is missing", "name the file of the certificate's key");
        file(problems, "certificate", certificate);
        file(problems, "key", key);
        file(problems, "serverCa", serverCa);
        file(problems, "clientCa", clientCa);
        for (int i = 0; i < crls.size(); i++) {
            file(problems, "crls[" + i + "]", crls.get(i));
        }
        problems.require(crls.isEmpty() || revocation != Revocation.NONE, "revocation", "is none, so that crls has no effect",
                "make it soft-fail or hard-fail, or leave crls out");
        problems.require(clientCertificate == ClientCertificate.NONE || clientCa != null, "clientCa", "is missing",
                "name the authorities that vouch for clients, or ask for no client certificates");
        problems.require(clientCertificate != ClientCertificate.NONE || clientCa == null, "clientCertificate",
                "is none, so that clientCa has no effect", "make it optional or required, or leave clientCa out");
        problems.require(clientCertificate == ClientCertificate.NONE || certificate != null, "clientCertificate",
                "asks those who connect, and without a certificate of ours nobody can", "name certificate and key");
        problems.require(!versions.isEmpty(), "versions", "is empty", "allow 1.3, 1.2 or both");
        suites(problems);
        return problems.report();
    }

    private static void file(ValidationReport.Collector problems, String field, @Nullable Path file) {
        problems.require(file == null || Files.isReadable(file), field, file + " cannot be read", "name a PEM file");
    }

    private void suites(ValidationReport.Collector problems) {
        Set<String> supported = TlsLibrary.suites();
        for (int i = 0; i < suites.size(); i++) {
            problems.require(supported.contains(suites.get(i)), "suites[" + i + "]",
                    "\"" + suites.get(i) + "\" is unknown to this JDK", "use names like " + STRONG_SUITES.get(0));
        }
        for (TlsVersion version : versions) {
            boolean any = suites.stream().anyMatch(suite -> isFor(version, suite));
            problems.require(any, "suites", "has none for TLS " + version.shortName(), "add one, or forbid the version");
        }
    }

    /** The suites that are of use with the versions allowed. */
    List<String> usableSuites() {
        return suites.stream().filter(suite -> versions.stream().anyMatch(v -> isFor(v, suite))).toList();
    }

    private static boolean isFor(TlsVersion version, String suite) {
        return (version == TlsVersion.TLS_1_3) != suite.contains("_WITH_");
    }

    /** The files it names, to be watched for changes. */
    List<Path> files() {
        Stream<Optional<Path>> named = Stream.of(Optional.ofNullable(certificate), Optional.ofNullable(key), Optional.ofNullable(serverCa),
                Optional.ofNullable(clientCa));
        return Stream.concat(named.flatMap(Optional::stream), crls.stream()).toList();
    }
}
