package io.rvoip.api.internal.events;

import io.netty.channel.Channel;
import io.rvoip.api.SocketLimits;
import io.rvoip.api.internal.json.EventJson;
import io.rvoip.common.EventBus;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.EngineEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** The open event sockets, bounded in all and for each key. Thread-safe. */
public final class EventSockets {
    /** Why a place is refused. */
    public enum Refusal {
        /** The platform stops. */
        STOPPING,
        /** All places are taken. */
        FULL,
        /** The key has taken its share. */
        KEY_FULL
    }

    /** The answer to {@link #open}. */
    public sealed interface Place {
        /** A socket, to begin when the handshake is done. */
        record Taken(EventSocket socket) implements Place {}

        /** None. */
        record Refused(Refusal why) implements Place {}
    }

    /** The sub-protocol they speak. */
    public static final String PROTOCOL = "rvoip.events.v1";

    private static final Set<String> NOTICES = Set.of("hello", "gap", "lagged");

    private final SocketLimits limits;
    private final EventBus<EngineEvent> bus;
    private final Set<String> types;
    private final EventJson json;
    private final Metrics metrics;
    private final TimeSource time;
    private final Set<EventSocket> open = new HashSet<>();
    private final Map<String, Integer> byKey = new HashMap<>();
    private boolean closed;

    /**
     * None yet.
     *
     * @param types of messages, as the contract lists them
     */
    public EventSockets(SocketLimits limits, EventBus<EngineEvent> bus, Set<String> types, Metrics metrics,
            TimeSource time, IdSource ids) {
        this.limits = limits;
        this.bus = bus;
        this.types = new HashSet<>(types);
        this.types.removeAll(NOTICES);
        this.json = new EventJson(ids.token());
        this.metrics = metrics;
        this.time = time;
        metrics.gauge("rvoip_api_event_sockets", this::size);
        metrics.gauge("rvoip_api_event_buffer_bytes", this::bufferedBytes);
    }

    /**
     * Asks for a place for a socket whose handshake follows; it is given back when the channel closes.
     *
     * @param key the name of the key that asks
     */
    public Place open(String key, Channel channel) {
        EventSocket socket = new EventSocket(this, channel);
        synchronized (this) {
            if (closed) {
                return new Place.Refused(Refusal.STOPPING);
            }
            if (open.size() >= limits.sockets()) {
                return new Place.Refused(Refusal.FULL);
            }
            if (byKey.getOrDefault(key, 0) >= limits.socketsPerKey()) {
                return new Place.Refused(Refusal.KEY_FULL);
            }
            open.add(socket);
            byKey.merge(key, 1, Integer::sum);
        }
        channel.closeFuture().addListener(gone -> {
            socket.gone();
            release(socket, key);
        });
        return new Place.Taken(socket);
    }

    /** How many there are. */
    public synchronized int size() {
        return open.size();
    }

    /** Refuses new ones, and tells those that are open that the platform goes away (1001). */
    public void close() {
        List<EventSocket> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open);
        }
        all.forEach(EventSocket::goAway);
    }

    void ended(String why) {
        metrics.counter("rvoip_api_event_sockets_closed_total", "reason", why).increment();
    }

    EventFeed feed(Executor loop, EventFeed.Outlet outlet) {
        return new EventFeed(bus, loop, outlet, json, time);
    }

    ClientMessage read(String text) {
        return ClientMessage.parse(text, types);
    }

    SocketLimits limits() {
        return limits;
    }

    TimeSource time() {
        return time;
    }

    private double bufferedBytes() {
        List<EventSocket> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        return all.stream().mapToLong(EventSocket::bufferedBytes).sum();
    }

    private synchronized void release(EventSocket socket, String key) {
        open.remove(socket);
        byKey.computeIfPresent(key, (name, count) -> count == 1 ? null : count - 1);
    }
}
