package io.rvoip.session;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.Rate;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunBinding;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.StunSettings;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.StunPort;
import io.rvoip.sip.transport.TransportException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * STUN on the UDP ports of SIP (RFC 5626 §8): answers Binding requests, a hundred a second for each network, none in
 * more than one and a half times the bytes it came in, and asks for signs of life over flows of ours. Give it to {@code
 * SipTransports.Builder.withStun} with the loop of the sockets.
 */
public final class SipStun implements StunPort {
    /** Many phones may stand behind one NAT, each asking every half minute. */
    private static final Rate RATE = new Rate(100, 200);
    private static final int SOURCES = 4096;
    private static final int MOST_QUESTIONS = 1024;

    private final Loop loop;
    private final IdSource ids;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final BindingResponder responder;
    private final Map<Flow, Question> questions = new HashMap<>();
    private final Metrics.Counter answered;
    private final Metrics.Counter dropped;

    /** For sockets read on {@code loop}. Counts {@code rvoip_sip_stun_total{outcome}}. */
    public SipStun(Loop loop, IdSource ids, Metrics metrics) {
        this.loop = loop;
        this.ids = ids;
        PrefixLimiter limiter = new PrefixLimiter(PrefixLimiter.Scope.PREFIX, RATE, SOURCES, ids);
        responder = new BindingResponder(limiter::tryTake);
        answered = metrics.counter("rvoip_sip_stun_total", "outcome", "answered");
        dropped = metrics.counter("rvoip_sip_stun_total", "outcome", "dropped");
    }

    @Override
    public Optional<ByteBuf> received(ByteBuf datagram, Flow flow) {
        if (!(parser.parse(datagram) instanceof StunResult.Parsed parsed)) {
            dropped.increment();
            return Optional.empty();
        }
        Question open = questions.get(flow);
        if (open != null && open.client.received(parsed.message(), flow.remote(), loop.now())) {
            return Optional.empty();
        }
        Optional<ByteBuf> answer =
                responder.answer(parsed.message(), flow.remote(), loop.now()).map(StunMessage::encode);
        (answer.isPresent() ? answered : dropped).increment();
        return answer;
    }

    @Override
    public CompletionStage<InetSocketAddress> ask(Flow flow, Consumer<ByteBuf> send) {
        if (questions.containsKey(flow) || questions.size() >= MOST_QUESTIONS) {
            return CompletableFuture.failedStage(new TransportException(
                    TransportException.Reason.FULL, flow + ": a question is open already, or too many are"));
        }
        Question question = new Question(flow, send);
        questions.put(flow, question);
        question.client.start(loop.now());
        question.timer.arm(question.client.nextDeadline());
        return question.seen;
    }

    /** One Binding transaction. */
    private final class Question implements StunBinding.Sink {
        private final Flow flow;
        private final Consumer<ByteBuf> send;
        private final StunBinding client;
        private final Loop.Timer timer = loop.timer(this::onDeadline);
        private final CompletableFuture<InetSocketAddress> seen = new CompletableFuture<>();

        Question(Flow flow, Consumer<ByteBuf> send) {
            this.flow = flow;
            this.send = send;
            client = new StunBinding(flow.remote(), StunSettings.ONCE, ids, this);
        }

        private void onDeadline() {
            client.onDeadline(loop.now());
            timer.arm(client.nextDeadline());
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress server) {
            send.accept(datagram);
        }

        @Override
        public void mapped(InetSocketAddress address, boolean changed) {
            close();
            seen.complete(address);
        }

        @Override
        public void failed(StunFailure failure) {
            close();
            seen.completeExceptionally(new TransportException(TransportException.Reason.TIMEOUT, flow + ": " + failure.text()));
        }

        private void close() {
            timer.cancel();
            questions.remove(flow);
        }
    }
}
