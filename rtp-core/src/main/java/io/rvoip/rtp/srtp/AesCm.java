package io.rvoip.rtp.srtp;

import java.security.GeneralSecurityException;

/** AES in counter mode and HMAC-SHA1, each with one key, in arrays, by whoever computes it. Confined to one thread at a time. */
interface AesCm {
    /** Octets of what HMAC-SHA1 makes. */
    int MAC_BYTES = 20;

    /**
     * Encrypts or decrypts, which is the same.
     *
     * @param iv 16 octets, never the same twice
     */
    void crypt(byte[] iv, byte[] data, int from, int to) throws GeneralSecurityException;

    /** What HMAC-SHA1 makes of these octets, in {@code mac}. */
    void authenticate(byte[] data, int from, int to, byte[] mac) throws GeneralSecurityException;

    /** Wipes the keys. Idempotent. */
    void close();
}
