package io.rvoip.transaction;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ties a {@link TransactionLayer} to the loop that owns it and to a transport: messages in, messages out, one timer.
 * Make it, give it to the transport as the inbox of a shard, then {@link #open}. Messages that arrive before that are
 * dropped. What arrives may arrive on any thread; everything runs on the loop.
 *
 * <p>Where the {@linkplain OverloadPolicy#sheds() policy} wants it, what arrives waits in {@link Arrivals}.
 */
public final class TransactionDriver implements SipTransport.Inbox {
    private static final int KNOWN_SOURCES = 4096;
    /** Long enough that what is sent leaves in few system calls, short enough that no socket overflows meanwhile. */
    private static final long TURN = 2_000_000L;

    private final Loop loop;
    private final TransactionSettings settings;
    private final IdSource ids;
    private final Metrics metrics;
    private final Metrics.Counter malformedUnanswered;
    private final PrefixLimiter malformed;
    private final Loop.Timer timer;
    private final Arrivals arrivals = new Arrivals();
    private final Loop.Timer turn;
    private final Metrics.Counter forgotten;
    private boolean waiting;
    private volatile @Nullable Connected connected;

    /** What there is once the driver was opened. */
    private record Connected(TransactionLayer layer, SipTransport transport, RequestHandler handler) {}

    /**
     * A driver without transport.
     *
     * @param ids unguessable, and confined to {@code loop} unless it is thread-safe
     */
    public TransactionDriver(Loop loop, TransactionSettings settings, IdSource ids, Metrics metrics) {
        this.loop = loop;
        this.settings = settings;
        this.ids = ids;
        this.metrics = metrics;
        malformed = new PrefixLimiter(
                PrefixLimiter.Scope.PREFIX, settings.malformedReplies(), KNOWN_SOURCES, ids);
        malformedUnanswered = metrics.counter("rvoip_sip_dropped_total", "reason", "malformed_over_rate");
        forgotten = metrics.counter("rvoip_sip_dropped_total", "reason", "overload");
        timer = loop.timer(this::wake);
        turn = loop.timer(() -> onLoop(this::takeTurn));
    }

    /**
     * Makes the layer. Before the transport listens.
     *
     * @throws IllegalStateException when it was opened before
     */
    public TransactionLayer open(SipTransport transport, RequestHandler handler) {
        if (connected != null) {
            throw new IllegalStateException("the driver is open already");
        }
        TransactionLayer layer = new TransactionLayer(
                settings, ids, transport::sentBy, new Sender(transport), handler, metrics, loop.now());
        connected = new Connected(layer, transport, handler);
        return layer;
    }

    /** What the layer holds, read on its loop. */
    public CompletionStage<TransactionCounts> counts() {
        return CompletableFuture.supplyAsync(() -> {
            Connected open = connected;
            return open == null ? new TransactionCounts(0, 0, 0, 0) : open.layer().counts();
        }, loop);
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        onLoop(open -> arrived(open, message, flow));
    }

    /** Where it may be turned away it waits for its turn, so that the socket is emptied first and its own time counts. */
    private void arrived(Connected open, SipMessage message, Flow flow) {
        OverloadPolicy policy = open.handler().overload();
        long now = loop.now();
        if (!policy.sheds()) {
            open.layer().received(message, flow, now);
            return;
        }
        if (!arrivals.add(new Arrivals.Arrival(message, flow, policy.precedence(message, flow, now), now))) {
            forgotten.increment();
        }
        await(now);
    }

    private void await(long now) {
        if (!waiting) {
            waiting = true;
            turn.arm(now);
        }
    }

    /** Works for a while; then the sockets are read again, whatever is left. */
    private void takeTurn(Connected open) {
        waiting = false;
        OverloadPolicy policy = open.handler().overload();
        long begun = loop.now();
        long now = begun;
        arrivals.look(now);
        try {
            while (now - begun < TURN) {
                Arrivals.Arrival next = arrivals.next(now);
                if (next == null) {
                    return;
                }
                take(open.layer(), policy, next, now);
                now = loop.now();
            }
        } finally {
            if (!arrivals.isEmpty()) {
                await(now);
            }
        }
    }

    private void take(TransactionLayer layer, OverloadPolicy policy, Arrivals.Arrival next, long now) {
        if (arrivals.isLate(next, now)) {
            layer.turnAway((SipRequest) next.message(), next.flow(), now);
        } else {
            policy.taken(next.precedence(), now - next.since(), now);
            layer.received(next.message(), next.flow(), now);
        }
    }

    /** Answers a malformed request once, as often as the settings allow its source. */
    @Override
    public void refused(ParseResult.Refused refused, Flow flow) {
        onLoop(open -> refused.response().ifPresent(response -> {
            if (malformed.tryTake(flow.remote().getAddress(), loop.now())) {
                open.transport().send(response, flow, SipTransport.SendListener.IGNORE);
            } else {
                malformedUnanswered.increment();
            }
        }));
    }

    @Override
    public void closed(Flow flow, String why) {
        onLoop(open -> open.layer().flowClosed(flow, why, loop.now()));
    }

    private void wake() {
        onLoop(open -> open.layer().onDeadline(loop.now()));
    }

    private void onLoop(Consumer<Connected> input) {
        if (!loop.inLoop()) {
            loop.execute(() -> onLoop(input));
            return;
        }
        Connected open = connected;
        if (open != null) {
            input.accept(open);
        }
    }

    private final class Sender implements Outbox {
        private final SipTransport transport;

        Sender(SipTransport transport) {
            this.transport = transport;
        }

        @Override
        public void transmit(SipMessage message, Flow flow, Transaction sender) {
            transport.send(message, flow, (unsent, where, why) -> failed(sender, String.valueOf(why.getMessage())));
        }

        @Override
        public void transmitOnce(SipMessage message, Flow flow) {
            transport.send(message, flow, SipTransport.SendListener.IGNORE);
        }

        @Override
        public void wakeAt(long deadlineNanos) {
            timer.arm(deadlineNanos);
        }

        private void failed(Transaction sender, String reason) {
            onLoop(open -> open.layer().transportFailed(sender, reason, loop.now()));
        }
    }
}
