package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.FipsModule;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;

/** Our engine, over ciphers of the JCA or of OpenSSL. */
final class OwnSrtp implements SrtpEngine {
    private static final String OF_JDK = "SunJCE";

    private final CryptoProvider crypto;
    private final boolean openSsl;

    OwnSrtp(CryptoProvider crypto, boolean openSsl) {
        this.crypto = crypto;
        this.openSsl = openSsl;
    }

    /** Why ciphers of OpenSSL cannot stand in for those of {@code crypto}; empty: they can. */
    static Optional<String> openSslFault(CryptoProvider crypto) {
        if (FipsModule.found().isPresent()) {
            return Optional.of("a FIPS module is on the class path, and computes all there is");
        }
        if (crypto != CryptoProvider.jdk()) {
            return Optional.of("another CryptoProvider is in use, and computes all there is");
        }
        for (Provider preferred : preferred(crypto)) {
            if (!preferred.getName().equals(OF_JDK)) {
                return Optional.of("this JDK is configured for ciphers of " + preferred.getName());
            }
        }
        return OpenSsl.fault();
    }

    private static List<Provider> preferred(CryptoProvider crypto) {
        return List.of(crypto.cipher("AES/GCM/NoPadding").getProvider(), crypto.cipher("AES/CTR/NoPadding").getProvider(), crypto.mac("HmacSHA1").getProvider());
    }

    @Override
    public SrtpContext open(SrtpMasterKey key) {
        return new OwnSrtpContext(crypto, openSsl ? new OfOpenSsl() : new OfJca(crypto), key);
    }

    @Override
    public String ciphers() {
        return "ciphers of " + (openSsl ? OpenSsl.version() : crypto.provider().map(Provider::getName).orElse("the JDK"));
    }

    private record OfJca(CryptoProvider crypto) implements OwnSrtpContext.Ciphers {
        @Override
        public AesGcm gcm(SessionKey key) {
            return new JcaGcm(crypto, key);
        }

        @Override
        public AesCm cm(SessionKey encryption, SessionKey authentication) throws GeneralSecurityException {
            return new JcaCm(crypto, encryption, authentication);
        }
    }

    private record OfOpenSsl() implements OwnSrtpContext.Ciphers {
        @Override
        public AesGcm gcm(SessionKey key) throws GeneralSecurityException {
            return new OpenSslGcm(key);
        }

        @Override
        public AesCm cm(SessionKey encryption, SessionKey authentication) throws GeneralSecurityException {
            return new OpenSslCm(encryption, authentication);
        }
    }
}
