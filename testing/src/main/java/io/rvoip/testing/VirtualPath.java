package io.rvoip.testing;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A socket of a {@link VirtualHost}. */
final class VirtualPath implements DatagramPath {
    private final VirtualNetwork network;
    private final VirtualHost host;
    private final InetSocketAddress local;
    private final Loop loop;
    private final Receiver receiver;
    private boolean closed;

    VirtualPath(VirtualNetwork network, VirtualHost host, InetSocketAddress local, Loop loop, Receiver receiver) {
        this.network = network;
        this.host = host;
        this.local = local;
        this.loop = loop;
        this.receiver = receiver;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public boolean send(ByteBuf datagram, InetSocketAddress to) {
        if (closed || to.isUnresolved() || to.getPort() == 0) {
            datagram.release();
            return false;
        }
        return network.send(this, datagram, to);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            host.closed(this);
        }
    }

    VirtualHost host() {
        return host;
    }

    Loop loop() {
        return loop;
    }

    boolean isClosed() {
        return closed;
    }

    void deliver(ByteBuf datagram, InetSocketAddress from) {
        receiver.received(this, datagram, from);
    }

    boolean conflictsWith(InetAddress address) {
        return address.isAnyLocalAddress() || local.getAddress().isAnyLocalAddress()
                ? VirtualNetwork.sameFamily(address, local.getAddress()) || isDualStack(address)
                : address.equals(local.getAddress());
    }

    private boolean isDualStack(InetAddress address) {
        return wildcard6(address) || wildcard6(local.getAddress());
    }

    boolean hears(InetAddress address) {
        InetAddress own = local.getAddress();
        return own.equals(address)
                || wildcard6(own)
                || own.isAnyLocalAddress() && VirtualNetwork.sameFamily(own, address);
    }

    /** The address a datagram to {@code destination} leaves from; null when there is none of its family. */
    @Nullable InetAddress sourceFor(InetAddress destination) {
        InetAddress own = local.getAddress();
        if (!own.isAnyLocalAddress()) {
            return VirtualNetwork.sameFamily(own, destination) ? own : null;
        }
        if (!wildcard6(own) && !VirtualNetwork.sameFamily(own, destination)) {
            return null;
        }
        if (destination.isLoopbackAddress()) {
            return destination;
        }
        for (InetAddress address : host.addresses()) {
            if (VirtualNetwork.sameFamily(address, destination)) {
                return address;
            }
        }
        return null;
    }

    private static boolean wildcard6(InetAddress address) {
        return address.isAnyLocalAddress() && !(address instanceof Inet4Address);
    }

    @Override
    public String toString() {
        return "path " + local;
    }
}
