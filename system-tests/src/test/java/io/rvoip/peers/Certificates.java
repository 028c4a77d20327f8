package io.rvoip.peers;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.nio.file.Path;

/** An authority of the test's own, and a server certificate for the office on loopback. */
public record Certificates(LocalAuthority authority, Path ca, LocalAuthority.Pair server) {
    public static Certificates in(Path directory) {
        LocalAuthority authority = new LocalAuthority("RVOIP Test CA");
        LocalAuthority.Request request = new LocalAuthority.Request("office")
            .dns(Office.DOMAIN).dns("kam.test").dns("localhost").ip("127.0.0.1").ip("::1");
        return new Certificates(authority, authority.write(directory, "ca"), authority.issue(directory, "office", request));
    }

    /** For servers: shows the certificate, believes the authority. */
    public TlsPolicy forServer() {
        return forPhones().withCertificate(server.certificate(), server.key());
    }

    /** For phones: shows nothing, believes the authority alone. */
    public TlsPolicy forPhones() {
        return TlsPolicy.DEFAULT.withServerCa(ca);
    }
}
