package io.rvoip.media;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import java.util.List;

/**
 * Our part of a description with ICE (RFC 8839). Immutable.
 *
 * @param credentials ours, others after each restart
 * @param candidates where we are, of RTP and, where its port is apart, of RTCP
 * @param lite whether we only answer checks
 * @param chosen where we have found the far end, having had the choice: one for each component (RFC 8839 section 4.4.1.2.2)
 * @param trickle whether more of them may be told apart from the description (RFC 8838)
 * @param ended whether there will be no more
 */
public record LocalIce(
        IceCredentials credentials, List<IceCandidate> candidates, boolean lite, List<IceCandidate> chosen, boolean trickle,
        boolean ended) {
    public LocalIce {
        candidates = List.copyOf(candidates);
        chosen = List.copyOf(chosen);
    }

    /** The same, to be said by somebody who can tell of more later, or cannot. */
    public LocalIce withTrickle(boolean can) {
        return new LocalIce(credentials, candidates, lite, chosen, can, ended);
    }
}
