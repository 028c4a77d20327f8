package io.rvoip.sip.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.rvoip.sip.transport.tls.HandshakeFailure;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at the request before a WebSocket is made of it: an upgrade, of the version there is, for the sub-protocol
 * {@code sip}, and not from a web page of somebody else (RFC 6455 §4.2, §10.2, RFC 7118 §4). One request a connection.
 */
final class WebSocketDoor extends ChannelInboundHandlerAdapter {
    private static final String VERSION = "13";

    private final WebSocketPolicy policy;

    WebSocketDoor(WebSocketPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        FullHttpRequest request = (FullHttpRequest) read;
        List<String> versions = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (!request.decoderResult().isSuccess() || !request.method().equals(HttpMethod.GET)) {
            refuse(ctx, request, HttpResponseStatus.BAD_REQUEST, HandshakeFailure.UPGRADE);
        } else if (!isUpgrade(request) || !versions.equals(List.of(VERSION))) {
            refuse(ctx, request, HttpResponseStatus.UPGRADE_REQUIRED, HandshakeFailure.UPGRADE);
        } else if (!speaksSip(request)) {
            refuse(ctx, request, HttpResponseStatus.BAD_REQUEST, HandshakeFailure.SUB_PROTOCOL);
        } else if (!request.headers().getAll(HttpHeaderNames.ORIGIN).stream().allMatch(policy::permits)) {
            refuse(ctx, request, HttpResponseStatus.FORBIDDEN, HandshakeFailure.ORIGIN);
        } else {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(request);
        }
    }

    private static boolean isUpgrade(HttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private static boolean speaksSip(HttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(","))).map(String::strip)
                .anyMatch(WebSocketLayers.SUB_PROTOCOL::equals);
    }

    private static void refuse(
            ChannelHandlerContext ctx, FullHttpRequest request, HttpResponseStatus status, HandshakeFailure why) {
        request.release();
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            answer.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        ctx.fireUserEventTriggered(why);
    }
}
