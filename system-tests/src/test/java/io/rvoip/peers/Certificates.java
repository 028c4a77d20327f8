package io.rvoip.peers;

import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.testing.TestAuthority;
import java.nio.file.Path;

/** An authority of the test's own, and a server certificate for the office on loopback. */
public record Certificates(TestAuthority authority, Path ca, TestAuthority.Pair server) {
    public static Certificates in(Path directory) {
        TestAuthority authority = new TestAuthority("RVOIP Test CA");
        TestAuthority.Request request = new TestAuthority.Request("office")
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
