package io.rvoip.common;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one subscriber of an {@link EventBus}. Ordinary and terminal events wait apart, each up to its own
 * bound, and are merged by sequence number when they leave; so the oldest ordinary event is found at once.
 */
final class EventQueue<E> implements EventBus.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    /** After so many events the executor may serve somebody else. */
    private static final int BATCH = 64;

    private final Class<?> type;
    private final EventLimits limits;
    private final Executor executor;
    private final EventBus.Listener<E> listener;
    private final Metrics.Counter droppedByAll;
    private final Consumer<EventQueue<E>> onClose;
    private final Deque<EventBus.Sequenced<E>> ordinary = new ArrayDeque<>();
    private final Deque<EventBus.Sequenced<E>> terminals = new ArrayDeque<>();
    private long dropped;
    private long untold;
    private long lastDelivered;
    private boolean delivering;
    private boolean cut;
    private boolean closed;

    EventQueue(Class<?> type, EventLimits limits, Executor executor, EventBus.Listener<E> listener,
            Metrics.Counter droppedByAll, Consumer<EventQueue<E>> onClose) {
        this.type = type;
        this.limits = limits;
        this.executor = executor;
        this.listener = listener;
        this.droppedByAll = droppedByAll;
        this.onClose = onClose;
    }

    /** Takes an event in, in the order of the bus. */
    synchronized void offer(EventBus.Sequenced<E> event, boolean terminal) {
        if (closed || cut || !type.isInstance(event.event())) {
            return;
        }
        if (terminal) {
            offerTerminal(event);
            return;
        }
        if (ordinary.size() == limits.queue()) {
            ordinary.removeFirst();
            dropped++;
            untold++;
            droppedByAll.increment();
        }
        ordinary.addLast(event);
    }

    private void offerTerminal(EventBus.Sequenced<E> event) {
        if (terminals.size() == limits.terminals()) {
            cut = true;
            int discarded = ordinary.size() + terminals.size() + 1;
            dropped += discarded;
            droppedByAll.add(discarded);
            ordinary.clear();
            terminals.clear();
            return;
        }
        terminals.addLast(event);
    }

    /** Sees to it that what waits is delivered, now or by a delivery already under way. */
    void deliver() {
        synchronized (this) {
            if (delivering || closed || !cut && ordinary.isEmpty() && terminals.isEmpty()) {
                return;
            }
            delivering = true;
        }
        submit();
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException busy) {
            synchronized (this) {
                delivering = false; // the next event tries again; until then the bounds hold
            }
        }
    }

    private void run() {
        for (int i = 0; i < BATCH; i++) {
            if (!deliverOne()) {
                return;
            }
        }
        submit();
    }

    private boolean deliverOne() {
        EventBus.Sequenced<E> next;
        long lag;
        synchronized (this) {
            next = closed ? null : poll();
            if (next == null && (closed || !cut)) {
                delivering = false;
                return false;
            }
            lag = untold;
            untold = 0;
            lastDelivered = next == null ? lastDelivered : next.sequence();
        }
        if (next == null) {
            close();
            safely(() -> listener.cutOff(lastDelivered));
            return false;
        }
        if (lag > 0) {
            safely(() -> listener.lagged(lag));
        }
        safely(() -> listener.event(next.sequence(), next.event()));
        return true;
    }

    private EventBus.@Nullable Sequenced<E> poll() {
        EventBus.Sequenced<E> first = ordinary.peekFirst();
        EventBus.Sequenced<E> end = terminals.peekFirst();
        if (first == null || end != null && end.sequence() < first.sequence()) {
            return terminals.pollFirst();
        }
        return ordinary.pollFirst();
    }

    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("A listener for {} failed", type.getSimpleName(), failure);
        }
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized int pending() {
        return ordinary.size() + terminals.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ordinary.clear();
            terminals.clear();
        }
        onClose.accept(this);
    }
}
