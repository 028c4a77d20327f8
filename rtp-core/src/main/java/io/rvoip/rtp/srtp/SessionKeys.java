package io.rvoip.rtp.srtp;

/**
 * What protects the RTP, or the RTCP, of one master key. The arrays belong to whoever gets this.
 *
 * @param encryption of AES
 * @param authentication of HMAC-SHA1; not used by AEAD
 * @param salt 14 octets, 12 for AEAD
 */
record SessionKeys(SessionKey encryption, SessionKey authentication, byte[] salt) {
    @Override
    public String toString() {
        return "session keys";
    }
}
