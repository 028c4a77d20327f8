package io.rvoip.simple;

import io.rvoip.common.EventBus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Flow} subscriber: keeps what it has not asked for, up to a bound. Everything but {@link #request} and
 * {@link #cancel} happens on the lane.
 */
final class FlowOutlet<E> implements Flow.Subscription, EventBus.Listener<E> {
    private final Flow.Subscriber<? super E> subscriber;
    private final EventHub.Kind<E> kind;
    private final Executor lane;
    private final AtomicLong demand = new AtomicLong();
    private final Deque<E> waiting = new ArrayDeque<>();
    private volatile boolean over;
    private volatile EventBus.@Nullable Subscription upstream;
    private long lost;

    FlowOutlet(Flow.Subscriber<? super E> subscriber, EventHub.Kind<E> kind, Executor lane) {
        this.subscriber = subscriber;
        this.kind = kind;
        this.lane = lane;
        onLane(() -> subscriber.onSubscribe(this)); // before any event: the lane is serial
    }

    void begin(EventBus.Subscription source) {
        upstream = source;
        if (over) {
            source.close();
        }
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            onLane(() -> {
                if (!over) {
                    cancel();
                    subscriber.onError(new IllegalArgumentException("n: " + n + " (expected: at least 1)"));
                }
            });
            return;
        }
        demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        onLane(this::drain);
    }

    @Override
    public void cancel() {
        over = true;
        EventBus.Subscription source = upstream;
        if (source != null) {
            source.close();
        }
    }

    @Override
    public void event(long sequence, E event) {
        if (over) {
            return;
        }
        if (waiting.size() >= EventHub.LIMITS.queue()) {
            dropOne();
        }
        waiting.addLast(event);
        drain();
    }

    @Override
    public void lagged(long count) {
        lost += count;
    }

    /** The oldest that may be left out; when all must be kept there are few enough of them to keep. */
    private void dropOne() {
        for (Iterator<E> oldest = waiting.iterator(); oldest.hasNext(); ) {
            if (!kind.kept().test(oldest.next())) {
                oldest.remove();
                lost++;
                return;
            }
        }
        if (waiting.size() >= EventHub.LIMITS.terminals()) {
            waiting.removeFirst();
            lost++;
        }
    }

    private void drain() {
        while (!over && !waiting.isEmpty() && demand.get() > 0) {
            take();
            if (lost > 0) {
                long told = lost;
                lost = 0;
                subscriber.onNext(kind.lagged().apply(told));
            } else {
                deliver(waiting.removeFirst());
            }
        }
    }

    private void take() {
        demand.updateAndGet(have -> have == Long.MAX_VALUE ? have : have - 1);
    }

    private void deliver(E event) {
        subscriber.onNext(event);
        if (kind.last().test(event) && !over) {
            cancel();
            subscriber.onComplete();
        }
    }

    private void onLane(Runnable signal) {
        try {
            lane.execute(signal);
        } catch (RejectedExecutionException closed) {
            over = true; // the client is closed
        }
    }
}
