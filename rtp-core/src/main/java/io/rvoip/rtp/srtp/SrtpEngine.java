package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;

/**
 * Who computes SRTP: {@link #jca}, or {@link io.rvoip.rtp.srtp.jitsi.JitsiSrtp} where that library is present. All make
 * the same packets. Thread-safe; what is opened is confined to its loop.
 */
public interface SrtpEngine {
    /**
     * Puts a key to work; the key stays the caller's and may be wiped afterwards.
     *
     * @throws IllegalArgumentException when this engine lacks something that the key asks for, naming it
     */
    SrtpContext open(SrtpMasterKey key);

    /** Our own, over the ciphers of {@code crypto}: all suites, MKI, lifetimes. */
    static SrtpEngine jca(CryptoProvider crypto) {
        return key -> new JcaSrtpContext(crypto, key);
    }
}
