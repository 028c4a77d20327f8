package io.rvoip.builder;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import io.rvoip.session.offer.EncryptedExtensions;
import java.util.Optional;

/** Whose code encrypts packets of media. Both make the same packets; {@code ./rvoip bench srtp} compares their speed. */
public enum SrtpLibrary {
    /** Ours, over the ciphers of the platform's {@link CryptoProvider}. */
    OWN,
    /**
     * jitsi-srtp over the ciphers of the JDK, whatever the platform's {@link CryptoProvider} is; keys with an identifier or
     * a lifetime, which it does not know, stay with ours, and header extensions are not encrypted by themselves. Has to be on the class path, with what it depends on.
     */
    JITSI;

    /** The one of this word: {@code own}, {@code jitsi}. */
    static SrtpLibrary named(String word) {
        return switch (word) {
            case "own" -> OWN;
            case "jitsi" -> JITSI;
            default -> throw new IllegalArgumentException("srtpLibrary: " + word + " (expected: own or jitsi)");
        };
    }

    /** What it can do about extensions that are encrypted by themselves. */
    EncryptedExtensions extensions() {
        return this == OWN ? EncryptedExtensions.ANSWERED : EncryptedExtensions.OFF;
    }

    /** Ready for the first call, which takes some tenths of a second. */
    SrtpEngine warmedUp(CryptoProvider crypto) {
        return switch (this) {
            case OWN -> SrtpEngine.jca(crypto).warmedUp();
            case JITSI -> new JitsiSrtp(crypto);
        };
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
}
