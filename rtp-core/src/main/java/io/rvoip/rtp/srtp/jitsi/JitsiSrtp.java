package io.rvoip.rtp.srtp.jitsi;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.Mki;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import org.jitsi.srtp.crypto.Aes;

/**
 * SRTP by jitsi-srtp, an optional dependency, with the ciphers of the JDK. It knows neither identifiers nor lifetimes of
 * keys: those that have one are given to our own engine.
 */
public final class JitsiSrtp implements SrtpEngine {
    /** The library compares providers by time when it is first used, unless it is told; for the process. */
    private static final String CIPHERS = "org.jitsi.srtp.crypto.Aes$SunJCECipherFactory";

    private final SrtpEngine own;

    /**
     * Loads the library and warms each cipher up, which takes some tenths of a second.
     *
     * @param crypto for keys that this library cannot do
     * @throws IllegalStateException when the library is missing or does not work here
     */
    public JitsiSrtp(CryptoProvider crypto) {
        own = SrtpEngine.own(crypto);
        try {
            Aes.setFactoryClassName(CIPHERS);
            warmedUp();
        } catch (LinkageError missing) {
            throw new IllegalStateException("jitsi-srtp is not on the class path, or not whole", missing);
        }
    }

    @Override
    public SrtpContext open(SrtpMasterKey key) {
        boolean plain = key.mki().equals(Mki.NONE) && key.lifetime() == SrtpMasterKey.LONGEST_LIFE;
        return plain ? new JitsiSrtpContext(key) : own.open(key);
    }

    @Override
    public String ciphers() {
        return "ciphers of the JDK";
    }
}
