package io.rvoip.ice.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceEvents;
import java.net.InetSocketAddress;
import java.util.Objects;

/** How a datagram leaves a candidate: from its socket, or through its relay. */
final class Routes {
    private final IceEvents events;
    private final Relays relays;

    Routes(IceEvents events, Relays relays) {
        this.events = events;
        this.relays = relays;
    }

    Relays relays() {
        return relays;
    }

    /**
     * Takes ownership.
     *
     * @return false when it was dropped: a relay that is gone, or that refuses the peer
     */
    boolean send(IceCandidate base, ByteBuf datagram, InetSocketAddress to, long now) {
        if (base.type() != CandidateType.RELAYED) {
            events.transmit(datagram, Objects.requireNonNull(base.base(), "base"), to);
            return true;
        }
        Relays.Relay relay = relays.at(base.address());
        if (relay == null) {
            datagram.release();
            return false;
        }
        return relay.send(datagram, to, now);
    }

    /** Media will follow: through a relay it goes over a channel. */
    void selected(CheckPair pair, long now) {
        Relays.Relay relay = pair.local.type() == CandidateType.RELAYED ? relays.at(pair.local.address()) : null;
        if (relay != null) {
            relay.bind(pair.remote().address(), now);
        }
    }
}
