package io.rvoip.engine.registrar;

import io.rvoip.common.IdSource;
import io.rvoip.engine.auth.Domains;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.TransactionLimitException;
import java.util.function.Consumer;

/** Keep-alives over a SIP stack. Pings leave at once; OPTIONS go through the transactions of the shard that owns them. */
public final class StackKeepAlives implements KeepAliveTransport {
    private final SipStack stack;
    private final SipUri self;
    private final String product;
    private final IdSource ids;

    /**
     * Over this stack.
     *
     * @param domains whom OPTIONS come from
     * @param ids of the loop that the keep-alives live on
     */
    public StackKeepAlives(SipStack stack, Domains domains, IdSource ids) {
        this.stack = stack;
        this.self = domains.uri("");
        this.product = stack.settings().product();
        this.ids = ids;
    }

    @Override
    public void ping(Flow flow) {
        stack.transport().keepAlive(flow);
    }

    @Override
    public void probe(Binding binding, Consumer<Boolean> answered) {
        if (!stack.transport().isOpen(binding.flow())) {
            answered.accept(false);
            return;
        }
        SipRequest request = options(binding);
        SipShard shard = stack.shardOf(request.callId());
        shard.loop().execute(() -> send(shard, request, binding.flow(), answered));
    }

    private static void send(SipShard shard, SipRequest request, Flow flow, Consumer<Boolean> answered) {
        try {
            shard.transactions().request(request, flow, new Outcome(answered), shard.loop().now());
        } catch (TransactionLimitException full) {
            answered.accept(true); // says nothing about the phone
        }
    }

    private SipRequest options(Binding binding) {
        SipRequest.Builder request = SipRequest.create(Method.OPTIONS, binding.contact())
                .set(HeaderKind.FROM, NameAddr.of(self).withTag(ids.token()))
                .set(HeaderKind.TO, NameAddr.of(binding.contact()))
                .set(HeaderKind.CALL_ID, ids.token())
                .set(HeaderKind.CSEQ, new CSeq(1, Method.OPTIONS));
        binding.path().forEach(proxy -> request.add(HeaderKind.ROUTE, proxy));
        if (!product.isEmpty()) {
            request.set(HeaderKind.USER_AGENT, product);
        }
        return request.build();
    }

    /** Any final response is a sign of life, a refusal too. */
    private static final class Outcome implements ClientListener {
        private final Consumer<Boolean> answered;

        Outcome(Consumer<Boolean> answered) {
            this.answered = answered;
        }

        @Override
        public void provisional(SipResponse response) {
            // the final one follows
        }

        @Override
        public void finalResponse(SipResponse response) {
            answered.accept(true);
        }

        @Override
        public void timeout() {
            answered.accept(false);
        }

        @Override
        public void transportError(String reason) {
            answered.accept(false);
        }

        @Override
        public void terminated() {
            // told before
        }
    }
}
