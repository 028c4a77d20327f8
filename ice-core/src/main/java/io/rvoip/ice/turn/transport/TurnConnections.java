package io.rvoip.ice.turn.transport;

import io.netty.handler.ssl.SslContext;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.ice.turn.TurnServer;
import java.util.function.Supplier;

/** Connections of agents to their relays, on loops of {@link io.rvoip.common.transport.EventLoops}. Thread-safe. */
public final class TurnConnections implements TurnConnection.Connector {
    private final Supplier<SslContext> tls;

    /** @param tls asked for each connection over TLS: what vouches for servers */
    public TurnConnections(Supplier<SslContext> tls) {
        this.tls = tls;
    }

    @Override
    public TurnConnection open(TurnServer server, Loop loop, TurnConnection.Events events) {
        if (!server.reliable()) {
            throw new IllegalArgumentException("transport: " + server.transport() + " (expected: TCP or TLS)");
        }
        SslContext context = server.transport() == TurnServer.Transport.TLS ? tls.get() : null;
        return new NettyTurnConnection(NettyLoop.of(loop), context, server.name(), events);
    }
}
