package io.rvoip.sip.transport.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.PemFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TlsPolicy} with its files read. {@link #reload} reads them again while connections live: what is new counts
 * for new connections, and files that do not fit together change nothing. Thread-safe; reads files, so not for event
 * loops.
 */
public final class TlsContexts implements WatchedFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_ASKING = 4;
    private static final int MOST_WAITING = 64;
    private static final long IDLE_SECONDS = 30;

    private final TlsPolicy policy;
    private final TlsWarnings warnings;
    private final ThreadPoolExecutor asking = askers();
    private final FileStamps stamps;
    private volatile Loaded current;

    private TlsContexts(TlsPolicy policy, TlsWarnings warnings) {
        this.policy = policy;
        this.warnings = warnings;
        stamps = new FileStamps(policy.files());
        current = load();
    }

    /**
     * Reads the files.
     *
     * @param warnings told of peers that are let pass with something not shown
     * @throws ConfigurationException with all that is wrong, by field
     */
    public static TlsContexts open(TlsPolicy policy, TlsWarnings warnings) {
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

    @Override
    public Optional<Instant> notAfter() {
        return Optional.ofNullable(current.notAfter);
    }

    @Override
    public synchronized void reload() {
        stamps.reading();
        current = load();
    }

    @Override
    public boolean changed() {
        return stamps.changed();
    }

    /**
     * A connection that blocks, for those who have a thread of their own for it: shaken hands, and its peer proved to be that host.
     *
     * @param to resolved here
     * @param millis to connect at most, and the same again for each message of the handshake
     * @throws IOException when it does not come up
     */
    public SSLSocket connect(InetSocketAddress to, int millis) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(to.getHostString(), to.getPort()), millis);
            plain.setSoTimeout(millis);
            SSLContext context = ((JdkSslContext) current.client).context();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, to.getHostString(), to.getPort(), true);
            socket.setEnabledProtocols(policy.versions().stream().map(TlsVersion::jcaName).toArray(String[]::new));
            socket.setEnabledCipherSuites(policy.usableSuites().toArray(String[]::new));
            socket.startHandshake();
            return socket;
        } catch (IOException failure) {
            plain.close();
            throw failure;
        }
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

    private Loaded load() {
        try {
            Path chainFile = policy.certificate();
            Path keyFile = policy.key();
            if (chainFile == null || keyFile == null) {
                return new Loaded(null, client(null, List.of()), null);
            }
            List<X509Certificate> chain = PemFiles.certificates("certificate", chainFile);
            PrivateKey key = PemFiles.key("key", keyFile, chain.get(0));
            return new Loaded(server(key, chain), client(key, chain), PemFiles.end(chain));
        } catch (SSLException | GeneralSecurityException e) {
            throw new ConfigurationException("certificate", "cannot be used: " + e.getMessage(), "");
        }
    }

    private SslContext server(PrivateKey key, List<X509Certificate> chain) throws SSLException, GeneralSecurityException {
        SslContextBuilder builder = TlsLibrary.server(key, chain);
        Path clientCa = policy.clientCa();
        if (clientCa != null) {
            builder.trustManager(peers(PemFiles.authorities("clientCa", clientCa), ServerCheck.VERIFY));
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
        SslContextBuilder builder = SslContextBuilder.forClient().trustManager(peers(store, policy.serverCheck()));
        if (key != null) {
            TlsLibrary.client(builder, key, chain);
        }
        return common(builder).build();
    }

    /** @param store null for the authorities the JDK knows */
    private PeerTrust peers(@Nullable KeyStore store, ServerCheck check) throws GeneralSecurityException {
        X509ExtendedTrustManager authorities = trust(store);
        if (policy.revocation() == Revocation.NONE) {
            return new PeerTrust(authorities, check, policy.keys(), null, warnings);
        }
        List<CRL> lists = new ArrayList<>();
        for (int i = 0; i < policy.crls().size(); i++) {
            lists.addAll(PemFiles.revoked("crls[" + i + "]", policy.crls().get(i)));
        }
        boolean soft = policy.revocation() == Revocation.SOFT_FAIL;
        return new PeerTrust(authorities, check, policy.keys(),
                new RevocationCheck(soft, lists, authorities.getAcceptedIssuers(), asking, PATIENCE, TimeSource.system(), warnings), warnings);
    }

    /** Those who ask whether a certificate was taken back: a few, with a bounded queue, and none while nobody connects. */
    private static ThreadPoolExecutor askers() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(MOST_ASKING, MOST_ASKING, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "rvoip-revocation");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private SslContextBuilder common(SslContextBuilder builder) {
        return TlsLibrary.speakingBy(builder.sslProvider(SslProvider.JDK))
                .protocols(policy.versions().stream().map(TlsVersion::jcaName).toArray(String[]::new))
                .ciphers(policy.usableSuites(), SupportedCipherSuiteFilter.INSTANCE);
    }

    /** @param authorities null for those the JDK knows */
    private static X509ExtendedTrustManager trust(@Nullable KeyStore authorities) throws GeneralSecurityException {
        for (TrustManager manager : TlsLibrary.trust(authorities).getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no PKIX trust manager");
    }

    private record Loaded(@Nullable SslContext server, SslContext client, @Nullable Instant notAfter) { }
}
