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
 * @param secured whether packets have been decrypted in both directions, not only keys agreed on
 */
public record MediaSecurity(String keying, Optional<SrtpSuite> suite, Optional<String> fingerprint, boolean secured) {
    /** Plain RTP. */
    public static final MediaSecurity PLAIN = new MediaSecurity("none", Optional.empty(), Optional.empty(), false);

    MediaSecurity withSecured(boolean changed) {
        return new MediaSecurity(keying, suite, fingerprint, changed);
    }
}
