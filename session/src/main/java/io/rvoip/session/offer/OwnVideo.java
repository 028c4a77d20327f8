package io.rvoip.session.offer;

import java.net.InetAddress;

/**
 * Our part of video on a way of its own, for as long as the line lives. Immutable.
 *
 * @param place where we receive
 * @param keys for descriptions, of this line alone (RFC 4568 §6.1); none: in the clear, where audio is
 */
public record OwnVideo(LocalAudio place, OwnKeys keys) {
    /** The same at another address. */
    OwnVideo at(InetAddress changed) {
        return new OwnVideo(new LocalAudio(changed, place.rtpPort(), place.rtcpPort()), keys);
    }
}
