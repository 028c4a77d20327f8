package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.rvoip.api.HttpLimits;
import io.rvoip.common.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The open connections, bounded in all and for each address. Thread-safe. */
public final class Connections {
    private final HttpLimits limits;
    private final Metrics metrics;
    private final @Nullable TlsDoor tls;
    private final Set<ConnectionGuard> open = new HashSet<>();
    private final Map<InetAddress, Integer> bySource = new HashMap<>();
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);
    private boolean draining;

    /**
     * None yet.
     *
     * @param tls what is put before each; null for plain HTTP
     */
    public Connections(HttpLimits limits, Metrics metrics, @Nullable TlsDoor tls) {
        this.limits = limits;
        this.tls = tls;
        this.metrics = metrics;
        metrics.gauge("rvoip_api_connections", this::size);
    }

    /** Takes a new connection in and guards it, or closes it at once. */
    public void accept(Channel channel) {
        InetAddress source = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        ConnectionGuard guard = new ConnectionGuard(limits, channel, metrics);
        String refusal = admit(guard, source);
        if (!refusal.isEmpty()) {
            metrics.counter("rvoip_api_refused_total", "reason", refusal).increment();
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> release(guard, source));
        guard.install();
        if (tls != null) {
            tls.guard(channel);
        }
    }

    /** How many there are. */
    public synchronized int size() {
        return open.size();
    }

    /** Completes when there is none; those that come later do not count. */
    public synchronized CompletionStage<Void> whenEmpty() {
        return empty.copy();
    }

    /** From now on no connection lives longer than the requests it carries; events have their own way to end. */
    public void drain() {
        List<ConnectionGuard> all;
        synchronized (this) {
            draining = true;
            all = List.copyOf(open);
        }
        all.forEach(ConnectionGuard::drain);
    }

    /** Closes all that is left, without waiting for anything to be sent. */
    public void close() {
        List<ConnectionGuard> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        all.forEach(ConnectionGuard::closeNow);
    }

    private synchronized String admit(ConnectionGuard guard, InetAddress source) {
        if (draining) {
            return "draining";
        }
        if (open.size() >= limits.connections()) {
            return "connections";
        }
        if (bySource.getOrDefault(source, 0) >= limits.connectionsPerSource()) {
            return "connections_of_source";
        }
        bySource.merge(source, 1, Integer::sum);
        if (open.isEmpty()) {
            empty = new CompletableFuture<>();
        }
        open.add(guard);
        return "";
    }

    private void release(ConnectionGuard guard, InetAddress source) {
        CompletableFuture<Void> none = null;
        synchronized (this) {
            open.remove(guard);
            bySource.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
            if (open.isEmpty()) {
                none = empty;
            }
        }
        if (none != null) {
            none.complete(null);
        }
    }
}
