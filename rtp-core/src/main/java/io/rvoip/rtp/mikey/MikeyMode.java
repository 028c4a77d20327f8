package io.rvoip.rtp.mikey;

import java.util.Locale;

/** How the key comes to the other side (RFC 3830 section 3, RFC 4738). */
public enum MikeyMode {
    /** Under a key that both sides hold. */
    PSK,
    /** From the initiator, under the responder's public key, which the initiator has to know beforehand. */
    RSA,
    /** From the responder, under the initiator's public key, which comes with the offer. */
    RSA_R,
    /** By Diffie-Hellman, signed by both. */
    DH;

    /** As reports name it: {@code mikey-psk}, {@code mikey-rsa}, {@code mikey-rsa-r}, {@code mikey-dh}. */
    public String keying() {
        return "mikey-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
