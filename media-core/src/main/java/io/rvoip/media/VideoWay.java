package io.rvoip.media;

import io.rvoip.rtp.srtp.SrtpKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way of a line of video that is in no BUNDLE group: between ports of its own on both sides, with keys of its own.
 * Immutable.
 *
 * @param remote where our pictures go; the wildcard address while the far end holds in the way of RFC 2543
 * @param remoteRtcp where our RTCP goes (RFC 3605), {@code remote} where both share a port; null: to the next port
 * @param keys of this line, named in its description (RFC 4568); null: plain RTP
 * @param signalledFrom host that the signalling of the far end comes from, when known
 */
public record VideoWay(InetSocketAddress remote, @Nullable InetSocketAddress remoteRtcp, @Nullable SrtpKeys keys,
        @Nullable InetAddress signalledFrom) {
    /** The same for a far end that signals from there. */
    public VideoWay from(@Nullable InetAddress host) {
        return new VideoWay(remote, remoteRtcp, keys, host);
    }
}
