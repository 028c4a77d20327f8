package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The connections of far ends that UDP does not reach (RFC 6544): whose one is, its first packet says, which must be a
 * connectivity check with the fragment of a leg. From then on it is that leg's until it ends.
 *
 * <p>Who connects and sends no such check is gone after {@value #PATIENCE_SECONDS} seconds, or with his first packet; {@value
 * #WAITING} may be waited for at once, {@value #WAITING_EACH} from one address, and a leg has {@value #EACH} at most. Media
 * that finds the queue of its connection full is dropped, as on any network.
 *
 * <p>Confined to the loop of the port. Metrics: {@code rvoip_media_connections}, {@code
 * rvoip_media_connections_closed_total{reason}}, {@code rvoip_media_connections_dropped_total{reason}}.
 */
public final class MediaConnections implements ConnectionEvents {
    static final int PATIENCE_SECONDS = 5;
    static final int WAITING = 256;
    /** Many browsers may sit behind one address. */
    static final int WAITING_EACH = 16;
    /** A browser connects from each address of its host, and again after a restart of ICE. */
    static final int EACH = 8;

    private static final long PATIENCE = PATIENCE_SECONDS * 1_000_000_000L;
    static final String CLOSED = "rvoip_media_connections_closed_total";
    static final String DROPPED = "rvoip_media_connections_dropped_total";

    private final Loop loop;
    private final Function<String, @Nullable PortLease> named;
    private final Loop.Timer timer;
    private final Set<MediaConnection> waiting = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> waitingFrom = new HashMap<>();
    private final Set<MediaConnection> all = new HashSet<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Metrics.Counter idle;
    private final Metrics.Counter full;
    private final Metrics.Counter stranger;
    private final Metrics.Counter broken;
    private final Metrics.Counter queueFull;
    private final Metrics.Counter gone;
    private final RateLimitedLog log;

    /** @param named whose a fragment is */
    MediaConnections(Loop loop, Function<String, @Nullable PortLease> named, String family, Metrics metrics) {
        this.loop = loop;
        this.named = named;
        timer = loop.timer(this::due);
        idle = metrics.counter(CLOSED, "reason", "idle");
        full = metrics.counter(CLOSED, "reason", "full");
        stranger = metrics.counter(CLOSED, "reason", "stranger");
        broken = metrics.counter(CLOSED, "reason", "broken");
        queueFull = metrics.counter(DROPPED, "reason", "queue-full");
        gone = metrics.counter(DROPPED, "reason", "gone");
        log = new RateLimitedLog(LoggerFactory.getLogger(MediaConnections.class), loop.time());
        metrics.gauge("rvoip_media_connections", open::get, "family", family);
    }

    /** @return false when there are too many: it has to be closed, and is not known here */
    public boolean accepted(MediaConnection connection) {
        InetAddress from = connection.from().getAddress();
        if (waiting.size() >= WAITING || waitingFrom.getOrDefault(from, 0) >= WAITING_EACH) {
            full.increment();
            log.warn("Connections for media that have not said whose they are: too many, the last one from {}", connection.from());
            return false;
        }
        waitingFrom.merge(from, 1, Integer::sum);
        connection.counted = true;
        connection.patientUntil = loop.now() + PATIENCE;
        waiting.add(connection);
        all.add(connection);
        open.incrementAndGet();
        if (waiting.size() == 1) {
            timer.arm(connection.patientUntil);
        }
        return true;
    }

    @Override
    public void received(MediaConnection connection, ByteBuf packet) {
        PortLease lease = connection.lease != null ? connection.lease : first(connection, packet);
        if (lease == null) {
            packet.release();
        } else {
            lease.deliverConnected(packet, connection.from());
        }
    }

    @Override
    public void broken(MediaConnection connection, String why) {
        if (all.contains(connection)) {
            end(connection, broken);
        }
    }

    @Override
    public void closed(MediaConnection connection) {
        if (!all.remove(connection)) {
            return;
        }
        open.decrementAndGet();
        noLongerWaiting(connection);
        PortLease lease = connection.lease;
        connection.lease = null;
        if (lease != null) {
            lease.connections.remove(connection.from(), connection);
        }
    }

    private @Nullable PortLease first(MediaConnection connection, ByteBuf packet) {
        if (!all.contains(connection)) {
            return null; // ended, and some of what it sent was still to be read
        }
        String fragment = PacketClass.of(packet) == PacketClass.STUN && StunPeek.kind(packet) == StunPeek.Kind.REQUEST
                ? StunPeek.fragment(packet) : null;
        PortLease lease = fragment == null ? null : named.apply(fragment);
        if (lease == null || !lease.connectable) {
            end(connection, stranger);
            return null;
        }
        if (lease.connections.size() >= EACH) {
            end(connection, full);
            return null;
        }
        noLongerWaiting(connection);
        connection.lease = lease;
        lease.connections.put(connection.from(), connection);
        return lease;
    }

    private void end(MediaConnection connection, Metrics.Counter why) {
        why.increment();
        closed(connection);
        connection.close();
    }

    private void noLongerWaiting(MediaConnection connection) {
        waiting.remove(connection);
        if (connection.counted) {
            connection.counted = false;
            waitingFrom.computeIfPresent(connection.from().getAddress(), (from, count) -> count == 1 ? null : count - 1);
        }
    }

    private void due() {
        long now = loop.now();
        for (MediaConnection connection : List.copyOf(waiting)) {
            if (connection.patientUntil - now > 0) {
                timer.arm(connection.patientUntil);
                return;
            }
            end(connection, idle);
        }
    }

    /** Owns {@code packet}. */
    void transmit(PortLease lease, ByteBuf packet, InetSocketAddress to) {
        MediaConnection connection = lease.connections.get(to);
        if (connection == null) {
            gone.increment();
            packet.release();
        } else if (!connection.send(packet, PacketClass.of(packet) == PacketClass.STUN)) {
            queueFull.increment();
        }
    }

    void end(PortLease lease, InetSocketAddress from) {
        MediaConnection connection = lease.connections.get(from);
        if (connection != null) {
            closed(connection);
            connection.close();
        }
    }

    void endAll(PortLease lease) {
        List.copyOf(lease.connections.keySet()).forEach(from -> end(lease, from));
    }

    void close() {
        List.copyOf(all).forEach(connection -> {
            closed(connection);
            connection.close();
        });
    }
}
