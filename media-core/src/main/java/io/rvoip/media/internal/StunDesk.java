package io.rvoip.media.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.Rate;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Answers the Binding requests that phones send to media ports to keep their way through a NAT open (RFC 6263 §4.7),
 * for all legs of one loop: ten a second for each network, no answer larger than one and a half times its request. It
 * learns nothing from them. Connectivity checks carry credentials and are left alone: there is no ICE here yet.
 */
public final class StunDesk {
    private static final Rate RATE = new Rate(10, 20);
    private static final int SOURCES = 4096;

    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final BindingResponder responder;
    private final Metrics.Counter answered;
    private final Metrics.Counter dropped;

    /** For one loop, with its randomness. */
    public StunDesk(IdSource ids, Metrics metrics) {
        PrefixLimiter limiter = new PrefixLimiter(PrefixLimiter.Scope.PREFIX, RATE, SOURCES, ids);
        responder = new BindingResponder(limiter::tryTake);
        answered = metrics.counter("rvoip_media_stun_total", "outcome", "answered");
        dropped = metrics.counter("rvoip_media_stun_total", "outcome", "dropped");
    }

    /**
     * What to send back to where the datagram came from; empty when nothing.
     *
     * @param datagram neither moved nor released
     * @return a buffer that the caller owns
     */
    public Optional<ByteBuf> answer(ByteBuf datagram, InetSocketAddress from, long now) {
        Optional<ByteBuf> answer = parser.parse(datagram) instanceof StunResult.Parsed parsed
                ? responder.answer(parsed.message(), from, now).map(StunMessage::encode)
                : Optional.empty();
        (answer.isPresent() ? answered : dropped).increment();
        return answer;
    }
}
