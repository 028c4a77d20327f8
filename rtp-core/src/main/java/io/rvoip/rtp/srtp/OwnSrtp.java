package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.FipsModule;
import java.security.Provider;
import java.util.Optional;

/** Our engine, over ciphers of the JCA alone or with AES-GCM of OpenSSL. */
final class OwnSrtp implements SrtpEngine {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final String OF_JDK = "SunJCE";

    private final CryptoProvider crypto;
    private final boolean openSsl;

    OwnSrtp(CryptoProvider crypto, boolean openSsl) {
        this.crypto = crypto;
        this.openSsl = openSsl;
    }

    /** Why AES-GCM of OpenSSL cannot stand in for that of {@code crypto}; empty: it can. */
    static Optional<String> openSslFault(CryptoProvider crypto) {
        if (FipsModule.found().isPresent()) {
            return Optional.of("a FIPS module is on the class path, and computes all there is");
        }
        if (crypto != CryptoProvider.jdk()) {
            return Optional.of("another CryptoProvider is in use, and computes all there is");
        }
        String preferred = crypto.cipher(GCM).getProvider().getName();
        return preferred.equals(OF_JDK) ? OpenSslGcm.fault() : Optional.of("this JDK is configured for AES-GCM of " + preferred);
    }

    @Override
    public SrtpContext open(SrtpMasterKey key) {
        return new OwnSrtpContext(crypto, openSsl ? OpenSslGcm::new : octets -> new JcaGcm(crypto, octets), key);
    }

    @Override
    public String ciphers() {
        String others = crypto.provider().map(Provider::getName).orElse("the JDK");
        return openSsl ? "AES-GCM of " + OpenSslGcm.version() + ", AES-CM of " + others : "ciphers of " + others;
    }
}
