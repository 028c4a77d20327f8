package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** A UDP socket of the server: finds the allocation of whoever sends. Remembers those who have one. */
final class DatagramDoor implements DatagramPath.Receiver {
    private final RelayServer server;
    private final Map<InetSocketAddress, Link> links = new HashMap<>();

    DatagramDoor(RelayServer server) {
        this.server = server;
    }

    @Override
    public void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        Link known = links.get(from);
        if (known != null) {
            server.received(known, datagram);
            return;
        }
        Link fresh = new Link(path, from);
        server.received(fresh, datagram);
        if (fresh.allocated()) {
            links.put(from, fresh);
        }
    }

    /** One client of this socket. */
    private final class Link extends ClientLink {
        private final DatagramPath path;

        Link(DatagramPath path, InetSocketAddress remote) {
            super(remote);
            this.path = path;
        }

        @Override
        protected boolean send(ByteBuf frame) {
            return path.send(frame, remote());
        }

        @Override
        protected boolean stream() {
            return false;
        }

        @Override
        protected void released() {
            links.remove(remote(), this);
        }
    }
}
