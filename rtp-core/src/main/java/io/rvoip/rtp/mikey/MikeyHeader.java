package io.rvoip.rtp.mikey;

import java.util.List;

/**
 * The common header (RFC 3830 section 6.1), of version 1 and with a map for SRTP.
 *
 * @param type of the message
 * @param verify whether an answer is wanted
 * @param prf number of the pseudo-random function; 0 is MIKEY-1
 * @param bundle the crypto session bundle's identifier, 32 raw bits
 * @param sessions its streams, at most 255
 */
public record MikeyHeader(MessageType type, boolean verify, int prf, int bundle, List<CryptoSession> sessions) {
    /** The one pseudo-random function there is. */
    static final int MIKEY_1 = 0;

    /** Copies the list. */
    public MikeyHeader {
        sessions = List.copyOf(sessions);
    }

    /** The same of another type, for an answer. */
    MikeyHeader as(MessageType other, List<CryptoSession> map) {
        return new MikeyHeader(other, false, prf, bundle, map);
    }
}
