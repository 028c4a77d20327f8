package io.rvoip.sip.transport.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.rvoip.common.crypto.FipsModule;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Who speaks TLS: the JDK, or the library over the FIPS module where that is on the class path. */
final class TlsLibrary {
    /** The providers of the JDK whose paths know revocation; with a FIPS module the signatures are verified by that. */
    private static final String PATHS = "SUN";

    private TlsLibrary() {}

    /** @throws IllegalStateException for a FIPS module that may not be used, or that has nothing to speak TLS with */
    private static Optional<Provider> approved() {
        return FipsModule.found().map(module -> {
            module.provider();
            return module.tls().orElseThrow(() -> new IllegalStateException("tls: a FIPS module without a library for TLS; add org.bouncycastle:bctls-fips"));
        });
    }

    static SslContextBuilder speakingBy(SslContextBuilder builder) {
        approved().ifPresent(builder::sslContextProvider);
        return builder;
    }

    static Set<String> suites() {
        try {
            Optional<Provider> approved = approved();
            if (approved.isEmpty()) {
                return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
            }
            SSLContext context = SSLContext.getInstance("TLS", approved.get());
            context.init(null, null, null);
            return Set.of(context.getSupportedSSLParameters().getCipherSuites());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /** For servers; the key manager of the JDK keeps keys in a store of its own, enciphered by what no module has. */
    static SslContextBuilder server(PrivateKey key, List<X509Certificate> chain) {
        return approved().isPresent()
                ? SslContextBuilder.forServer(new OneKey(key, chain))
                : SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new));
    }

    static void client(SslContextBuilder builder, PrivateKey key, List<X509Certificate> chain) {
        if (approved().isPresent()) {
            builder.keyManager(new OneKey(key, chain));
        } else {
            builder.keyManager(key, chain.toArray(X509Certificate[]::new));
        }
    }

    /** @param authorities null for those the JDK knows */
    static TrustManagerFactory trust(@Nullable KeyStore authorities) throws GeneralSecurityException {
        Optional<Provider> approved = approved();
        TrustManagerFactory factory = approved.isEmpty()
                ? TrustManagerFactory.getInstance("PKIX") : TrustManagerFactory.getInstance("PKIX", approved.get());
        factory.init(authorities);
        return factory;
    }

    static CertPathValidator validator() throws GeneralSecurityException {
        return FipsModule.found().isEmpty() ? CertPathValidator.getInstance("PKIX") : CertPathValidator.getInstance("PKIX", PATHS);
    }

    static CertPathBuilder paths() throws GeneralSecurityException {
        return FipsModule.found().isEmpty() ? CertPathBuilder.getInstance("PKIX") : CertPathBuilder.getInstance("PKIX", PATHS);
    }

    /** Our one key, whoever asks; whether the peer believes it is the peer's affair. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "rvoip";

        private final PrivateKey key;
        private final List<X509Certificate> chain;

        OneKey(PrivateKey key, List<X509Certificate> chain) {
            this.key = key;
            this.chain = List.copyOf(chain);
        }

        private @Nullable String fitting(String... kinds) {
            String own = chain.get(0).getPublicKey().getAlgorithm();
            for (String kind : kinds) {
                if (kind.equals(own) || kind.startsWith(own + '/') || kind.startsWith(own + '_') || kind.endsWith('_' + own)
                        || own.equals("RSA") && kind.startsWith("RSA")) {
                    return ALIAS;
                }
            }
            return null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return fitting(keyType);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
            return fitting(keyTypes);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return fitting(keyType);
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
            return fitting(keyTypes);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return aliases(keyType);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return aliases(keyType);
        }

        private String @Nullable [] aliases(String keyType) {
            return fitting(keyType) == null ? null : new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
