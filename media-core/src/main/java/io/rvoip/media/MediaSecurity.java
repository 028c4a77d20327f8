package io.rvoip.media;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.Optional;

/**
 * How the media of one leg is protected now.
 *
 * @param keying how its keys were agreed on, by its word in configurations: {@code none}, {@code sdes}
 * @param suite what it is encrypted with; empty for plain RTP
 * @param secured whether packets have been decrypted in both directions, not only keys agreed on
 */
public record MediaSecurity(String keying, Optional<SrtpSuite> suite, boolean secured) {
    /** Plain RTP. */
    public static final MediaSecurity PLAIN = new MediaSecurity("none", Optional.empty(), false);
}
