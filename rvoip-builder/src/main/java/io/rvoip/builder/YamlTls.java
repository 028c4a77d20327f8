package io.rvoip.builder;

import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.Revocation;
import io.rvoip.sip.transport.tls.ServerCheck;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sections {@code sip.tls} and, without the keys that begin with {@code server}, {@code api.tls}: {@code certificate}, {@code key}, {@code clientCa}, {@code clientCertificate}
 * ({@code none}, {@code optional}, {@code required}), {@code serverCa}, {@code serverCheck} ({@code verify},
 * {@code warn}), {@code versions}, {@code suites}, {@code revocation} ({@code none}, {@code soft-fail}, {@code hard-fail}), {@code crls}. Where {@code clientCa} stands alone a certificate is optional, and
 * required under the profiles that want all clients to have one.
 */
final class YamlTls {
    private YamlTls() {}

    /** @param file turns what is written into a path */
    static TlsPolicy read(YamlNode node, TlsPolicy base, SecurityProfile profile, Function<String, Path> file) {
        TlsPolicy tls = server(node, base, profile, file);
        tls = node.parsed("serverCa", file).map(tls::withServerCa).orElse(tls);
        tls = node.parsed("serverCheck", text -> word(ServerCheck.class, text)).map(tls::withServerCheck).orElse(tls);
        node.refuseOthers();
        return tls;
    }

    /** The keys of those who listen; the rest of the section is still to be asked for, or refused. */
    static TlsPolicy server(YamlNode node, TlsPolicy base, SecurityProfile profile, Function<String, Path> file) {
        Optional<Path> certificate = node.parsed("certificate", file);
        Optional<Path> key = node.parsed("key", file);
        TlsPolicy tls = base;
        if (certificate.isPresent() || key.isPresent()) {
            tls = tls.withCertificate(certificate.orElse(base.certificate()), key.orElse(base.key()));
        }
        tls = clients(node, tls, profile, file);
        List<TlsVersion> versions = node.parsedList("versions", YamlTls::version);
        if (!versions.isEmpty()) {
            tls = tls.withVersions(versions.toArray(TlsVersion[]::new));
        }
        List<String> suites = node.parsedList("suites", suite -> suite);
        if (!suites.isEmpty()) {
            tls = tls.withSuites(suites.toArray(String[]::new));
        }
        tls = node.parsed("revocation", Revocation::of).map(tls::withRevocation).orElse(tls);
        List<Path> crls = node.parsedList("crls", file);
        if (!crls.isEmpty()) {
            tls = tls.withCrls(crls.toArray(Path[]::new));
        }
        return tls;
    }

    private static TlsPolicy clients(
            YamlNode node, TlsPolicy tls, SecurityProfile profile, Function<String, Path> file) {
        Optional<Path> ca = node.parsed("clientCa", file);
        Optional<ClientCertificate> wish =
            node.parsed("clientCertificate", text -> word(ClientCertificate.class, text));
        if (ca.isEmpty() && wish.isEmpty()) {
            return tls;
        }
        boolean mutual = profile == SecurityProfile.ENTERPRISE || profile == SecurityProfile.GOVERNMENT;
        ClientCertificate alone = mutual ? ClientCertificate.REQUIRED : ClientCertificate.OPTIONAL;
        return tls.withClientCertificate(wish.orElse(alone), ca.orElse(tls.clientCa()));
    }

    private static TlsVersion version(String text) {
        return TlsVersion.of(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" (expected: 1.2 or 1.3)"));
    }

    private static <E extends Enum<E>> E word(Class<E> kind, String text) {
        for (E value : kind.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: "
            + String.join(", ", List.of(kind.getEnumConstants()).stream().map(v -> v.name().toLowerCase(Locale.ROOT)).toList()) + ")");
    }
}
