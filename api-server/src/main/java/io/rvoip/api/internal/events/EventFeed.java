package io.rvoip.api.internal.events;

import io.rvoip.api.internal.json.EventJson;
import io.rvoip.api.internal.json.JsonObject;
import io.rvoip.common.EventBus;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.EngineEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one reader gets of the bus, at its own pace. While the outlet is full nothing is taken from the bus: its bounded
 * queue drops the oldest events and counts them, and the reader learns of it by {@code lagged}. Events are written as
 * JSON only when they are sent, so that what waits costs a reference each. Confined to one loop.
 */
final class EventFeed implements EventBus.Listener<EngineEvent> {
    /** Where messages go. */
    interface Outlet {
        /** Whether more may be sent now; {@link EventFeed#pump()} is called when that becomes true again. */
        boolean ready();

        /** Sends a message. */
        void send(String message);

        /** The bus has given this reader up. */
        void cutOff();
    }

    private final EventBus<EngineEvent> bus;
    private final Executor loop;
    private final Outlet outlet;
    private final EventJson json;
    private final TimeSource time;
    private final Deque<Supplier<String>> backlog = new ArrayDeque<>();
    private Interest interest = Interest.NONE;
    private EventBus.@Nullable Subscription subscription;
    private @Nullable Runnable delivery;
    private long reached;
    private boolean closed;

    EventFeed(EventBus<EngineEvent> bus, Executor loop, Outlet outlet, EventJson json, TimeSource time) {
        this.bus = bus;
        this.loop = loop;
        this.outlet = outlet;
        this.json = json;
        this.time = time;
    }

    /** Says where the numbers stand. */
    void hello() {
        reached = bus.lastSequence();
        notice(reached, "hello", new JsonObject());
        pump();
    }

    /** Changes what the reader gets from now on, and from which number. */
    void subscribe(ClientMessage wish) {
        interest = wish.interest();
        if (subscription == null) {
            reached = bus.lastSequence();
            subscription = bus.subscribe(EngineEvent.class, this::deliverWhenReady, this);
        }
        wish.resumeAfter().ifPresent(this::resume);
        pump();
    }

    /** Sends as much as the outlet takes. */
    void pump() {
        drain();
        if (delivery != null && backlog.isEmpty() && outlet.ready() && !closed) {
            Runnable waiting = delivery;
            delivery = null;
            waiting.run(); // a batch of events; what the outlet no longer takes waits in the backlog
        }
    }

    /** Ends it; nothing is sent any more. */
    void close() {
        closed = true;
        backlog.clear();
        delivery = null;
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void event(long sequence, EngineEvent event) {
        if (sequence <= reached || closed) {
            return; // sent already, when the reader resumed
        }
        reached = sequence;
        offer(sequence, event);
        drain();
    }

    @Override
    public void lagged(long count) {
        notice(reached, "lagged", new JsonObject().put("dropped", count).put("after", reached));
    }

    @Override
    public void cutOff(long lastDelivered) {
        outlet.cutOff();
    }

    /** What the bus does instead of calling us on a thread of its own: at most one delivery waits at a time. */
    private void deliverWhenReady(Runnable next) {
        loop.execute(() -> {
            delivery = next;
            pump();
        });
    }

    private void resume(long after) {
        EventBus.Replay<EngineEvent> replay = bus.since(after);
        backlog.clear(); // all of it is in the replay, or before what the reader asks for
        if (replay.restarted() || replay.gap().isPresent()) {
            JsonObject missing = new JsonObject().put("from", replay.missingFrom()).put("to", replay.missingTo());
            notice(replay.missingTo(), "gap", replay.restarted() ? missing.put("restarted", true) : missing);
        }
        reached = replay.missingTo();
        for (EventBus.Sequenced<EngineEvent> kept : replay.events()) {
            reached = kept.sequence();
            offer(kept.sequence(), kept.event());
        }
    }

    private void offer(long sequence, EngineEvent event) {
        if (interest.includes(event.type())) {
            backlog.addLast(() -> json.event(sequence, event));
        }
    }

    private void notice(long sequence, String type, JsonObject data) {
        backlog.addLast(() -> json.notice(sequence, type, time.wallClock(), data));
    }

    private void drain() {
        while (!closed && outlet.ready() && !backlog.isEmpty()) {
            outlet.send(backlog.removeFirst().get());
        }
    }
}
