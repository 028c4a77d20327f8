package io.rvoip.rtp.mikey;

import io.rvoip.rtp.srtp.SrtpKeys;
import java.util.List;

/**
 * What two sides share after an exchange: a crypto session bundle. Immutable.
 *
 * @param mode how it came about
 * @param id the bundle's identifier, 32 raw bits
 * @param rand of its first exchange
 * @param heard stamp of the far end's last offer, 64 raw bits of NTP time; 0: it has made none
 * @param sessions its map
 * @param peer who the far end says it is; proven by its certificate, or by its holding the pre-shared key
 * @param keys for SRTP, which the owner of the call wipes
 */
public record MikeyBundle(
        MikeyMode mode, int id, Octets rand, long heard, List<CryptoSession> sessions, String peer, SrtpKeys keys) {
    /** Copies the list. */
    public MikeyBundle {
        sessions = List.copyOf(sessions);
    }

    /** The same after another offer of the far end about it. */
    MikeyBundle after(long stamp) {
        return new MikeyBundle(mode, id, rand, stamp, sessions, peer, keys);
    }
}
