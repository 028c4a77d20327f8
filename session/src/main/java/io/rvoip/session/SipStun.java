package io.rvoip.session;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.Rate;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.StunPort;
import java.util.Optional;

/**
 * STUN on the UDP ports of SIP (RFC 5626 §8): answers Binding requests, a hundred a second for each network, none in
 * more than one and a half times the bytes it came in. Give it to {@code SipTransports.Builder.withStun} with the loop of
 * the sockets.
 */
public final class SipStun implements StunPort {
    /** Many phones may stand behind one NAT, each asking every half minute. */
    private static final Rate RATE = new Rate(100, 200);
    private static final int SOURCES = 4096;

    private final Loop loop;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final BindingResponder responder;
    private final Metrics.Counter answered;
    private final Metrics.Counter dropped;

    /** For sockets read on {@code loop}. Counts {@code rvoip_sip_stun_total{outcome}}. */
    public SipStun(Loop loop, IdSource ids, Metrics metrics) {
        this.loop = loop;
        PrefixLimiter limiter = new PrefixLimiter(PrefixLimiter.Scope.PREFIX, RATE, SOURCES, ids);
        responder = new BindingResponder(limiter::tryTake);
        answered = metrics.counter("rvoip_sip_stun_total", "outcome", "answered");
        dropped = metrics.counter("rvoip_sip_stun_total", "outcome", "dropped");
    }

    @Override
    public Optional<ByteBuf> received(ByteBuf datagram, Flow flow) {
        Optional<ByteBuf> answer = parser.parse(datagram) instanceof StunResult.Parsed parsed
                ? responder.answer(parsed.message(), flow.remote(), loop.now()).map(StunMessage::encode)
                : Optional.empty();
        (answer.isPresent() ? answered : dropped).increment();
        return answer;
    }
}
