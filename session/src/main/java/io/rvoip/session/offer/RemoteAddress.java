package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Connection;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtcpAddress;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where a line of the far end wants its packets, or why we cannot send there. */
sealed interface RemoteAddress {
    /** 255.255.255.255. */
    int EVERYBODY = 0xFFFFFFFF;

    /** Nowhere in particular. */
    InetSocketAddress NOWHERE = new InetSocketAddress(0);

    record Usable(InetSocketAddress rtp, InetSocketAddress rtcp) implements RemoteAddress {}

    record Unusable(Refusal why) implements RemoteAddress {}

    /**
     * Of a line that is not declined.
     *
     * @param mux RTCP goes where RTP goes
     */
    static RemoteAddress of(SessionDescription description, Media line, InetAddress local, boolean mux) {
        Optional<Connection> connection = description.connectionOf(line);
        if (connection.isEmpty()) {
            return unusable(Refusal.INCOMPATIBLE_ADDRESS, "no connection address");
        }
        if (connection.get().isMulticast()) {
            return unusable(Refusal.NO_MULTICAST, "multicast address " + connection.get().address());
        }
        Optional<InetAddress> address = connection.get().inetAddress();
        if (address.filter(RemoteAddress::manyHosts).isPresent()) {
            return unusable(Refusal.NO_MULTICAST, "broadcast address " + connection.get().address());
        }
        if (address.isEmpty() || !reachable(address.get(), local)) {
            return unusable(Refusal.INCOMPATIBLE_ADDRESS, "cannot send to " + connection.get().address());
        }
        InetSocketAddress rtp = new InetSocketAddress(address.get(), line.port());
        return new Usable(rtp, mux ? rtp : rtcpOf(description, line, local).orElse(rtp));
    }

    /** Of a line whose writer is found by ICE, whatever the default destination is worth: it need not even be of our family. */
    static Usable byIce(SessionDescription description, Media line, InetAddress local, boolean mux) {
        return of(description, line, local, mux) instanceof Usable usable ? usable : new Usable(NOWHERE, NOWHERE);
    }

    private static Optional<InetSocketAddress> rtcpOf(SessionDescription description, Media line, InetAddress local) {
        Optional<RtcpAddress> rtcp = description.rtcpOf(line);
        return rtcp.flatMap(r -> r.connection().inetAddress())
                .filter(address -> reachable(address, local) && !manyHosts(address))
                .map(address -> new InetSocketAddress(address, rtcp.get().port()));
    }

    /** A wildcard says that nothing is to be sent: of whichever family (RFC 3264 §8.4). */
    private static boolean reachable(InetAddress remote, InetAddress local) {
        return remote.isAnyLocalAddress() || remote.getClass() == local.getClass();
    }

    /** Packets go to one host each, whatever a description says. */
    private static boolean manyHosts(InetAddress remote) {
        return remote.isMulticastAddress() || remote instanceof Inet4Address && remote.hashCode() == EVERYBODY;
    }

    private static RemoteAddress unusable(int warning, String text) {
        return new Unusable(Refusal.notAcceptable(warning, text));
    }
}
