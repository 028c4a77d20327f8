package io.rvoip.builder;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import io.rvoip.session.offer.EncryptedExtensions;
import java.util.Optional;

/** Whose code encrypts packets of media. All make the same packets; {@code ./rvoip bench srtp} compares their speed. */
public enum SrtpLibrary {
    /**
     * Ours, over the ciphers of the platform's {@link CryptoProvider}; where those are the JDK's own, over the system's OpenSSL
     * if that can be called, as {@link SrtpEngine#own} says.
     */
    OWN,
    /** Ours, over the ciphers of the platform's {@link CryptoProvider} and no others. */
    JDK,
    /** Ours, over the system's OpenSSL; refused where that cannot be called, as {@link SrtpEngine#openSslFault} says. */
    OPENSSL,
    /**
     * jitsi-srtp over the ciphers of the JDK, whatever the platform's {@link CryptoProvider} is; keys with an identifier or
     * a lifetime, which it does not know, stay with ours, and header extensions are not encrypted by themselves. Has to be on the class path, with what it depends on.
     */
    JITSI;

    /** The one of this word: {@code own}, {@code jdk}, {@code openssl}, {@code jitsi}. */
    static SrtpLibrary named(String word) {
        return switch (word) {
            case "own" -> OWN;
            case "jdk" -> JDK;
            case "openssl" -> OPENSSL;
            case "jitsi" -> JITSI;
            default -> throw new IllegalArgumentException("srtpLibrary: " + word + " (expected: own, jdk, openssl or jitsi)");
        };
    }

    /** What it can do about extensions that are encrypted by themselves. */
    EncryptedExtensions extensions() {
        return this == JITSI ? EncryptedExtensions.OFF : EncryptedExtensions.ANSWERED;
    }

    private SrtpEngine engine(CryptoProvider crypto) {
        return switch (this) {
            case OWN -> SrtpEngine.own(crypto);
            case JDK -> SrtpEngine.jca(crypto);
            case OPENSSL -> SrtpEngine.openSsl(crypto);
            case JITSI -> new JitsiSrtp(crypto);
        };
    }

    /**
     * Ready for the first call, which takes some tenths of a second.
     *
     * @throws IllegalStateException when it cannot be used here
     */
    SrtpEngine warmedUp(CryptoProvider crypto) {
        return engine(crypto).warmedUp();
    }

    /** Whose ciphers it uses in this process, for people to read; where the platform has a {@link CryptoProvider} of its own, those may be others. */
    public String ciphers() {
        return engine(CryptoProvider.jdk()).ciphers();
    }

    /** Why it cannot be used here; the library is tried for that, and not only looked for. */
    Optional<String> fault() {
        try {
            warmedUp(CryptoProvider.jdk());
            return Optional.empty();
        } catch (IllegalStateException missing) {
            return Optional.ofNullable(missing.getMessage());
        }
    }

    /** What helps where there is a {@link #fault}. */
    String remedy() {
        return this == JITSI ? "use own, or add org.jitsi:jitsi-srtp and what it depends on" : "use own, which takes OpenSSL where it can";
    }
}
