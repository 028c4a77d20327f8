package io.rvoip.sip.transport.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.crypto.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TlsPolicy} with its files read. {@link #reload} reads them again while connections live: what is new counts
 * for new connections, and files that do not fit together change nothing. Thread-safe; reads files, so not for event
 * loops.
 */
public final class TlsContexts {
    private final TlsPolicy policy;
    private final Consumer<String> warnings;
    private volatile Loaded current;
    private volatile List<FileTime> stamps;

    private TlsContexts(TlsPolicy policy, Consumer<String> warnings) {
        this.policy = policy;
        this.warnings = warnings;
        stamps = stamps();
        current = load();
    }

    /**
     * Reads the files.
     *
     * @param warnings told when {@link ServerCheck#WARN} lets a server pass, any thread
     * @throws ConfigurationException with all that is wrong, by field
     */
    public static TlsContexts open(TlsPolicy policy, Consumer<String> warnings) {
        policy.validate().throwIfInvalid();
        return new TlsContexts(policy, warnings);
    }

    public TlsPolicy policy() {
        return policy;
    }

    /** For connections that others open; empty without a certificate of ours. */
    public Optional<SslContext> server() {
        return Optional.ofNullable(current.server);
    }

    /** For connections that we open. */
    public SslContext client() {
        return current.client;
    }

    /** When our certificate ends, the first of its chain; empty without one. */
    public Optional<Instant> notAfter() {
        return Optional.ofNullable(current.notAfter);
    }

    /**
     * Reads the files again and puts them to use when they fit together.
     *
     * @throws ConfigurationException when they do not; the old ones stay in use
     */
    public synchronized void reload() {
        stamps = stamps();
        current = load();
    }

    /** Whether a file was written since it was last read, rightly or wrongly. */
    public boolean changed() {
        return !stamps().equals(stamps);
    }

    /** What an engine has agreed on with its peer. */
    public TlsSession session(SSLEngine engine) {
        SSLSession session = engine.getSession();
        return new TlsSession(session.getProtocol(), session.getCipherSuite(), proved(engine, session));
    }

    /** Names count that were checked: not those of a server that was let pass with a warning. */
    private List<String> proved(SSLEngine engine, SSLSession session) {
        if (engine.getUseClientMode() && policy.serverCheck() == ServerCheck.WARN) {
            return List.of();
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate peer
                    ? SipIdentities.of(peer).names() : List.of();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    private List<FileTime> stamps() {
        List<FileTime> times = new ArrayList<>();
        for (Path file : policy.files()) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException gone) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }

    private Loaded load() {
        try {
            Path chainFile = policy.certificate();
            Path keyFile = policy.key();
            if (chainFile == null || keyFile == null) {
                return new Loaded(null, client(null, List.of()), null);
            }
            List<X509Certificate> chain = PemFiles.certificates("certificate", chainFile);
            PrivateKey key = PemFiles.key("key", keyFile, chain.get(0));
            Instant end = chain.stream().map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
            return new Loaded(server(key, chain), client(key, chain), end);
        } catch (SSLException | GeneralSecurityException e) {
            throw new ConfigurationException("certificate", "cannot be used: " + e.getMessage(), "");
        }
    }

    private SslContext server(PrivateKey key, List<X509Certificate> chain) throws SSLException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new));
        Path clientCa = policy.clientCa();
        if (clientCa != null) {
            builder.trustManager(new PeerTrust(
                    trust(PemFiles.authorities("clientCa", clientCa)), ServerCheck.VERIFY, warnings));
        }
        builder.clientAuth(switch (policy.clientCertificate()) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        });
        return common(builder).build();
    }

    private SslContext client(@Nullable PrivateKey key, List<X509Certificate> chain)
            throws SSLException, GeneralSecurityException {
        Path serverCa = policy.serverCa();
        KeyStore store = serverCa == null ? null : PemFiles.authorities("serverCa", serverCa);
        TrustManager trust = new PeerTrust(trust(store), policy.serverCheck(), warnings);
        SslContextBuilder builder = SslContextBuilder.forClient().trustManager(trust);
        if (key != null) {
            builder.keyManager(key, chain.toArray(X509Certificate[]::new));
        }
        return common(builder).build();
    }

    private SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols(policy.versions().stream().map(TlsVersion::jcaName).toArray(String[]::new))
                .ciphers(policy.usableSuites(), SupportedCipherSuiteFilter.INSTANCE);
    }

    /** @param authorities null for those the JDK knows */
    private static X509ExtendedTrustManager trust(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no PKIX trust manager");
    }

    private record Loaded(@Nullable SslContext server, SslContext client, @Nullable Instant notAfter) { }
}
