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
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.ice.turn.TurnConnection;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A connection to one server at a time: the first, and another one after a redirect. Confined to its loop. */
final class NettyTurnConnection implements TurnConnection {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int QUEUE = 128 << 10;
    /** Frames that may wait for the connection: requests, and what is sent early. */
    private static final int MOST_WAITING = 16;

    private final NettyLoop loop;
    private final @Nullable SslContext tls;
    private final Events events;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    /** Whom the certificate of the server has to be for. */
    private String serverName;
    private @Nullable InetSocketAddress connectedTo;
    private @Nullable Channel channel;
    private boolean ready;
    private boolean ended;

    /**
     * @param tls what vouches for servers; null for TCP
     * @param serverName what the first server's certificate must be for
     */
    NettyTurnConnection(NettyLoop loop, @Nullable SslContext tls, String serverName, Events events) {
        this.loop = loop;
        this.tls = tls;
        this.serverName = serverName;
        this.events = events;
    }

    @Override
    public void send(ByteBuf frame, InetSocketAddress server) {
        if (ended) {
            frame.release();
            return;
        }
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
    public void close() {
        ended = true;
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
        boolean redirected = connectedTo != null;
        String told = to.getHostString();
        if (redirected && !told.equals(to.getAddress().getHostAddress())) {
            serverName = told;
        }
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
        if (!ended) {
            events.received(frame, from);
        }
    }

    void broken(Channel on, String why) {
        if (on == channel && !ended) {
            close();
            events.broken("connection to " + connectedTo + ": " + why);
        }
    }
}
