package io.rvoip.session.media;

import io.rvoip.session.LegRequest;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtcpAddress;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which legs can be on the port that legs share: those that nobody can mistake for another; and which are reached above it alone. */
final class PortChoice {
    private PortChoice() {}

    /**
     * What a leg on the shared port is heard from: nothing but what is checked where that is empty; absent: the leg needs
     * ports of its own. Who is offered ICE unasked and is no browser may answer without, from wherever he likes.
     */
    static Optional<Set<InetSocketAddress>> shared(LegRequest request, IceUse use) {
        if (!use.sharesPort() || !use.config().addresses().has(OwnAddress.family(request))) {
            return Optional.empty();
        }
        SessionDescription offer = request.offer();
        if (offer == null) {
            return request.webSocket() && use.offers(true) ? Optional.of(Set.of()) : Optional.empty();
        }
        if (Negotiation.iceIn(offer).isPresent()) {
            return Negotiation.audioIn(offer).filter(Media::rtcpMux).map(line -> Set.of());
        }
        return use.port().known() ? offer.firstActive("audio").flatMap(line -> known(offer, line, request)) : Optional.empty();
    }

    /**
     * Whether far ends may connect to a leg that has ports of its own: whoever is offered ICE, for connections are told apart by
     * their first check whatever else is on that port.
     */
    static boolean connectable(LegRequest request, IceUse use) {
        return use.port().tcp() != IceTcp.OFF && request.offer() == null && use.offers(request.webSocket())
                && use.config().addresses().has(OwnAddress.family(request));
    }

    /** An address that signalling comes from as well is that of the far end, and not of its own network behind a NAT. */
    private static Optional<Set<InetSocketAddress>> known(SessionDescription offer, Media line, LegRequest request) {
        InetAddress from = request.signalledFrom();
        Optional<InetAddress> address = offer.connectionOf(line).flatMap(connection -> connection.inetAddress());
        Optional<RtcpAddress> rtcp = offer.rtcpOf(line);
        boolean same = rtcp.flatMap(one -> one.connection().inetAddress()).equals(address);
        if (from == null || !address.equals(Optional.of(from)) || !same) {
            return Optional.empty();
        }
        Set<InetSocketAddress> sources = new LinkedHashSet<>();
        sources.add(new InetSocketAddress(from, line.port()));
        sources.add(new InetSocketAddress(from, rtcp.get().port()));
        return Optional.of(sources);
    }
}
