package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection that a far end has made to a {@link SharedPort}, or a leg to its far end. Confined to the loop of the port, or of the leg. */
public abstract class MediaConnection {
    private final InetSocketAddress from;

    // ---- of MediaConnections ----
    long patientUntil;
    boolean counted;
    @Nullable PortLease lease;

    /** @param from the other end */
    protected MediaConnection(InetSocketAddress from) {
        this.from = from;
    }

    /** The other end. */
    public final InetSocketAddress from() {
        return from;
    }

    /**
     * Sends a packet behind its length, and never waits. Takes ownership.
     *
     * @param check whether it is a connectivity check or an answer, which has a place in the queue where media has none
     * @return false when it was dropped: too much waits to be sent, or the connection has ended
     */
    protected abstract boolean send(ByteBuf packet, boolean check);

    /** Ends it at once. */
    protected abstract void close();
}
