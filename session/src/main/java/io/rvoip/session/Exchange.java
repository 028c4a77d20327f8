package io.rvoip.session;

import io.rvoip.session.auth.AuthOutcome;
import io.rvoip.session.auth.ClientAuth;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.ClientListener;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request other than INVITE, from sending to its final outcome. Challenges are answered on the way: the request is
 * sent again with credentials and the next CSeq (RFC 3261 §22).
 */
final class Exchange implements ClientListener {
    private final AgentCore core;
    private final ClientAuth auth;
    private final LongSupplier nextCSeq;
    private final Outcome outcome;
    private final Way way;
    private final @Nullable Function<Flow, SipRequest> maker;
    private SipRequest request;
    private boolean done;

    private Exchange(
            AgentCore core, ClientAuth auth, LongSupplier nextCSeq, SipRequest first, @Nullable Function<Flow, SipRequest> maker,
            Way way, Outcome outcome) {
        this.core = core;
        this.auth = auth;
        this.nextCSeq = nextCSeq;
        this.maker = maker;
        this.way = way;
        request = auth.authorise(first);
        this.outcome = outcome;
    }

    /**
     * Sends a request without Via over a flow, and nowhere else.
     *
     * @param nextCSeq gives the number of each repetition with credentials
     */
    static void start(
            AgentCore core, ClientAuth auth, LongSupplier nextCSeq, SipRequest request, Flow flow, Outcome outcome) {
        start(core, auth, nextCSeq, request, Way.over(core.outbound, flow), outcome);
    }

    /**
     * Sends a request without Via, and the very same to the next place where one fails.
     *
     * @param nextCSeq gives the number of each repetition with credentials
     */
    static void start(
            AgentCore core, ClientAuth auth, LongSupplier nextCSeq, SipRequest request, Way way, Outcome outcome) {
        send(new Exchange(core, auth, nextCSeq, request, null, way, outcome));
    }

    /**
     * Sends a request without Via, and again to the next place where one fails.
     *
     * @param nextCSeq gives the number of each repetition with credentials
     * @param maker makes the request for the flow it goes over
     */
    static void start(
            AgentCore core, ClientAuth auth, LongSupplier nextCSeq, Function<Flow, SipRequest> maker, Way way,
            Outcome outcome) {
        send(new Exchange(core, auth, nextCSeq, maker.apply(way.flow()), maker, way, outcome));
    }

    private static void send(Exchange exchange) {
        exchange.core.tally.exchanges++;
        exchange.core.outbound.request(exchange.request, exchange.way.flow(), exchange);
    }

    /** The same to the next place, in a transaction of its own (RFC 3263 §4.3). */
    private void goOn() {
        way.next(reached -> {
            if (maker != null) {
                request = auth.authorise(maker.apply(reached.flow()));
            }
            core.outbound.request(request, reached.flow(), this);
        }, this::unreachable);
    }

    private void unreachable(String reason) {
        close();
        outcome.unreachable(reason);
    }

    @Override
    public void provisional(SipResponse response) {
        // nothing to do: only the final response counts
    }

    @Override
    public void finalResponse(SipResponse response) {
        if (done) {
            return;
        }
        if (response.status() == 401 || response.status() == 407) {
            retry(response);
        } else if (way.refused(response)) {
            goOn();
        } else {
            auth.passed(response);
            close();
            outcome.answered(response);
        }
    }

    private void retry(SipResponse challenge) {
        AuthOutcome answer = auth.answer(request, challenge);
        if (answer instanceof AuthOutcome.Retry retry) {
            request = retry.request().toBuilder()
                    .set(HeaderKind.CSEQ, new CSeq(nextCSeq.getAsLong(), request.method()))
                    .build();
            core.outbound.request(request, way.flow(), this);
        } else {
            close();
            outcome.unauthorised(challenge, ((AuthOutcome.Failed) answer).reason());
        }
    }

    @Override
    public void timeout() {
        if (!done) {
            way.failed();
            if (way.goesOn()) {
                goOn();
            } else {
                close();
                outcome.unanswered();
            }
        }
    }

    @Override
    public void transportError(String reason) {
        if (!done) {
            way.failed();
            keptBack(reason);
        }
    }

    @Override
    public void keptBack(String reason) {
        if (done) {
            return;
        }
        if (way.goesOn()) {
            goOn();
        } else {
            unreachable(reason);
        }
    }

    @Override
    public void terminated() {
        // each outcome was told before
    }

    private void close() {
        done = true;
        core.tally.exchanges--;
    }

    /** What became of it; exactly one is called, once. */
    interface Outcome {
        /** The final response, 401 and 407 only when there were no credentials to try. */
        void answered(SipResponse response);

        /** We were challenged and could not satisfy the server. */
        void unauthorised(SipResponse challenge, String reason);

        /** No final response within 64*T1. */
        void unanswered();

        /** It could not be sent. */
        void unreachable(String reason);

        /** An outcome where only the end matters. */
        static Outcome whatever(Runnable then) {
            return new Outcome() {
                @Override
                public void answered(SipResponse response) {
                    then.run();
                }

                @Override
                public void unauthorised(SipResponse challenge, String reason) {
                    then.run();
                }

                @Override
                public void unanswered() {
                    then.run();
                }

                @Override
                public void unreachable(String reason) {
                    then.run();
                }
            };
        }
    }
}
