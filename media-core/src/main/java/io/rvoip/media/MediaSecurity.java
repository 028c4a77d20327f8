package io.rvoip.media;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.Optional;

/**
 * How the media of one leg is protected now.
 *
 * @param keying how its keys were agreed on, by its word in configurations and its mode: {@code none}, {@code sdes},
 *     {@code dtls}, {@code mikey-psk}, {@code zrtp}
 * @param suite what it is encrypted with; empty for plain RTP, and before it was agreed on
 * @param fingerprint of the certificate that the far end has proven itself with, as in {@code sha-256 AB:CD…}; empty
 *     where keying knows none, and before
 * @param sas what people compare; empty where keying knows none, and before
 * @param decrypted whether we have decrypted a packet of the far end's
 * @param decryptedThere whether the far end has reported, in a packet we decrypted, that it has ours
 */
public record MediaSecurity(String keying, Optional<SrtpSuite> suite, Optional<String> fingerprint,
        Optional<SasCheck> sas, boolean decrypted, boolean decryptedThere) {
    /** Plain RTP. */
    public static final MediaSecurity PLAIN = of("none", Optional.empty(), false, false);

    /** Without a certificate and without a string to compare. */
    public static MediaSecurity of(String keying, Optional<SrtpSuite> suite, boolean decrypted, boolean decryptedThere) {
        return new MediaSecurity(keying, suite, Optional.empty(), Optional.empty(), decrypted, decryptedThere);
    }

    /** Whether packets have been decrypted in both directions, not only keys agreed on. */
    public boolean secured() {
        return suite.isPresent() && decrypted && decryptedThere;
    }

    MediaSecurity withDecrypted(boolean here, boolean there) {
        return new MediaSecurity(keying, suite, fingerprint, sas, here, there);
    }

    MediaSecurity withSas(Optional<SasCheck> changed) {
        return new MediaSecurity(keying, suite, fingerprint, changed, decrypted, decryptedThere);
    }
}
