package io.rvoip.ice.server.transport;

import io.netty.handler.ssl.SslContext;
import io.rvoip.common.Component;
import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.ice.server.RelayServer;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TurnUsers;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A STUN and TURN server with its sockets. Everything runs on the one loop it is given, so that data crosses no thread;
 * give it one of its own. Thread-safe.
 */
public final class TurnService implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(TurnService.class);
    private static final String ID = "turn";
    private static final int LISTENER_BUFFER = 2 << 20;
    /** Datagrams of all clients that are taken in before the loop looks at its relays. */
    private static final int LISTENER_BATCH = 64;
    /** By one system call; each of them costs a little even when nothing comes. */
    private static final int LISTENER_READ = 8;
    /** Connections that have no allocation yet, beside those that have. */
    private static final int WAITING_CONNECTIONS = 256;

    private final Supplier<RelaySettings> settings;
    private final TurnUsers users;
    private final List<TurnListener> listeners;
    private final NettyLoop loop;
    private final Supplier<SslContext> tls;
    private final CryptoProvider crypto;
    private final Metrics metrics;
    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();
    private final List<TurnListener> bound = new CopyOnWriteArrayList<>();
    private volatile @Nullable RelayServer server;
    private volatile @Nullable StreamClients streams;

    /**
     * A server, not started.
     *
     * @param settings asked at the start, on the loop
     * @param listeners where clients reach it
     * @param loop its home
     * @param tls the certificate in use, asked for each connection of a TLS listener
     */
    public TurnService(Supplier<RelaySettings> settings, TurnUsers users, List<TurnListener> listeners, NettyLoop loop,
            Supplier<SslContext> tls, CryptoProvider crypto, Metrics metrics) {
        this.settings = settings;
        this.users = users;
        this.listeners = List.copyOf(listeners);
        this.loop = loop;
        this.tls = tls;
        this.crypto = crypto;
        this.metrics = metrics;
    }

    @Override
    public String id() {
        return ID;
    }

    /** Where clients reach it, with real ports; empty before the start. */
    public List<TurnListener> listeners() {
        return List.copyOf(bound);
    }

    /** Tells where others see us from now on, see {@link RelayServer#seenAs}; nothing before the start, which asks the settings. */
    public void seenAs(InetAddress host) {
        loop.execute(() -> {
            RelayServer open = server;
            if (open != null) {
                open.seenAs(host);
            }
        });
    }

    /** Binds all listeners; fails with a {@link BindException} {@code turn udp ADDRESS: …}, and leaves nothing behind. */
    @Override
    public CompletionStage<Void> start() {
        CompletableFuture<Void> started = new CompletableFuture<>();
        loop.execute(() -> CompletableFuture.completedFuture(settings).thenApply(Supplier::get).thenCompose(this::open).whenComplete((nothing, failure) -> {
            if (failure == null) {
                bound.forEach(at -> LOG.info("TURN listens on {} {}", at.protocol().id(), at.address()));
                started.complete(null);
            } else {
                close();
                started.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
            }
        }));
        return started;
    }

    private CompletionStage<Void> open(RelaySettings told) {
        RelayServer fresh = new RelayServer(
                told, users, loop, UdpBinder.media(metrics), crypto, new SecureIds(crypto), metrics);
        StreamClients clients = new StreamClients(
                loop, fresh, tls, told.quotas().allocations() + WAITING_CONNECTIONS, metrics);
        server = fresh;
        streams = clients;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (TurnListener listener : listeners) {
            CompletionStage<InetSocketAddress> at = listener.protocol() == TurnListener.Protocol.UDP
                    ? datagrams(listener, fresh) : streams(listener, clients);
            all.add(at.handle((address, failure) -> {
                if (failure != null) {
                    throw failure(listener, failure);
                }
                fresh.listening(address);
                bound.add(new TurnListener(listener.protocol(), address));
                return (Void) null;
            }).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<InetSocketAddress> datagrams(TurnListener listener, RelayServer fresh) {
        return UdpBinder.media(metrics).withBatch(LISTENER_BATCH).withReadsOf(LISTENER_READ).withReceiveBuffer(LISTENER_BUFFER)
                .bind(listener.address(), loop, fresh.datagrams())
                .thenApply(path -> {
                    sockets.add(path);
                    return path.localAddress();
                });
    }

    private CompletionStage<InetSocketAddress> streams(TurnListener listener, StreamClients clients) {
        return clients.bind(listener.address(), listener.protocol() == TurnListener.Protocol.TLS).thenApply(channel -> {
            sockets.add(channel::close);
            return (InetSocketAddress) channel.localAddress();
        });
    }

    private static CompletionException failure(TurnListener listener, Throwable cause) {
        Throwable why = cause instanceof CompletionException && cause.getCause() != null
                ? cause.getCause() : cause;
        BindException named = new BindException(
                "turn " + listener.protocol().id() + " " + listener.address() + ": " + why.getMessage());
        named.initCause(why);
        return new CompletionException(named);
    }

    /** Ends relays and connections at once: calls that need them are ended by who keeps them, before this. */
    @Override
    public CompletionStage<Void> stop(Duration drain) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        loop.execute(() -> {
            close();
            stopped.complete(null);
        });
        return stopped;
    }

    private void close() {
        for (AutoCloseable socket : sockets) {
            try {
                socket.close();
            } catch (Exception failure) {
                LOG.warn("a listener of TURN was not closed: {}", failure.toString());
            }
        }
        sockets.clear();
        bound.clear();
        StreamClients clients = streams;
        if (clients != null) {
            clients.close();
        }
        RelayServer old = server;
        if (old != null) {
            old.close();
        }
        server = null;
        streams = null;
    }

    @Override
    public Health health() {
        return bound.isEmpty() ? Health.unknown(ID, "not started") : Health.healthy(ID);
    }
}
