package io.rvoip.peers;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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

    /** An HTTP client that believes the authority alone. */
    HttpClient https() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** For phones: shows nothing, believes the authority alone. */
    public TlsPolicy forPhones() {
        return TlsPolicy.DEFAULT.withServerCa(ca);
    }
}
