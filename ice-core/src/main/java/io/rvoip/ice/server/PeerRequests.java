package io.rvoip.ice.server;

import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttribute.ErrorCode;
import io.rvoip.ice.stun.StunMessage;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;

/** CreatePermission and ChannelBind (RFC 8656 §10.2, §12.2). Confined to one loop. */
final class PeerRequests {
    private static final int FIRST_CHANNEL = 0x4000;
    /** RFC 8656 ends at 4FFF; clients by RFC 5766 choose up to here, and nothing else is told by these bytes on our ports. */
    private static final int LAST_CHANNEL = 0x7FFF;

    private final Peers peers;

    PeerRequests(Peers peers) {
        this.peers = peers;
    }

    Outcome decide(Allocation allocation, StunMessage request, long now) {
        return request.method() == StunMessage.CREATE_PERMISSION
                ? permit(allocation, request, now)
                : bind(allocation, request, now);
    }

    /** All of them or none. */
    private Outcome permit(Allocation allocation, StunMessage request, long now) {
        List<InetSocketAddress> wished = request.attributes().stream()
                .filter(StunAttribute.XorPeerAddress.class::isInstance)
                .map(peer -> ((StunAttribute.XorPeerAddress) peer).address())
                .toList();
        if (wished.isEmpty()) {
            return Outcome.refused(ErrorCode.BAD_REQUEST, "no peer");
        }
        for (InetSocketAddress peer : wished) {
            if (!peers.permits(peer.getAddress())) {
                return Outcome.refused(ErrorCode.FORBIDDEN, "peer " + peer.getAddress().getHostAddress());
            }
            if (!allocation.has(family(peer))) {
                return Outcome.refused(ErrorCode.PEER_FAMILY_MISMATCH, "peer of the other family");
            }
        }
        for (InetSocketAddress peer : wished) {
            if (!allocation.permit(peer.getAddress(), peers.wire(peer.getAddress()), now)) {
                return Outcome.refused(ErrorCode.INSUFFICIENT_CAPACITY, "too many permissions");
            }
        }
        return Outcome.success(List.of());
    }

    private Outcome bind(Allocation allocation, StunMessage request, long now) {
        var number = request.attribute(StunAttribute.ChannelNumber.class).map(StunAttribute.ChannelNumber::number);
        var wished = request.attribute(StunAttribute.XorPeerAddress.class).map(StunAttribute.XorPeerAddress::address);
        if (number.isEmpty() || wished.isEmpty() || number.get() < FIRST_CHANNEL || number.get() > LAST_CHANNEL) {
            return Outcome.refused(ErrorCode.BAD_REQUEST, "no peer, or no channel number from 4000 to 7FFF");
        }
        InetSocketAddress peer = wished.get();
        if (!peers.permits(peer)) {
            return Outcome.refused(ErrorCode.FORBIDDEN, "peer " + peer.getAddress().getHostAddress() + " port " + peer.getPort());
        }
        if (!allocation.has(family(peer))) {
            return Outcome.refused(ErrorCode.PEER_FAMILY_MISMATCH, "peer of the other family");
        }
        if (!allocation.bindable(number.get(), peers.wire(peer), now)) {
            return Outcome.refused(ErrorCode.BAD_REQUEST, "number or peer bound otherwise");
        }
        return allocation.permit(peer.getAddress(), peers.wire(peer.getAddress()), now)
                        && allocation.bind(number.get(), peer, peers.wire(peer), now)
                ? Outcome.success(List.of())
                : Outcome.refused(ErrorCode.INSUFFICIENT_CAPACITY, "too many permissions or channels");
    }

    private static int family(InetSocketAddress peer) {
        return peer.getAddress() instanceof Inet6Address ? RelaySettings.IPV6 : RelaySettings.IPV4;
    }
}
