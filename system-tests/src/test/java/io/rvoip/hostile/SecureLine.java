package io.rvoip.hostile;

import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A TLS connection of the JDK's, with nothing of ours in it. */
final class SecureLine implements Closeable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final SSLSocket socket;

    private SecureLine(SSLSocket socket) {
        this.socket = socket;
    }

    /** Connected and shaken hands, with that version alone. */
    static SecureLine open(InetSocketAddress to, TlsPolicy believing, String version) throws IOException {
        Socket plain = new Socket();
        plain.connect(to, PATIENCE_MILLIS);
        return over(plain, to, believing, version);
    }

    /** The same over a connection that stands. */
    static SecureLine over(Socket plain, InetSocketAddress to, TlsPolicy believing, String version) throws IOException {
        SSLSocket socket = (SSLSocket) factory(Objects.requireNonNull(believing.serverCa(), "serverCa"))
            .createSocket(plain, Target.DOMAIN, to.getPort(), true);
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return new SecureLine(socket);
    }

    private static SSLSocketFactory factory(Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    SSLSocket socket() {
        return socket;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** An OPTIONS without credentials: a challenge shows that the office is there. */
    static String options(int number) {
        return "OPTIONS sip:" + Target.DOMAIN + " SIP/2.0\r\nVia: SIP/2.0/TLS host.invalid;branch=z9hG4bK" + number + System.nanoTime()
            + ";rport\r\nMax-Forwards: 70\r\nFrom: <" + Target.uri("alice") + ">;tag=a\r\nTo: <sip:" + Target.DOMAIN + ">\r\nCall-ID: c"
            + number + System.nanoTime() + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    }

    /** Reads up to the end of a header section, or of the connection. */
    String head() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                break;
            }
            read.write(octet);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
