package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Secret;
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

    /**
     * Does one packet with each suite, so that the first call need not wait on its media loop until classes and providers
     * are loaded. Takes some tenths of a second in a new process, and next to nothing later.
     *
     * @return this
     * @throws IllegalStateException when a suite does not work here
     */
    default SrtpEngine warmedUp() {
        for (SrtpSuite suite : SrtpSuite.values()) {
            SrtpMasterKey key = SrtpMasterKey.of(suite, Secret.of(new byte[suite.keyBytes() + suite.saltBytes()]));
            ByteBuf packet = Unpooled.buffer(128).writeByte(0x80).writeZero(20);
            try (SrtpContext sender = open(key); SrtpContext receiver = open(key)) {
                if (sender.protectRtp(packet) != SrtpStatus.OK || receiver.unprotectRtp(packet) != SrtpStatus.OK) {
                    throw new IllegalStateException("srtp: " + suite + " does not work here");
                }
            }
        }
        return this;
    }

    /** Our own, over the ciphers of {@code crypto}: all suites, MKI, lifetimes. */
    static SrtpEngine jca(CryptoProvider crypto) {
        return key -> new JcaSrtpContext(crypto, key);
    }
}
