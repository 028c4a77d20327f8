package io.rvoip.common;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Hands events to subscribers without ever waiting for one. Each event gets the next sequence number, from 1; each
 * subscriber has a bounded queue and is served serially, in order, on its own executor.
 *
 * <p>When a subscriber falls behind, its oldest event is dropped, and the listener learns how many before the next
 * one it gets. Terminal events (the end of a call, of a registration …) are never dropped: a subscriber that lets too
 * many of them pile up is cut off and told so, and may resume with {@link #since}.
 *
 * <p>To resume without loss: subscribe first, then ask {@link #since} for what was missed, and skip what arrives with
 * a number already seen. Thread-safe.
 *
 * @param <E> what all events are
 */
public final class EventBus<E> {
    private final EventLimits limits;
    private final Predicate<? super E> terminal;
    private final Metrics.Counter dropped;
    private final List<EventQueue<E>> subscribers = new CopyOnWriteArrayList<>();
    private final Object order = new Object();
    private final Deque<Sequenced<E>> kept = new ArrayDeque<>();
    private long last;

    /**
     * A bus without subscribers.
     *
     * @param terminal which events must not be lost
     * @param metrics counts {@code rvoip_events_dropped_total}
     */
    public EventBus(EventLimits limits, Predicate<? super E> terminal, Metrics metrics) {
        this.limits = limits;
        this.terminal = terminal;
        this.dropped = metrics.counter("rvoip_events_dropped_total");
    }

    /**
     * Publishes to everyone who subscribed before. Neither blocks nor fails.
     *
     * @return the event's sequence number
     */
    public long publish(E event) {
        boolean isTerminal = terminal.test(event);
        long sequence;
        synchronized (order) {
            sequence = ++last;
            Sequenced<E> numbered = new Sequenced<>(sequence, event);
            keep(numbered);
            for (EventQueue<E> subscriber : subscribers) {
                subscriber.offer(numbered, isTerminal);
            }
        }
        for (EventQueue<E> subscriber : subscribers) {
            subscriber.deliver();
        }
        return sequence;
    }

    /**
     * Subscribes to the events of one type and its subtypes.
     *
     * @param executor runs the listener, one call at a time
     */
    public <T extends E> Subscription subscribe(Class<T> type, Executor executor, Listener<? super T> listener) {
        Listener<E> typed = new TypedListener<>(type, listener);
        EventQueue<E> queue = new EventQueue<>(type, limits, executor, typed, dropped, subscribers::remove);
        subscribers.add(queue);
        return queue;
    }

    /** The number of the latest event, 0 when there was none. */
    public long lastSequence() {
        synchronized (order) {
            return last;
        }
    }

    /** How many subscribers there are. */
    public int subscribers() {
        return subscribers.size();
    }

    /**
     * What was published after event number {@code sequence}, as far as it is still kept. A number this bus has not
     * reached comes from another life of it: then all that is kept is returned, marked as restarted.
     */
    public Replay<E> since(long sequence) {
        synchronized (order) {
            boolean restarted = sequence > last;
            long after = restarted ? 0 : Math.max(0, sequence);
            List<Sequenced<E>> events = new ArrayList<>();
            for (Sequenced<E> event : kept) {
                if (event.sequence() > after) {
                    events.add(event);
                }
            }
            long available = kept.isEmpty() ? last + 1 : kept.getFirst().sequence();
            return new Replay<>(events, after + 1, available - 1, restarted);
        }
    }

    private void keep(Sequenced<E> event) {
        if (limits.replay() == 0) {
            return;
        }
        if (kept.size() == limits.replay()) {
            kept.removeFirst();
        }
        kept.addLast(event);
    }

    /** An event and its number. */
    public record Sequenced<E>(long sequence, E event) {}

    /** A run of sequence numbers, both ends included. */
    public record Gap(long from, long to) {}

    /**
     * The answer to {@link #since}.
     *
     * @param events in order
     * @param missingFrom the first number asked for
     * @param missingTo the last number no longer kept; below {@code missingFrom} when nothing is missing
     * @param restarted the number asked for is not of this bus
     */
    public record Replay<E>(List<Sequenced<E>> events, long missingFrom, long missingTo, boolean restarted) {
        /** Copies the list. */
        public Replay {
            events = List.copyOf(events);
        }

        /** What can no longer be replayed. */
        public Optional<Gap> gap() {
            return missingTo < missingFrom ? Optional.empty() : Optional.of(new Gap(missingFrom, missingTo));
        }
    }

    /**
     * Receives events, one call at a time. What it throws is logged, and the next event is delivered.
     *
     * @param <T> the type subscribed to
     */
    @FunctionalInterface
    public interface Listener<T> {
        /** An event. */
        void event(long sequence, T event);

        /** {@code count} events were dropped since the last one delivered, because this listener was too slow. */
        default void lagged(long count) {}

        /**
         * Too many terminal events wait: nothing more will come, and what waits is discarded.
         *
         * @param lastDelivered to resume from, with {@link EventBus#since}
         */
        default void cutOff(long lastDelivered) {}
    }

    /** A subscription; closing it ends delivery, at the latest after the event being delivered. */
    public interface Subscription extends AutoCloseable {
        /** How many events were dropped in all. */
        long dropped();

        /** How many events wait. */
        int pending();

        @Override
        void close();
    }

    private record TypedListener<E, T extends E>(Class<T> type, Listener<? super T> listener) implements Listener<E> {
        @Override
        public void event(long sequence, E event) {
            listener.event(sequence, type.cast(event));
        }

        @Override
        public void lagged(long count) {
            listener.lagged(count);
        }

        @Override
        public void cutOff(long lastDelivered) {
            listener.cutOff(lastDelivered);
        }
    }
}
