package io.rvoip.session.offer;

/**
 * Whether header extensions are agreed on whose contents go encrypted one by one (RFC 6904), in lines that are encrypted. A packet
 * that goes by cryptex (RFC 9335) has all of them hidden already, and none of them twice.
 */
public enum EncryptedExtensions {
    /** Neither offered nor taken. */
    OFF,
    /** Taken where the other side offers them, in place of the same in the clear. */
    ANSWERED,
    /** Offered too, beside the same in the clear for who does not know this. */
    OFFERED
}
