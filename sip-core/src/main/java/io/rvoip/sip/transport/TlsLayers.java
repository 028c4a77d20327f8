package io.rvoip.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rvoip.sip.transport.tls.RenegotiationGuard;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsSession;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS over TCP (RFC 3261 §26.2.1): the contexts in use when a connection comes up are the ones it lives with. */
final class TlsLayers implements StreamLayers {
    private final TlsContexts contexts;
    private final Executor work;

    /** @param work does the arithmetic of the handshakes */
    TlsLayers(TlsContexts contexts, Executor work) {
        this.contexts = contexts;
        this.work = work;
    }

    @Override
    public @Nullable String obstacle() {
        return contexts.server().isPresent() ? null : "no certificate is configured";
    }

    @Override
    public void addTo(ChannelPipeline pipeline, @Nullable Peer wanted) {
        SslHandler handler = wanted == null ? accepting(pipeline.channel()) : connecting(pipeline.channel(), wanted);
        handler.setHandshakeTimeoutMillis(0); // HandshakeGate has one clock for all handshakes
        pipeline.addLast(new RenegotiationGuard(), handler);
    }

    private SslHandler accepting(Channel channel) {
        Optional<SslContext> server = contexts.server();
        return server.orElseThrow(() -> new IllegalStateException("accepted without a certificate"))
                .newHandler(channel.alloc(), work);
    }

    /** The peer's name is what {@code PeerTrust} compares and, for a domain, what the server is told (SNI). */
    private SslHandler connecting(Channel channel, Peer wanted) {
        SslHandler handler = contexts.client().newHandler(channel.alloc(), wanted.name(), wanted.address().getPort(), work);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(""); // the rules of HTTPS allow wildcards, those of SIP do not
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    @Override
    public boolean provesUs() {
        return contexts.server().isPresent();
    }

    @Override
    public boolean hasHandshake() {
        return true;
    }

    @Override
    public boolean isReady(Object event) {
        return event instanceof SslHandshakeCompletionEvent done && done.isSuccess();
    }

    @Override
    public Framing framing(TransportLimits limits) {
        return new StreamFramer(limits.maxHeaders(), limits.maxBody());
    }

    @Override
    public @Nullable TlsSession session(ChannelPipeline pipeline) {
        SslHandler handler = pipeline.get(SslHandler.class);
        return handler == null ? null : contexts.session(handler.engine());
    }

    @Override
    public void endOutput(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler != null) {
            handler.closeOutbound();
        }
    }
}
