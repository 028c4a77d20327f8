package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one leg has opened to its far end (RFC 6544), by where they go: a check opens one where there is none,
 * media goes over one that is there. At most {@value #MOST} at once, {@value #CONNECTING_EACH} to one address that have not
 * brought anything yet (section 12).
 *
 * <p>Confined to the loop of the leg. Metrics: {@code rvoip_media_connections_opened_total}, {@code
 * rvoip_media_connections_closed_total{reason}}, {@code rvoip_media_connections_dropped_total{reason}}.
 */
public final class OutgoingConnections implements ConnectionEvents, AutoCloseable {
    static final int MOST = 8;
    static final int CONNECTING_EACH = 5;

    private final MediaSocket socket;
    private final Opener opener;
    private final BiConsumer<InetSocketAddress, String> broken;
    private final Map<InetSocketAddress, Outgoing> all = new LinkedHashMap<>();
    private boolean closed;

    private static final class Outgoing {
        final MediaConnection connection;
        boolean heard;

        Outgoing(MediaConnection connection) {
            this.connection = connection;
        }
    }

    /** What the legs of one engine share: who opens connections, and the figures. Thread-safe. */
    public static final class Opener {
        private final ConnectionOpener by;
        private final Metrics.Counter opened;
        private final Metrics.Counter full;
        private final Metrics.Counter failed;
        private final Metrics.Counter queueFull;
        private final Metrics.Counter gone;

        public Opener(ConnectionOpener by, Metrics metrics) {
            this.by = by;
            opened = metrics.counter("rvoip_media_connections_opened_total");
            full = metrics.counter(MediaConnections.CLOSED, "reason", "full");
            failed = metrics.counter(MediaConnections.CLOSED, "reason", "broken");
            queueFull = metrics.counter(MediaConnections.DROPPED, "reason", "queue-full");
            gone = metrics.counter(MediaConnections.DROPPED, "reason", "gone");
        }

        /**
         * Those of one leg.
         *
         * @param socket hears what comes over them, as if it had come to its own port
         * @param broken told of each that could not be had or has ended, with the reason; on the loop of the socket, never inside
         *     a call
         */
        public OutgoingConnections of(MediaSocket socket, BiConsumer<InetSocketAddress, String> broken) {
            return new OutgoingConnections(socket, this, broken);
        }
    }

    private OutgoingConnections(MediaSocket socket, Opener opener, BiConsumer<InetSocketAddress, String> broken) {
        this.socket = socket;
        this.opener = opener;
        this.broken = broken;
    }

    /** Sends a packet there, and never waits; a check opens the connection if need be. Takes ownership. */
    public void send(ByteBuf packet, InetSocketAddress to) {
        boolean stun = PacketClass.of(packet) == PacketClass.STUN;
        Outgoing there = all.get(to);
        if (there == null && !closed && stun && StunPeek.kind(packet) == StunPeek.Kind.REQUEST) {
            there = open(to);
        }
        if (there == null) {
            opener.gone.increment();
            packet.release();
        } else if (!there.connection.send(packet, stun)) {
            opener.queueFull.increment();
        }
    }

    private @Nullable Outgoing open(InetSocketAddress to) {
        Loop loop = socket.loop();
        if (all.size() >= MOST || connecting(to.getAddress()) >= CONNECTING_EACH) {
            opener.full.increment();
            loop.execute(() -> tell(to, "too many connections of this leg (at most " + MOST + ", and " + CONNECTING_EACH
                    + " being opened to one address)"));
            return null;
        }
        opener.opened.increment();
        Outgoing opened = new Outgoing(opener.by.open(socket.rtpAddress().getAddress(), to, loop, this));
        all.put(to, opened);
        return opened;
    }

    private int connecting(InetAddress address) {
        int count = 0;
        for (Map.Entry<InetSocketAddress, Outgoing> one : all.entrySet()) {
            if (!one.getValue().heard && one.getKey().getAddress().equals(address)) {
                count++;
            }
        }
        return count;
    }

    private void tell(InetSocketAddress to, String why) {
        if (!closed) {
            broken.accept(to, why);
        }
    }

    @Override
    public void received(MediaConnection connection, ByteBuf packet) {
        Outgoing known = all.get(connection.from());
        if (known == null || known.connection != connection) {
            packet.release(); // closed, and some of what came was still to be read
            return;
        }
        if (!known.heard && PacketClass.of(packet) != PacketClass.STUN) {
            packet.release();
            broken(connection, "its first packet is no answer to a check"); // RFC 6544 §7.1
            return;
        }
        known.heard = true;
        socket.receivedOnConnection(packet, connection.from());
    }

    @Override
    public void broken(MediaConnection connection, String why) {
        if (forget(connection)) {
            opener.failed.increment();
            connection.close();
            tell(connection.from(), why);
        }
    }

    @Override
    public void closed(MediaConnection connection) {
        if (forget(connection)) {
            tell(connection.from(), "closed by the far end");
        }
    }

    private boolean forget(MediaConnection connection) {
        Outgoing known = all.get(connection.from());
        return known != null && known.connection == connection && all.remove(connection.from(), known);
    }

    /** Closes those to other places. */
    public void keep(Predicate<InetSocketAddress> needed) {
        for (Map.Entry<InetSocketAddress, Outgoing> one : List.copyOf(all.entrySet())) {
            if (!needed.test(one.getKey())) {
                all.remove(one.getKey());
                one.getValue().connection.close();
            }
        }
    }

    /** How many there are. */
    public int size() {
        return all.size();
    }

    /** Closes all; nothing is told any more. */
    @Override
    public void close() {
        closed = true;
        keep(to -> false);
    }
}
