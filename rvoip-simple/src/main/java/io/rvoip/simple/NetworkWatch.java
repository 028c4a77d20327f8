package io.rvoip.simple;

import io.rvoip.common.Loop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether an address that we use is still one of this machine. A change is told when two looks in a
 * row see the same addresses, so that it is told once and when it is over; a machine that is off the network altogether is
 * waited for. On the signalling loop, but for the looking itself, which may block.
 */
final class NetworkWatch {
    private final Loop loop;
    private final Executor island;
    private final Supplier<Set<InetAddress>> addresses;
    private final Duration interval;
    private final Predicate<Set<InetAddress>> inUse;
    private final Runnable changed;
    private final Loop.Timer timer;
    private @Nullable Set<InetAddress> known;
    private @Nullable Set<InetAddress> candidate;
    private boolean running;

    /**
     * A watch that does not look yet.
     *
     * @param island where is looked
     * @param addresses of this machine that others may reach; may block
     * @param inUse whether one of these, which are gone, was ours
     */
    NetworkWatch(
            Loop loop, Executor island, Supplier<Set<InetAddress>> addresses, Duration interval,
            Predicate<Set<InetAddress>> inUse, Runnable changed) {
        this.loop = loop;
        this.island = island;
        this.addresses = addresses;
        this.interval = interval;
        this.inUse = inUse;
        this.changed = changed;
        timer = loop.timer(this::look);
    }

    /** From now on it looks, first now; what is there then is what others are compared with. */
    void start() {
        running = true;
        known = null;
        candidate = null;
        look();
    }

    void stop() {
        running = false;
        timer.cancel();
    }

    private void look() {
        if (!running) {
            return;
        }
        timer.arm(loop.now() + interval.toNanos());
        try {
            island.execute(this::ask);
        } catch (RejectedExecutionException busy) {
            // the next look will do
        }
    }

    private void ask() {
        Set<InetAddress> now = addresses.get();
        try {
            loop.execute(() -> seen(now));
        } catch (RejectedExecutionException closed) {
            // nobody wants to know any more
        }
    }

    private void seen(Set<InetAddress> now) {
        Set<InetAddress> before = known;
        if (!running || now.isEmpty()) {
            return;
        }
        if (before == null || now.containsAll(before)) {
            known = now;
            candidate = null;
        } else if (!now.equals(candidate)) {
            candidate = now;
        } else {
            Set<InetAddress> gone = new HashSet<>(before);
            gone.removeAll(now);
            known = now;
            candidate = null;
            if (inUse.test(gone)) {
                changed.run();
            }
        }
    }
}
