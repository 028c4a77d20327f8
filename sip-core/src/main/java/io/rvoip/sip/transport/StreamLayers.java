package io.rvoip.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.rvoip.sip.transport.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/** What lies between the bytes of a socket and the messages of its connection: nothing, TLS, WebSocket, both. */
interface StreamLayers {
    /** Whether a peer can find out who we are, and may so use a connection of ours to reach us (RFC 5923). */
    default boolean provesUs() {
        return false;
    }

    /** Whether listeners are possible; else why not, as in {@code tls: no certificate is configured}. */
    @Nullable String obstacle();

    /**
     * Adds the handlers of one connection.
     *
     * @param wanted whom we connect to; null for a connection that was accepted
     */
    void addTo(ChannelPipeline pipeline, @Nullable Peer wanted);

    /** Whether the peers have to agree on something before messages pass; then {@link #isReady} says when they did. */
    boolean hasHandshake();

    /** Whether that event of the pipeline ends the last handshake well. */
    boolean isReady(Object event);

    Framing framing(TransportLimits limits);

    /** What asks the peer for a sign of life: bytes, or what the handlers make bytes of. */
    default Object ping() {
        return StreamConnection.pingBytes();
    }

    /** What protects a connection that is ready; null when nothing does. */
    @Nullable TlsSession session(ChannelPipeline pipeline);

    /** Tells the peer that nothing more will come, and goes on reading. On the channel's loop, once. */
    void endOutput(Channel channel);
}
