package io.rvoip.ice.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceState;
import io.rvoip.ice.RelayStream;
import java.net.InetSocketAddress;

/**
 * Tells of the search for one of several far ends while media is to go to that one; what is sent for the search goes out in
 * any case.
 */
final class FarEnd implements IceEvents {
    private final IceEvents events;
    private boolean told;

    /** @param told whether media goes there */
    FarEnd(IceEvents events, boolean told) {
        this.events = events;
        this.told = told;
    }

    void told(boolean now) {
        told = now;
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to) {
        events.transmit(datagram, local, to);
    }

    @Override
    public void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to) {
        events.transmit(frame, over, to);
    }

    @Override
    public void ended(RelayStream stream) {
        events.ended(stream);
    }

    @Override
    public void candidate(int stream, IceCandidate candidate) {
        if (told) {
            events.candidate(stream, candidate);
        }
    }

    @Override
    public void gathered() {
        if (told) {
            events.gathered();
        }
    }

    @Override
    public void valid(int stream, IcePair pair) {
        if (told) {
            events.valid(stream, pair);
        }
    }

    @Override
    public void selected(int stream, IcePair pair) {
        if (told) {
            events.selected(stream, pair);
        }
    }

    @Override
    public void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from) {
        events.relayed(stream, component, datagram, from);
    }

    @Override
    public void failed(int stream, IceFailure failure) {
        if (told) {
            events.failed(stream, failure);
        }
    }

    @Override
    public void state(IceState state) {
        if (told) {
            events.state(state);
        }
    }
}
