package io.rvoip.session;

import io.rvoip.session.auth.ClientAuth;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A request outside of dialogs, from its plan to its outcome. */
final class PlainExchange implements Exchange.Outcome {
    private final AgentCore core;
    private final PlainRequest plan;
    private final ClientAuth auth;
    private final CompletableFuture<RequestOutcome> outcome = new CompletableFuture<>();
    private long cseq = 1;

    private PlainExchange(AgentCore core, PlainRequest plan) {
        this.core = core;
        this.plan = plan;
        auth = core.auth(plan.credentials());
    }

    static CompletionStage<RequestOutcome> start(AgentCore core, PlainRequest plan) {
        PlainExchange exchange = new PlainExchange(core, plan);
        core.outbound.find(plan.nextHop(), plan.target(), Uris.isSecure(plan.target()), core.ids.nextLong(),
                exchange::send, exchange::unreachable);
        return exchange.outcome;
    }

    private void send(Way way) {
        NameAddr from = plan.from().withTag(core.newTag());
        String callId = core.newCallId();
        Exchange.start(core, auth, () -> ++cseq, flow -> request(from, callId), way, this);
    }

    private SipRequest request(NameAddr from, String callId) {
        SipRequest.Builder request = SipRequest.create(plan.method(), plan.target())
                .set(HeaderKind.FROM, from)
                .set(HeaderKind.TO, plan.to())
                .set(HeaderKind.CALL_ID, callId)
                .set(HeaderKind.CSEQ, new CSeq(cseq, plan.method()));
        request.addRaw("Accept", SdpBody.CONTENT_TYPE);
        core.stamp(request);
        plan.headers().forEach(header -> request.addRaw(header.name(), header.value()));
        return request.build();
    }

    @Override
    public void answered(SipResponse response) {
        outcome.complete(new RequestOutcome.Answered(response));
    }

    @Override
    public void unauthorised(SipResponse challenge, String reason) {
        outcome.complete(new RequestOutcome.Answered(challenge));
    }

    @Override
    public void unanswered() {
        outcome.complete(new RequestOutcome.Unanswered());
    }

    @Override
    public void unreachable(String reason) {
        outcome.complete(new RequestOutcome.Unreachable(reason));
    }
}
