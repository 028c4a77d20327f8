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
 */
public record LocalIce(
        IceCredentials credentials, List<IceCandidate> candidates, boolean lite, List<IceCandidate> chosen) {
    public LocalIce {
        candidates = List.copyOf(candidates);
        chosen = List.copyOf(chosen);
    }
}
