package io.rvoip.rtp.srtp;

import java.security.GeneralSecurityException;

/** AES-GCM with one key, in place in arrays, by whoever computes it. Confined to one thread at a time. */
interface AesGcm {
    /** Octets of the tag. */
    int TAG_BYTES = 16;

    /**
     * Encrypts what lies from {@code body} to {@code end} and puts the tag behind it.
     *
     * @param iv 12 octets, never the same twice
     * @param start from here to {@code body}, authenticated only
     * @param word authenticated only, behind that; may be empty
     */
    void seal(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException;

    /**
     * Decrypts what lies from {@code body} to {@code end}, where the tag follows.
     *
     * @return false when it is not genuine; nothing can be read there then
     */
    boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException;

    /** Wipes the key. Idempotent. */
    void close();
}
