package io.rvoip.rtp.srtp;

import org.jspecify.annotations.Nullable;

/**
 * What two sides agreed on for one stream, by whatever way.
 *
 * @param keying the way, by its word in configurations and its mode: {@code sdes}, {@code dtls}, {@code mikey-psk},
 *     {@code zrtp}
 * @param sending our master key
 * @param receiving the far end's
 * @param fingerprint of the certificate that the far end has proven itself with on the way, as in {@code sha-256 AB:CD…};
 *     null where there was none
 */
public record SrtpKeys(String keying, SrtpMasterKey sending, SrtpMasterKey receiving, @Nullable String fingerprint) {
    /** Agreed on without certificates, or with some that are told otherwise. */
    public SrtpKeys(String keying, SrtpMasterKey sending, SrtpMasterKey receiving) {
        this(keying, sending, receiving, null);
    }

    /** The same, with whom the far end has proven to be. */
    public SrtpKeys withFingerprint(String proven) {
        return new SrtpKeys(keying, sending, receiving, proven);
    }
}
