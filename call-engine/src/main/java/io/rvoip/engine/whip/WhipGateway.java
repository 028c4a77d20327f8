package io.rvoip.engine.whip;

import io.rvoip.engine.auth.Domains;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.NextHop;
import io.rvoip.session.Reliability;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.UserAgent;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.InnerTransport;
import io.rvoip.sip.transport.TransportProtocol;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes calls for clients without SIP: an INVITE with the client's offer over an {@link InnerTransport}, from whom the engine
 * takes it as from any WebSocket.
 */
public final class WhipGateway implements WhipCalls {
    private final Domains domains;
    private final InnerTransport inner;
    private final SipStack callers;

    /** @param callers a stack at the callers' end of {@code inner} */
    public WhipGateway(Domains domains, InnerTransport inner, SipStack callers) {
        this.domains = domains;
        this.inner = inner;
        this.callers = callers;
    }

    @Override
    public Attempt begin(WhipRequest request) {
        Optional<WhipRefusal> refusal = WhipOffer.refusal(request.offer(), request.way());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        SipShard shard = callers.nextShard();
        WhipLeg leg = new WhipLeg(shard.loop(), WhipOffer.of(request.offer(), request.way()));
        try {
            shard.loop().execute(() -> invite(shard.userAgent(), leg, request));
        } catch (RejectedExecutionException loopGone) {
            return new Refused(new WhipRefusal(WhipRefusal.Reason.FULL, "The platform stops."));
        }
        return leg;
    }

    private void invite(UserAgent agent, WhipLeg leg, WhipRequest request) {
        Flow flow = inner.open(request.secure() ? TransportProtocol.WSS : TransportProtocol.WS, request.local(), request.remote(),
                request.user());
        leg.ended().thenRun(() -> inner.close(flow));
        try {
            InviteRequest invite = InviteRequest.of(domains.uri(request.called()), NameAddr.of(domains.uri(request.user())))
                    .withNextHop(NextHop.over(flow))
                    .withCallTimeout(PATIENCE)
                    .withReliability(Reliability.OFF)
                    .withOffer(SdpBody.of(leg.offer().description()));
            leg.started(agent.invite(invite, leg));
        } catch (IllegalStateException full) {
            leg.refused(new WhipRefusal(WhipRefusal.Reason.FULL, "No room for another call."));
        }
    }

    private record Refused(WhipRefusal why) implements Attempt {
        @Override
        public CompletionStage<WhipOutcome> outcome() {
            return CompletableFuture.completedStage(new WhipOutcome.Refused(why));
        }

        @Override
        public void giveUp() {
            // there is nothing
        }
    }
}
