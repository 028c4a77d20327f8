package io.rvoip.media;

import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way of a line of video that is in no BUNDLE group: between ports of its own on both sides, with keys of its own.
 * Immutable.
 *
 * @param remote where our pictures go; the wildcard address while the far end holds in the way of RFC 2543
 * @param remoteRtcp where our RTCP goes (RFC 3605), {@code remote} where both share a port; null: to the next port
 * @param keys of this line, named in its description (RFC 4568)
 * @param zrtp how they are agreed on, as those of a further stream beside audio (RFC 6189 section 4.4.3): until then nothing is
 *     sent; with neither of the two it is plain RTP, where audio is
 * @param signalledFrom host that the signalling of the far end comes from, when known
 */
public record VideoWay(InetSocketAddress remote, @Nullable InetSocketAddress remoteRtcp, @Nullable SrtpKeys keys,
        @Nullable ZrtpParameters zrtp, @Nullable InetAddress signalledFrom) {
    /** Without ZRTP. */
    public VideoWay(InetSocketAddress remote, @Nullable InetSocketAddress remoteRtcp, @Nullable SrtpKeys keys,
            @Nullable InetAddress signalledFrom) {
        this(remote, remoteRtcp, keys, null, signalledFrom);
    }

    /** The same for a far end that signals from there. */
    public VideoWay from(@Nullable InetAddress host) {
        return new VideoWay(remote, remoteRtcp, keys, zrtp, host);
    }
}
