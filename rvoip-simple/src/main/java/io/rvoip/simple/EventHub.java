package io.rvoip.simple;

import io.rvoip.common.EventBus;
import io.rvoip.common.EventLimits;
import io.rvoip.common.Metrics;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client or one call, for listeners and for {@link Flow}. All are served on one serial executor.
 * Who comes after the last event gets that one. Thread-safe.
 */
final class EventHub<E> implements Flow.Publisher<E> {
    /** Events that may wait for one listener; so many terminal ones besides. */
    static final EventLimits LIMITS = new EventLimits(256, 1024, 0);

    private final Kind<E> kind;
    private final Executor lane;
    private final EventBus<E> bus;
    private @Nullable E last;

    /**
     * What is special about the events of one kind.
     *
     * @param kept which are never left out
     * @param last which is the last one
     * @param lagged makes the mark for those left out
     */
    record Kind<E>(Class<E> type, Predicate<E> kept, Predicate<E> last, LongFunction<E> lagged) {}

    EventHub(Kind<E> kind, Executor lane) {
        this.kind = kind;
        this.lane = lane;
        bus = new EventBus<>(LIMITS, kind.kept(), Metrics.none());
    }

    synchronized void publish(E event) {
        if (last != null) {
            return;
        }
        if (kind.last().test(event)) {
            last = event;
        }
        bus.publish(event);
    }

    EventBus.Subscription listen(Consumer<? super E> listener) {
        return attach(new ToListener(listener));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        FlowOutlet<E> outlet = new FlowOutlet<>(subscriber, kind, lane);
        outlet.begin(attach(outlet));
    }

    private synchronized EventBus.Subscription attach(EventBus.Listener<E> listener) {
        EventBus.Subscription subscription = bus.subscribe(kind.type(), lane, listener);
        E missed = last;
        if (missed != null) {
            try {
                lane.execute(() -> listener.event(0, missed));
            } catch (RejectedExecutionException closed) {
                // the client is closed, and nobody is served any more
            }
        }
        return subscription;
    }

    private final class ToListener implements EventBus.Listener<E> {
        private final Consumer<? super E> listener;

        ToListener(Consumer<? super E> listener) {
            this.listener = listener;
        }

        @Override
        public void event(long sequence, E event) {
            listener.accept(event);
        }

        @Override
        public void lagged(long count) {
            listener.accept(kind.lagged().apply(count));
        }
    }
}
