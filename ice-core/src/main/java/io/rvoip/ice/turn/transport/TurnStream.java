package io.rvoip.ice.turn.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslContext;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.turn.TurnClient;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TurnClient} over TCP or TLS, with its connections: one, and another one after a redirect. Confined to its loop.
 */
public final class TurnStream implements AutoCloseable {
    private final NettyLoop loop;
    private final Events events;
    private final TurnClient client;
    private final NettyTurnConnection connection;
    private final Loop.Timer timer;
    private boolean ended;

    /** What is heard of it, on its loop. */
    public interface Events {
        /** There is a relay there, and the server sees us there. */
        void allocated(InetSocketAddress relayed, InetSocketAddress mapped);

        /** Data from a peer; {@code payload} is valid during the call only. */
        void received(ByteBuf payload, InetSocketAddress peer);

        /** There is no relay, or no longer: nothing follows. */
        void failed(StunFailure failure);
    }

    /**
     * Connects and asks for a relay.
     *
     * @param server with transport TCP or TLS
     * @param tls what vouches for servers; null for TCP
     * @param serverName what the server's certificate must be for: a name, or an address; after a redirect too,
     *     unless that names another
     * @throws IllegalArgumentException for a server that is reached by UDP, and for TLS without {@code tls}
     */
    public static TurnStream open(TurnServer server, NettyLoop loop, @Nullable SslContext tls, String serverName,
            CryptoProvider crypto, IdSource ids, Events events) {
        boolean secure = server.transport() == TurnServer.Transport.TLS;
        if (server.transport() == TurnServer.Transport.UDP || secure != (tls != null)) {
            throw new IllegalArgumentException("transport: " + server.transport() + " (expected: TCP, or TLS with what vouches)");
        }
        TurnStream stream = new TurnStream(server, loop, tls, serverName, crypto, ids, events);
        loop.execute(() -> {
            stream.client.start(loop.now());
            stream.rearm();
        });
        return stream;
    }

    private TurnStream(TurnServer server, NettyLoop loop, @Nullable SslContext tls, String serverName, CryptoProvider crypto,
            IdSource ids, Events events) {
        this.loop = loop;
        this.events = events;
        connection = new NettyTurnConnection(loop, tls, serverName, new Wire());
        client = new TurnClient(server, crypto, ids, new Sink());
        timer = loop.timer(() -> {
            client.onDeadline(loop.now());
            rearm();
        });
    }

    /** Sends data to a peer; takes ownership. False when there is no relay, or too much waits. */
    public boolean send(ByteBuf payload, InetSocketAddress peer) {
        boolean sent = client.send(payload, peer, loop.now());
        rearm();
        return sent;
    }

    /** Binds a channel to a peer. */
    public void bind(InetSocketAddress peer) {
        client.bind(peer, loop.now());
        rearm();
    }

    /** Gives the relay back and closes the connection; reports nothing further. */
    @Override
    public void close() {
        client.close();
        end();
    }

    private void rearm() {
        timer.arm(ended ? Loop.Timer.NEVER : client.nextDeadline());
    }

    private void end() {
        ended = true;
        timer.cancel();
        connection.close();
    }

    /** What the connection brings. */
    private final class Wire implements TurnConnection.Events {
        @Override
        public void received(ByteBuf frame, InetSocketAddress server) {
            client.received(frame, server, loop.now());
            rearm();
        }

        @Override
        public void broken(String why) {
            client.close();
            end();
            events.failed(new StunFailure(StunFailure.Kind.TIMEOUT, 0, why));
        }
    }

    /** What the client wants done. */
    private final class Sink implements TurnClient.Sink {
        @Override
        public void transmit(ByteBuf frame, InetSocketAddress server) {
            connection.send(frame, server);
        }

        @Override
        public void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now) {
            events.allocated(relayed, mapped);
        }

        @Override
        public void received(ByteBuf payload, InetSocketAddress peer, long now) {
            events.received(payload, peer);
        }

        @Override
        public void failed(StunFailure failure, long now) {
            end();
            events.failed(failure);
        }
    }
}
