package io.rvoip.api.internal.events;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import io.rvoip.api.SocketLimits;
import io.rvoip.api.internal.json.JsonException;
import io.rvoip.common.TokenBucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * One WebSocket of events (RFC 6455), from the end of the handshake on. Frames are read here and nowhere above. Closing
 * politely waits for the reader, so it is tried only while the reader reads, and for a bounded time; a reader that has
 * stalled is cut off with all that was queued for it. Confined to the connection's loop, except where stated.
 */
public final class EventSocket extends ChannelInboundHandlerAdapter implements EventFeed.Outlet {
    private static final int NO_STATUS = -1;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY = 1008;
    private static final int TRY_AGAIN = 1013;
    private static final int MOST_SILENT_PINGS = 2;
    private static final String REFUSED = "refused";

    /** A socket only moves down this list. */
    private enum State { HANDSHAKE, OPEN, CLOSING, CLOSED }

    private final EventSockets owner;
    private final Channel channel;
    private final SocketLimits limits;
    private final TokenBucket frames;
    private final MessageAssembly assembly;
    private final EventFeed feed;
    private @Nullable ScheduledFuture<?> stall;
    private @Nullable ScheduledFuture<?> ping;
    private State state = State.HANDSHAKE;
    private int silentPings;
    private boolean peerClosed;

    EventSocket(EventSockets owner, Channel channel) {
        this.owner = owner;
        this.channel = channel;
        this.limits = owner.limits();
        this.frames = new TokenBucket(limits.frames(), owner.time().nanoTime());
        this.assembly = new MessageAssembly(limits.message());
        this.feed = owner.feed(channel.eventLoop(), this);
    }

    /** The largest frame that is read; a larger one closes with 1009. Any thread. */
    public int largestFrame() {
        return limits.message();
    }

    /** Takes the connection over, now that the handshake is done. Any thread. */
    public void begin() {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(this::begin);
            return;
        }
        if (state != State.HANDSHAKE || !channel.isActive()) {
            abort();
            return;
        }
        state = State.OPEN;
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "rvoip.events", this);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(limits.buffer() / 2, limits.buffer()));
        channel.config().setAutoRead(true);
        long interval = limits.pingInterval().toNanos();
        ping = channel.eventLoop().scheduleAtFixedRate(this::ping, interval, interval, TimeUnit.NANOSECONDS);
        feed.hello();
    }

    /** Says that the platform stops, and closes. Any thread. */
    void goAway() {
        channel.eventLoop().execute(() -> {
            if (state == State.HANDSHAKE) {
                cutOff("shutdown");
            } else {
                finish(GOING_AWAY, "the platform stops", "shutdown");
            }
        });
    }

    /** The connection is gone, whoever ended it. Called by the owner's listener, on the loop. */
    void gone() {
        end(State.CLOSED, "gone");
    }

    /** What waits to be sent, in octets. Any thread. */
    long bufferedBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public boolean ready() {
        return state == State.OPEN && channel.isWritable();
    }

    @Override
    public void send(String message) {
        channel.writeAndFlush(new TextWebSocketFrame(message));
    }

    @Override
    public void cutOff() {
        finish(TRY_AGAIN, "too many ends of calls waited", "cut_off");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            received(frame);
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            cancel(stall);
            feed.pump();
        } else if (state == State.OPEN) {
            cancel(stall);
            stall = later(limits.stallTimeout(), () -> cutOff("stalled"));
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException) {
            end(State.CLOSING, "protocol"); // the decoder has sent the close frame that fits
            later(limits.closeTimeout(), this::abort);
        } else {
            cutOff("failed");
        }
    }

    private void received(WebSocketFrame frame) {
        silentPings = 0;
        if (state == State.CLOSING && frame instanceof CloseWebSocketFrame) {
            channel.close();
        } else if (state != State.OPEN) {
            return;
        } else if (!frames.tryTake(owner.time().nanoTime())) {
            finish(POLICY, "too many frames", REFUSED);
        } else if (frame.rsv() != 0) {
            finish(PROTOCOL_ERROR, "no extension was agreed on", REFUSED);
        } else if (frame instanceof CloseWebSocketFrame close) {
            peerClosed = true;
            finish(close.statusCode(), "", "client");
        } else if (frame instanceof PingWebSocketFrame) {
            channel.writeAndFlush(new PongWebSocketFrame(frame.content().retainedDuplicate()));
        } else if (!(frame instanceof PongWebSocketFrame)) {
            data(frame);
        }
    }

    private void data(WebSocketFrame frame) {
        MessageAssembly.Outcome outcome = assembly.add(frame);
        if (outcome instanceof MessageAssembly.Outcome.Refused refused) {
            finish(refused.code(), refused.why(), REFUSED);
        } else if (outcome instanceof MessageAssembly.Outcome.Message message) {
            try {
                feed.subscribe(owner.read(message.text()));
            } catch (JsonException refused) {
                finish(POLICY, String.valueOf(refused.getMessage()), REFUSED);
            }
        }
    }

    private void ping() {
        if (++silentPings > MOST_SILENT_PINGS) {
            cutOff("silent");
        } else if (ready()) {
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    /** Closes with a close frame, when the reader reads, and waits for the answer, for a while. */
    private void finish(int code, String reason, String why) {
        if (state != State.OPEN) {
            return;
        }
        if (!channel.isWritable()) {
            cutOff(why);
            return;
        }
        end(State.CLOSING, why);
        ChannelFuture sent = channel.writeAndFlush(
                code == NO_STATUS ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason));
        if (peerClosed) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
        later(limits.closeTimeout(), this::abort);
    }

    private void cutOff(String why) {
        end(State.CLOSED, why);
        abort();
    }

    private void end(State next, String why) {
        if (state == State.HANDSHAKE || state == State.OPEN) {
            owner.ended(why);
        }
        state = next;
        feed.close();
        cancel(stall);
        cancel(ping);
    }

    /** Closes without flushing: what waits is discarded, here and in the kernel. */
    private void abort() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    private ScheduledFuture<?> later(Duration delay, Runnable task) {
        return channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
