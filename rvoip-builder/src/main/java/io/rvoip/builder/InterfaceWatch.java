package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.Health;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.ice.IceInterfaces;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the network interfaces that calls tell the addresses of: at the start, which waits for it, and half a minute after
 * each look. One that is gone has no addresses until it is back. On one loop, but for the looking itself, which may block;
 * {@link #health} on any thread.
 */
final class InterfaceWatch implements Component {
    private static final Duration PACE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceWatch.class);

    private final IceInterfaces interfaces;
    private final List<String> names;
    private final Loop loop;
    private final Executor island;
    private final Loop.Timer timer;
    private final Metrics.Counter changes;
    private final RateLimitedLog log;
    private @Nullable Set<InetAddress> known;
    private volatile @Nullable Health seen;
    private boolean stopped;

    /**
     * @param names of those that are told, at least one
     * @param island where is looked; one look at a time
     * @param metrics counts {@code rvoip_interface_changes_total}
     */
    InterfaceWatch(IceInterfaces interfaces, List<String> names, Loop loop, Executor island, Metrics metrics) {
        this.interfaces = interfaces;
        this.names = names;
        this.loop = loop;
        this.island = island;
        timer = loop.timer(this::look);
        changes = metrics.counter("rvoip_interface_changes_total");
        log = new RateLimitedLog(LOG, loop.time());
    }

    @Override
    public String id() {
        return "interfaces";
    }

    @Override
    public CompletionStage<Void> start() {
        return look();
    }

    private CompletionStage<Void> look() {
        return CompletableFuture.runAsync(interfaces::look, island)
            .whenComplete((done, failure) -> loop.execute(() -> seen(failure)));
    }

    private void seen(@Nullable Throwable failure) {
        if (stopped) {
            return;
        }
        timer.arm(loop.now() + PACE.toNanos());
        if (failure != null) {
            log.warn("network interfaces cannot be looked at, those of the last look stay: {}", names, failure);
            return;
        }
        List<String> missing = interfaces.missing(names);
        Set<InetAddress> now = interfaces.addresses(names);
        seen = missing.isEmpty() ? Health.healthy(id()) : Health.degraded(id(), missing + " is not there, or not up: no call tells an address of it");
        Set<InetAddress> before = known;
        known = now;
        if (before != null && !before.equals(now)) {
            changes.increment();
            LOG.info("calls that begin now tell of {} {} and no longer {}", names, now, before);
        }
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loop.execute(() -> {
            stopped = true;
            timer.cancel();
            ended.complete(null);
        });
        return ended;
    }

    @Override
    public Health health() {
        Health last = seen;
        return last == null ? Health.unknown(id(), "not looked at yet") : last;
    }
}
