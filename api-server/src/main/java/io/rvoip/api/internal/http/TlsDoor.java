package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.sip.transport.HandshakeWork;
import io.rvoip.sip.transport.tls.HandshakeFailure;
import io.rvoip.sip.transport.tls.RenegotiationGuard;
import io.rvoip.sip.transport.tls.TlsContexts;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * TLS in front of HTTP (RFC 9110 §4.2.2): a connection gets the certificate in use when it comes. What is no TLS is
 * closed without an answer, because whoever sends a key in the clear should not be told that it works. Thread-safe.
 */
public final class TlsDoor {
    private static final long HANDSHAKE_SECONDS = 5;
    /** A peer that does not read gets no polite end. */
    private static final long GOODBYE_MILLIS = 500;

    private final TlsContexts contexts;
    private final HandshakeWork work;
    private final Metrics metrics;
    private final RateLimitedLog log;

    /**
     * Shows the certificate of these contexts, which must have one.
     *
     * @param waiting handshakes at most that wait for a thread, which end by themselves when nobody comes
     */
    public TlsDoor(TlsContexts contexts, int waiting, Metrics metrics, TimeSource time) {
        this.contexts = contexts;
        work = new HandshakeWork(waiting);
        this.metrics = metrics;
        log = new RateLimitedLog(LoggerFactory.getLogger(TlsDoor.class), time);
    }

    /** Puts itself before everything else of a new connection. */
    public void guard(Channel channel) {
        SslHandler handler = contexts.server()
                .orElseThrow(() -> new IllegalStateException("HTTPS without a certificate")).newHandler(channel.alloc(), work);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
        channel.pipeline().addFirst(new RenegotiationGuard(), handler, new Failures());
    }

    /** Whether what is said on a connection is encrypted. */
    static boolean encrypts(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** Counts handshakes that fail, and whatever TLS objects to later; nothing of it goes further up. */
    private final class Failures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            HandshakeFailure reason = HandshakeFailure.of(cause.getCause() == null ? cause : cause.getCause());
            metrics.counter("rvoip_api_tls_failures_total", "reason", reason.label()).increment();
            log.warn("No HTTPS with {}: {}", ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress(),
                    reason.label());
            ctx.close();
        }
    }
}
