package io.rvoip.session.media;

import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.stream.Stream;

/** Which of our addresses a description names. */
final class OwnAddress {
    private OwnAddress() {}

    /** The family of the signalling: the far end can be reached by it. */
    static ProtocolFamily family(LegRequest request) {
        InetAddress known = request.local();
        InetAddress remote = request.signalledFrom();
        if (known.isAnyLocalAddress() && remote != null) {
            known = remote;
        }
        return known instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /**
     * The configured address, else the one the ports are bound to, else the one of the signalling.
     *
     * @throws MediaException when all of them are wildcards
     */
    static InetAddress choose(List<InetAddress> advertise, InetAddress bound, InetAddress signalling) {
        return Stream.concat(advertise.stream(), Stream.of(bound, signalling))
                .filter(address -> address.getClass() == bound.getClass() && !address.isAnyLocalAddress())
                .findFirst()
                .orElseThrow(() -> new MediaException("advertise: ports and signalling are bound to the wildcard "
                        + bound.getHostAddress() + ", which nobody can send to (expected: an address)"));
    }
}
