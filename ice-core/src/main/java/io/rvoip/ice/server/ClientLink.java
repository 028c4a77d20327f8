package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way to one client: the 5-tuple of RFC 8656. Has one allocation at most. Confined to the loop of its server.
 */
public abstract class ClientLink {
    private final InetSocketAddress remote;
    @Nullable Allocation allocation;

    /** @param remote the client as this machine sees it */
    protected ClientLink(InetSocketAddress remote) {
        this.remote = remote;
    }

    /** The client as this machine sees it. */
    public final InetSocketAddress remote() {
        return remote;
    }

    /** Whether there is an allocation, or one is being made. */
    public final boolean allocated() {
        return allocation != null;
    }

    /** Sends one frame, padded where the link is a stream; takes ownership. False when it was dropped. */
    protected abstract boolean send(ByteBuf frame);

    /** Whether it is a stream, on which frames are padded to multiples of four bytes. */
    protected abstract boolean stream();

    /** The allocation has ended. */
    protected abstract void released();
}
