package io.rvoip.rtp.srtp;

/**
 * What two sides agreed on for one stream, by whatever way.
 *
 * @param keying the way, by its word in configurations and its mode: {@code sdes}, {@code dtls}, {@code mikey-psk},
 *     {@code zrtp}
 * @param sending our master key
 * @param receiving the far end's
 */
public record SrtpKeys(String keying, SrtpMasterKey sending, SrtpMasterKey receiving) {}
