package io.rvoip.media;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.Optional;

/**
 * How the media of one leg is protected now.
 *
 * @param keying how its keys were agreed on, by its word in configurations and its mode: {@code none}, {@code sdes},
 *     {@code dtls}, {@code mikey-psk}
 * @param suite what it is encrypted with; empty for plain RTP, and before it was agreed on
 * @param fingerprint of the certificate that the far end has proven itself with, as in {@code sha-256 AB:CD…}; empty
 *     where keying knows none, and before
 * @param decrypted whether we have decrypted a packet of the far end's
 * @param decryptedThere whether the far end has reported, in a packet we decrypted, that it has ours
 */
public record MediaSecurity(
        String keying, Optional<SrtpSuite> suite, Optional<String> fingerprint, boolean decrypted, boolean decryptedThere) {
    /** Plain RTP. */
    public static final MediaSecurity PLAIN = new MediaSecurity("none", Optional.empty(), Optional.empty(), false, false);

    /** Whether packets have been decrypted in both directions, not only keys agreed on. */
    public boolean secured() {
        return suite.isPresent() && decrypted && decryptedThere;
    }

    MediaSecurity withDecrypted(boolean here, boolean there) {
        return new MediaSecurity(keying, suite, fingerprint, here, there);
    }
}
