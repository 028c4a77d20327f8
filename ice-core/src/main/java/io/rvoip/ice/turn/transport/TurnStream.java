package io.rvoip.ice.turn.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.turn.TurnClient;
import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TurnClient} over TCP or TLS, with its connections: one, and another one after a redirect. Confined to its loop.
 */
public final class TurnStream implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int QUEUE = 128 << 10;
    /** Frames that may wait for the connection: requests, and what is sent early. */
    private static final int MOST_WAITING = 16;

    private final NettyLoop loop;
    private final @Nullable SslContext tls;
    private final String serverName;
    private final Events events;
    private final TurnClient client;
    private final Loop.Timer timer;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable InetSocketAddress connectedTo;
    private @Nullable Channel channel;
    private boolean ready;
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
     * @param serverName what the server's certificate must be for: a name, or an address; also after a redirect
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
        this.tls = tls;
        this.serverName = serverName;
        this.events = events;
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
        Channel open = channel;
        if (open != null) {
            open.flush();
            open.close();
        }
        forgetWaiting();
    }

    private void forgetWaiting() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void connect(InetSocketAddress to) {
        Channel old = channel;
        channel = null;
        ready = false;
        connectedTo = to;
        if (old != null) {
            old.close();
        }
        forgetWaiting();
        ChannelFuture connecting = new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(loop.loops().socketChannels())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUE / 2, QUEUE))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        layers(fresh, to);
                    }
                })
                .connect(to);
        channel = connecting.channel();
        connecting.addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                broken(done.channel(), String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private void layers(Channel fresh, InetSocketAddress to) {
        SslContext context = tls;
        if (context != null) {
            SslHandler handler = context.newHandler(fresh.alloc(), serverName, to.getPort());
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            handler.setHandshakeTimeoutMillis(CONNECT_MILLIS);
            fresh.pipeline().addLast(handler);
        }
        fresh.pipeline().addLast(new FrameReader(this, to, context != null));
    }

    /** The connection, with TLS where there is TLS, can be written to. */
    void ready(Channel on) {
        if (on == channel) {
            ready = true;
            ByteBuf frame;
            while ((frame = waiting.poll()) != null) {
                on.writeAndFlush(frame, on.voidPromise());
            }
        }
    }

    void received(ByteBuf frame, InetSocketAddress from) {
        client.received(frame, from, loop.now());
        rearm();
    }

    void broken(Channel on, String why) {
        if (on == channel && !ended) {
            client.close();
            end();
            events.failed(new StunFailure(StunFailure.Kind.TIMEOUT, 0, "connection to " + connectedTo + ": " + why));
        }
    }

    /** What the client wants done. */
    private final class Sink implements TurnClient.Sink {
        @Override
        public void transmit(ByteBuf frame, InetSocketAddress server) {
            if (!server.equals(connectedTo)) {
                connect(server);
            }
            Channel open = channel;
            if (open == null || waiting.size() >= MOST_WAITING || ready && !open.isWritable()) {
                frame.release();
            } else if (ready) {
                open.writeAndFlush(frame, open.voidPromise());
            } else {
                waiting.add(frame);
            }
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
