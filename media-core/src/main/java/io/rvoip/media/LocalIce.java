package io.rvoip.media;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceTimes;
import java.time.Duration;
import java.util.List;

/**
 * Our part of a description with ICE (RFC 8839). Immutable.
 *
 * @param credentials ours, others after each restart
 * @param candidates where we are, of RTP and, where its port is apart, of RTCP
 * @param lite whether we only answer checks
 * @param nominated those of ours that the search has ended with, one for each component that is in use; none before, from a
 *     restart on, and where one of them must not be told
 * @param chosen where we have found the far end, having had the choice: one for each component (RFC 8839 section 4.4.1.2.2)
 * @param trickle whether more of them may be told apart from the description (RFC 8838)
 * @param ended whether there will be no more
 * @param pace the time between two checks that we propose (RFC 8445 section 14.2)
 */
public record LocalIce(
        IceCredentials credentials, List<IceCandidate> candidates, boolean lite, List<IceCandidate> nominated, List<IceCandidate> chosen,
        boolean trickle, boolean ended, Duration pace) {
    public LocalIce {
        candidates = List.copyOf(candidates);
        nominated = List.copyOf(nominated);
        chosen = List.copyOf(chosen);
    }

    /** Before anything was found, at the usual pace. */
    public LocalIce(IceCredentials credentials, List<IceCandidate> candidates, boolean lite, boolean trickle, boolean ended) {
        this(credentials, candidates, lite, List.of(), List.of(), trickle, ended, IceTimes.DEFAULT.pace());
    }

    /** Those that a description tells: all of them, or once some were nominated these alone (RFC 8839 section 4.4.1.2.2). */
    public List<IceCandidate> told() {
        return nominated.isEmpty() ? candidates : nominated;
    }

    /** The same, to be said by somebody who can tell of more later, or cannot. */
    public LocalIce withTrickle(boolean can) {
        return new LocalIce(credentials, candidates, lite, nominated, chosen, can, ended, pace);
    }

    /** The same, with these alone in the description, and no more to come. */
    public LocalIce withNominated(List<IceCandidate> used) {
        return new LocalIce(credentials, candidates, lite, used, chosen, trickle, true, pace);
    }
}
