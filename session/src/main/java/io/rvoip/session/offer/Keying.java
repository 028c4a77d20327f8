package io.rvoip.session.offer;

/** A way to agree on the keys of SRTP. */
public enum Keying {
    /** In the descriptions themselves (RFC 4568). */
    SDES,
    /** On the media path, with fingerprints in the descriptions (RFC 5763). */
    DTLS,
    /** In descriptions, readable for the one they are meant for alone (RFC 4567). */
    MIKEY,
    /** On the media path, with a string that people compare (RFC 6189). */
    ZRTP
}
