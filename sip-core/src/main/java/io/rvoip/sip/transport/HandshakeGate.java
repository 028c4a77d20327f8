package io.rvoip.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rvoip.common.Loop;
import io.rvoip.sip.transport.tls.HandshakeFailure;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection that is still shaking hands away from {@link StreamConnection}, which hears of it when the last
 * handshake is done; counts what goes wrong, by reason. On the channel's loop, except where said otherwise.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter {
    private final StreamLayers layers;
    private final Handshakes handshakes;
    private final TransportMetrics metrics;
    private final StreamConnection connection;
    private final Loop.Timer timer;
    private final long deadline;
    private volatile @Nullable Channel channel;
    private boolean ready;
    private @Nullable HandshakeFailure failure;

    HandshakeGate(StreamLayers layers, Handshakes handshakes, TransportMetrics metrics, StreamConnection connection,
            Loop loop, HandshakeLimits limits) {
        this.layers = layers;
        this.handshakes = handshakes;
        this.metrics = metrics;
        this.connection = connection;
        timer = loop.timer(() -> failed(HandshakeFailure.TIMEOUT, null));
        deadline = loop.now() + limits.timeout().toNanos();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        if (remote == null) {
            ctx.close(); // reset before we could look
        } else if (connection.isAccepted() && !handshakes.begin(this, remote.getAddress())) {
            metrics.connectionRefused("too-many-handshakes-from-source");
            ctx.close();
        } else {
            timer.arm(deadline);
        }
    }

    /** Makes room for newer ones. Any thread. */
    void evict() {
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(() -> failed(HandshakeFailure.EVICTED, null));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!ready && failure == null && layers.isReady(event)) {
            ready = true;
            timer.cancel();
            handshakes.end(this);
            ctx.fireChannelActive();
        } else if (!ready && event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
            failed(HandshakeFailure.of(done.cause()), done.cause());
        } else if (event instanceof HandshakeFailure refused) {
            failed(refused, null);
        } else if (event instanceof SslCloseCompletionEvent) {
            ctx.close(); // the peer said good-bye and may wait for our end of it
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        Throwable why = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (ready) {
            ctx.fireExceptionCaught(why);
        } else {
            failed(HandshakeFailure.of(why), why);
        }
    }

    private void failed(HandshakeFailure why, @Nullable Throwable thrown) {
        Channel open = channel;
        if (ready || failure != null || open == null) {
            return;
        }
        failure = why;
        metrics.handshakeFailed(why, String.valueOf(open.remoteAddress()), thrown);
        connection.handshakeFailed(why, thrown);
        open.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        timer.cancel();
        handshakes.end(this);
        if (ready) {
            ctx.fireChannelInactive();
        } else {
            failed(HandshakeFailure.CLOSED, null);
        }
    }
}
