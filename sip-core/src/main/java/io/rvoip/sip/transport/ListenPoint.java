package io.rvoip.sip.transport;

import java.net.InetSocketAddress;

/** A socket that takes in messages. Closing it stops that; connections accepted through it live on. */
public final class ListenPoint implements AutoCloseable {
    private final TransportProtocol protocol;
    private final InetSocketAddress address;
    private final Runnable closer;

    ListenPoint(TransportProtocol protocol, InetSocketAddress address, Runnable closer) {
        this.protocol = protocol;
        this.address = address;
        this.closer = closer;
    }

    public TransportProtocol protocol() {
        return protocol;
    }

    /** With the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Any thread, idempotent. */
    @Override
    public void close() {
        closer.run();
    }

    @Override
    public String toString() {
        return protocol.uriName() + ' ' + Addresses.text(address);
    }
}
