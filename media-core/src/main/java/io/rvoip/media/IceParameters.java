package io.rvoip.media;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceRole;
import java.time.Duration;
import java.util.List;

/**
 * What an offer and its answer agreed on for ICE (RFC 8839), seen from our side. While {@code remote} stays the same the
 * way that was found stays in use; other credentials begin a new search (RFC 8445 section 9). Immutable.
 *
 * @param remote the far end's credentials
 * @param candidates where it may be, none where its checks have to show that
 * @param lite whether it makes no checks of its own
 * @param mux whether RTCP shares the way of RTP (RFC 5761); otherwise it has one of its own
 * @param role ours, if this is the first search: the offerer controls
 * @param ended whether the far end has no more candidates than these; otherwise {@link MediaSession#remoteCandidates} brings them
 * @param pace the time between two checks that it proposes (RFC 8445 section 14.2)
 */
public record IceParameters(
        IceCredentials remote, List<IceCandidate> candidates, boolean lite, boolean mux, IceRole role, boolean ended,
        Duration pace) {
    public IceParameters {
        candidates = List.copyOf(candidates);
    }

    /** The same, of a far end that tells of no more than this. */
    public IceParameters whole() {
        return ended ? this : new IceParameters(remote, candidates, lite, mux, role, true, pace);
    }
}
