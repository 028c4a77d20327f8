package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket of the server: finds the allocation of whoever sends. Remembers those who have one. */
final class DatagramDoor implements DatagramPath.Receiver {
    private static final int RECENT = 1024;

    private final RelayServer server;
    private final Map<InetSocketAddress, Link> links = new HashMap<>();
    /** Some of them by the very object that the socket tells for who sends: nothing of it has to be read to find them. */
    private final @Nullable Link[] recent = new @Nullable Link[RECENT];

    DatagramDoor(RelayServer server) {
        this.server = server;
    }

    @Override
    public void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        int slot = System.identityHashCode(from) & RECENT - 1;
        Link known = recent[slot];
        if (known == null || known.seen != from) {
            known = links.get(from);
            recent[slot] = known;
        }
        if (known != null) {
            known.seen = from;
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
        /** Where it sends from, as the socket told it last. */
        private @Nullable InetSocketAddress seen;

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
            seen = null; // nobody finds it any more
        }
    }
}
