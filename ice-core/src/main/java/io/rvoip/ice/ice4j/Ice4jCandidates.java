package io.rvoip.ice.ice4j;

import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IcePair;
import java.net.InetSocketAddress;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Candidate;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.Component;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.jspecify.annotations.Nullable;

/** Candidates in the words of ice4j, and back. */
final class Ice4jCandidates {
    private Ice4jCandidates() {}

    static IcePair pair(CandidatePair theirs) {
        return new IcePair(local(theirs.getLocalCandidate()), remote(theirs.getRemoteCandidate()));
    }

    static IceCandidate local(LocalCandidate theirs) {
        LocalCandidate base = theirs.getBase() == null ? theirs : theirs.getBase();
        IceCandidate plain = remote(theirs);
        InetSocketAddress at = plain(base.getTransportAddress());
        return new IceCandidate(plain.foundation(), plain.component(), plain.priority(), plain.address(), plain.type(), at,
                plain.type() == CandidateType.HOST ? null : at);
    }

    private static IceCandidate remote(Candidate<?> theirs) {
        long priority = Math.max(1, Math.min(Integer.MAX_VALUE, theirs.getPriority()));
        return IceCandidate.remote(foundation(theirs.getFoundation()), theirs.getParentComponent().getComponentID(), priority,
                plain(theirs.getTransportAddress()), type(theirs.getType()));
    }

    /** Who was found by a check has none, or one of the library's own. */
    private static String foundation(@Nullable String theirs) {
        return theirs != null && theirs.matches("[A-Za-z0-9+/]{1,32}") ? theirs : "prflx";
    }

    static RemoteCandidate theirs(IceCandidate ours, Component component) {
        return new RemoteCandidate(new TransportAddress(ours.address(), Transport.UDP), component, type(ours.type()),
                ours.foundation(), ours.priority(), null);
    }

    static InetSocketAddress plain(TransportAddress theirs) {
        return new InetSocketAddress(theirs.getAddress(), theirs.getPort());
    }

    private static org.ice4j.ice.CandidateType type(CandidateType ours) {
        return switch (ours) {
            case HOST -> org.ice4j.ice.CandidateType.HOST_CANDIDATE;
            case PEER_REFLEXIVE -> org.ice4j.ice.CandidateType.PEER_REFLEXIVE_CANDIDATE;
            case SERVER_REFLEXIVE -> org.ice4j.ice.CandidateType.SERVER_REFLEXIVE_CANDIDATE;
            case RELAYED -> org.ice4j.ice.CandidateType.RELAYED_CANDIDATE;
        };
    }

    private static CandidateType type(org.ice4j.ice.CandidateType theirs) {
        for (CandidateType ours : CandidateType.values()) {
            if (type(ours) == theirs) {
                return ours;
            }
        }
        return CandidateType.SERVER_REFLEXIVE; // what older drafts called it
    }
}
