package io.rvoip.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.rvoip.sip.transport.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/** Plain TCP: nothing lies between. */
final class PlainLayers implements StreamLayers {
    @Override
    public @Nullable String obstacle() {
        return null;
    }

    @Override
    public void addTo(ChannelPipeline pipeline, @Nullable Peer wanted) {
        // the bytes are the messages
    }

    @Override
    public boolean hasHandshake() {
        return false;
    }

    @Override
    public boolean isReady(Object event) {
        return false;
    }

    @Override
    public Framing framing(TransportLimits limits) {
        return new StreamFramer(limits.maxHeaders(), limits.maxBody());
    }

    @Override
    public @Nullable TlsSession session(ChannelPipeline pipeline) {
        return null;
    }

    @Override
    public void endOutput(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
