package io.rvoip.engine.call;

import io.rvoip.session.media.RtpMediaPort;

/**
 * The way to media.
 *
 * @param users opens legs to users of ours and to whoever else has no rule of their own
 * @param trunks opens legs to trunks, whose media are plain ({@link io.rvoip.engine.trunk.SrtpPolicy#DISABLED})
 * @param codecs which codecs they have, and which of them can be joined
 */
public record MediaDoor(RtpMediaPort users, RtpMediaPort trunks, CodecChoice codecs) {
    /** What opens the leg to a caller. */
    RtpMediaPort from(Caller caller) {
        return caller instanceof Caller.ByTrunk ? trunks : users;
    }

    /** What opens the leg to a called place. */
    RtpMediaPort to(Place place) {
        return place instanceof Place.Gateway ? trunks : users;
    }
}
