package io.rvoip.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.rvoip.sip.transport.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/** SIP over WebSocket (RFC 7118), on whatever lies below: plain TCP or TLS. */
final class WebSocketLayers implements StreamLayers {
    static final String SUB_PROTOCOL = "sip";
    private static final int MAX_REQUEST = 8_192;
    private static final long CLOSE_MILLIS = 1_000;

    private final StreamLayers below;
    private final String scheme;
    private final WebSocketPolicy policy;
    private final int maxMessage;
    private final long handshakeMillis;

    WebSocketLayers(StreamLayers below, WebSocketPolicy policy, TransportLimits limits) {
        this.below = below;
        this.policy = policy;
        scheme = below.hasHandshake() ? "wss" : "ws";
        maxMessage = limits.maxHeaders() + limits.maxBody();
        handshakeMillis = limits.handshakes().timeout().toMillis() + CLOSE_MILLIS; // HandshakeGate is first
    }

    @Override
    public @Nullable String obstacle() {
        return below.obstacle();
    }

    @Override
    public void addTo(ChannelPipeline pipeline, @Nullable Peer wanted) {
        below.addTo(pipeline, wanted);
        if (wanted == null) {
            pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST), new WebSocketDoor(policy),
                    new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                            .websocketPath("/").checkStartsWith(true).subprotocols(SUB_PROTOCOL)
                            .maxFramePayloadLength(maxMessage).handshakeTimeoutMillis(handshakeMillis)
                            .forceCloseTimeoutMillis(CLOSE_MILLIS).dropPongFrames(false).build()));
        } else {
            pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_REQUEST),
                    new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                            .webSocketUri(scheme + "://" + host(wanted) + policy.path()).subprotocol(SUB_PROTOCOL)
                            .generateOriginHeader(false) // no web page sent us
                            .maxFramePayloadLength(maxMessage).handshakeTimeoutMillis(handshakeMillis)
                            .forceCloseTimeoutMillis(CLOSE_MILLIS).dropPongFrames(false).build()));
        }
        pipeline.addLast(new WebSocketMessages(maxMessage));
    }

    private static String host(Peer wanted) {
        String name = wanted.name().contains(":") ? '[' + wanted.name() + ']' : wanted.name();
        return name + ':' + wanted.address().getPort();
    }

    @Override
    public boolean hasHandshake() {
        return true;
    }

    @Override
    public boolean isReady(Object event) {
        return event instanceof WebSocketServerProtocolHandler.HandshakeComplete
                || event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE;
    }

    @Override
    public Framing framing(TransportLimits limits) {
        return new FrameFraming();
    }

    @Override
    public @Nullable TlsSession session(ChannelPipeline pipeline) {
        return below.session(pipeline);
    }

    /** Browsers answer a ping by themselves, and cannot be asked for a pong of SIP's (RFC 7118 §6). */
    @Override
    public Object ping() {
        return new PingWebSocketFrame();
    }

    @Override
    public void endOutput(Channel channel) {
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION));
    }
}
