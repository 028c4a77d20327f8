package io.rvoip.media;

import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Our candidates of the pairs that a search has ended with, as descriptions tell them from then on (RFC 8839 section
 * 4.4.1.2.2). Some were never told before: those that only the far end's answers to our checks have shown.
 */
final class NominatedCandidates {
    private final List<IceCandidate> told;
    private final Predicate<InetAddress> mayBeTold;

    /**
     * Those of one search.
     *
     * @param told by descriptions before
     * @param mayBeTold of addresses of ours that were not
     */
    NominatedCandidates(List<IceCandidate> told, Predicate<InetAddress> mayBeTold) {
        this.told = told;
        this.mayBeTold = mayBeTold;
    }

    /** One for each pair; none at all where one of them must not be told, for then the others are half of the truth. */
    List<IceCandidate> of(List<IcePair> pairs) {
        List<IceCandidate> used = new ArrayList<>();
        for (IcePair pair : pairs) {
            IceCandidate one = told(pair.local());
            if (one == null) {
                return List.of();
            }
            used.add(one);
        }
        return used;
    }

    private @Nullable IceCandidate told(IceCandidate local) {
        for (IceCandidate one : told) {
            if (one.component() == local.component() && one.transport() == local.transport() && isSame(one, local)) {
                return one;
            }
        }
        return local.type() == CandidateType.PEER_REFLEXIVE && mayTell(local.address().getAddress()) ? reflexive(local) : null;
    }

    /** Where a connection comes from is no port to tell (RFC 6544 section 4.5). */
    private static boolean isSame(IceCandidate one, IceCandidate local) {
        return one.transport() == IceTransport.TCP_ACTIVE
                ? one.address().getAddress().equals(local.address().getAddress())
                : one.address().equals(local.address());
    }

    private boolean mayTell(InetAddress seen) {
        return mayBeTold.test(seen) || told.stream().anyMatch(one -> one.address().getAddress().equals(seen));
    }

    /** Its base only where that is told anyway. */
    private IceCandidate reflexive(IceCandidate local) {
        InetSocketAddress base = local.base();
        boolean known = told.stream().anyMatch(one -> one.address().equals(base));
        InetSocketAddress at = local.transport() == IceTransport.TCP_ACTIVE && base != null
                ? new InetSocketAddress(local.address().getAddress(), base.getPort())
                : local.address();
        return new IceCandidate(local.foundation(), local.component(), local.priority(), at, local.type(), base,
                known ? base : null, local.transport());
    }
}
