package io.rvoip.api.internal.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.rvoip.api.HttpLimits;
import io.rvoip.common.Metrics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Bounds what one connection may cost: how long a request may take to come, how many may wait, how long nothing may
 * happen. Requests that are not HTTP are answered here, before anything could log them. Sits between the codec and
 * reactor-netty; leaves when the connection becomes a WebSocket. Confined to the connection's loop.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    private static final String NAME = "rvoip.guard";

    private final HttpLimits limits;
    private final Channel channel;
    private final Metrics metrics;
    private @Nullable ScheduledFuture<?> deadline;
    private int unanswered;
    private boolean closing;
    private boolean upgraded;

    ConnectionGuard(HttpLimits limits, Channel channel, Metrics metrics) {
        this.limits = limits;
        this.channel = channel;
        this.metrics = metrics;
    }

    void install() {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, this);
        channel.closeFuture().addListener(closed -> disarm());
        arm(limits.requestTimeout(), "slow");
    }

    /** Lets an answer take longer than others; no other request of that connection is served meanwhile. */
    static void awaits(Channel channel, Duration longest) {
        if (channel.pipeline().get(NAME) instanceof ConnectionGuard guard && guard.unanswered > 0) {
            guard.arm(longest.plus(guard.limits.requestTimeout()), "stalled");
        }
    }

    void drain() {
        channel.eventLoop().execute(() -> {
            closing = true;
            if (unanswered == 0 && !upgraded) {
                channel.close();
            }
        });
    }

    void closeNow() {
        abort(channel);
    }

    /** Closes without waiting for what is still to be sent: a peer that does not read would be waited for for ever. */
    static void abort(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpObject part && (closing || !acceptable(ctx, part))) {
            ReferenceCountUtil.release(message);
            return;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        int status = message instanceof HttpResponse response ? response.status().code() : 0;
        if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            ctx.write(message, promise);
            upgraded(ctx);
            return;
        }
        if (closing && message instanceof HttpResponse response && status >= HttpResponseStatus.OK.code()) {
            HttpUtil.setKeepAlive(response, false);
        }
        boolean last = message instanceof LastHttpContent && status != HttpResponseStatus.CONTINUE.code();
        ctx.write(message, last ? promise.unvoid().addListener(sent -> answered()) : promise);
    }

    private boolean acceptable(ChannelHandlerContext ctx, HttpObject part) {
        DecoderResult result = part.decoderResult();
        if (result.isFailure()) {
            return refuse(ctx, problem(result.cause()));
        }
        if (part instanceof HttpRequest request) {
            if (request.protocolVersion().majorVersion() != 1) {
                return refuse(ctx, HttpProblem.of(505, "http-version", "HTTP/1.1 is spoken here", ""));
            }
            if (!RequestTarget.legal(request.uri())) {
                return refuse(ctx, HttpProblem.badRequest("The request target is not an absolute path."));
            }
            if (++unanswered > limits.pipelined()) {
                refused("pipelined");
                abort(channel);
                return false;
            }
            arm(limits.requestTimeout(), "slow");
        }
        if (part instanceof LastHttpContent) {
            complete();
        }
        return part instanceof HttpRequest || part instanceof HttpContent;
    }

    private static HttpProblem problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpProblem.of(414, "uri-too-long", "The request line is too long", "");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpProblem.of(431, "headers-too-large", "The header fields are too large", "");
        }
        return HttpProblem.badRequest("Not HTTP.");
    }

    /** Answers past everything above, and closes. */
    private boolean refuse(ChannelHandlerContext ctx, HttpProblem problem) {
        refused(problem.slug().replace('-', '_'));
        Answer.Content answer = (Answer.Content) Answer.problem(problem);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status()), Unpooled.wrappedBuffer(answer.body()));
        ResponseHeaders.fill(response.headers(), answer, channel);
        HttpUtil.setKeepAlive(response, false);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        arm(limits.requestTimeout(), "slow");
        return false;
    }

    private void refused(String reason) {
        closing = true;
        metrics.counter("rvoip_api_refused_total", "reason", reason).increment();
    }

    private void answered() {
        unanswered--;
        if (closing && unanswered <= 0) {
            channel.close();
        } else if (unanswered == 0 && channel.isActive()) {
            arm(limits.idleTimeout(), "idle");
        }
    }

    /** A request has come whole, and may have been answered; an answer that nobody reads is not kept for ever. */
    private void complete() {
        if (unanswered == 0) {
            arm(limits.idleTimeout(), "idle");
        } else {
            arm(limits.actionTimeout().plus(limits.requestTimeout()), "stalled");
        }
    }

    private void upgraded(ChannelHandlerContext ctx) {
        upgraded = true;
        disarm();
        ctx.pipeline().remove(this);
    }

    private void arm(Duration after, String reason) {
        disarm();
        deadline = channel.eventLoop().schedule(() -> {
            refused(reason);
            if (unanswered == 0) {
                channel.close();
            } else {
                abort(channel);
            }
        }, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
