package io.rvoip.simple;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/** Keeps the events of clients and calls, and waits for them. Thread-safe. */
final class Heard implements ClientListener, CallListener {
    private final List<Object> events = new ArrayList<>();
    private int read;

    @Override
    public void onEvent(ClientEvent event) {
        add(event);
    }

    @Override
    public void onEvent(CallEvent event) {
        add(event);
    }

    private synchronized void add(Object event) {
        events.add(event);
        notifyAll();
    }

    synchronized List<Object> all() {
        return List.copyOf(events);
    }

    /** Simple names of everything so far. */
    List<String> names() {
        return all().stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** The last of a kind, which must be there by now. */
    <T> T last(Class<T> type) {
        List<T> some = all(type);
        return some.isEmpty()
                ? Assertions.fail("no " + type.getSimpleName() + " in " + names())
                : some.get(some.size() - 1);
    }

    <T> List<T> all(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The states a call, or a client, went through. */
    List<Object> states() {
        return all().stream()
                .map(event -> event instanceof CallEvent.CallStateChanged call ? (Object) call.to()
                        : event instanceof ClientEvent.StateChanged client ? client.to() : null)
                .filter(Objects::nonNull)
                .toList();
    }

    <T> T await(Class<T> type) {
        return await(type, event -> true);
    }

    /** The next event of that kind after the last one waited for. */
    synchronized <T> T await(Class<T> type, Predicate<T> which) {
        long end = System.nanoTime() + Waiting.PATIENCE.toNanos();
        int at = read;
        while (true) {
            for (; at < events.size(); at++) {
                if (type.isInstance(events.get(at)) && which.test(type.cast(events.get(at)))) {
                    read = at + 1;
                    return type.cast(events.get(at));
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Assertions.fail("no " + type.getSimpleName() + " in " + events);
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    CallState awaitState(CallState state) {
        return await(CallEvent.CallStateChanged.class, changed -> changed.to() == state).to();
    }
}
