package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import java.util.Optional;

/**
 * Who computes SRTP: {@link #own}, or {@link io.rvoip.rtp.srtp.jitsi.JitsiSrtp} where that library is present. All make
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

    /** Whose ciphers it uses, for people to read. */
    default String ciphers() {
        return "ciphers of its own";
    }

    /**
     * Our own: all suites, MKI, lifetimes. AES and HMAC-SHA1 are the system's OpenSSL's where {@link #openSslFault} has nothing
     * against it, which is faster; where it has, and what derives keys and encrypts header extensions, are those of {@code crypto}.
     */
    static SrtpEngine own(CryptoProvider crypto) {
        return new OwnSrtp(crypto, OwnSrtp.openSslFault(crypto).isEmpty());
    }

    /** Our own, over the ciphers of {@code crypto} and no others. */
    static SrtpEngine jca(CryptoProvider crypto) {
        return new OwnSrtp(crypto, false);
    }

    /**
     * Our own, with AES and HMAC-SHA1 of the system's OpenSSL.
     *
     * @throws IllegalStateException where there is an {@link #openSslFault}
     */
    static SrtpEngine openSsl(CryptoProvider crypto) {
        openSslFault(crypto).ifPresent(fault -> {
            throw new IllegalStateException(fault);
        });
        return new OwnSrtp(crypto, true);
    }

    /**
     * Why packets cannot be encrypted by the system's OpenSSL; empty: they can. It takes OpenSSL 3 ({@code libcrypto.so.3}), Java 22 or
     * later started with {@code --enable-native-access}, and that {@code crypto} is {@link CryptoProvider#jdk} with the JDK's own
     * ciphers in it: what a FIPS module or another provider is to compute is never taken from it.
     */
    static Optional<String> openSslFault(CryptoProvider crypto) {
        return OwnSrtp.openSslFault(crypto);
    }
}
