package io.rvoip.transaction;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
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
 */
public final class TransactionDriver implements SipTransport.Inbox {
    private static final int KNOWN_SOURCES = 4096;

    private final Loop loop;
    private final TransactionSettings settings;
    private final IdSource ids;
    private final Metrics metrics;
    private final Metrics.Counter malformedUnanswered;
    private final PrefixLimiter malformed;
    private final Loop.Timer timer;
    private volatile @Nullable Connected connected;

    /** What there is once the driver was opened. */
    private record Connected(TransactionLayer layer, SipTransport transport) {}

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
        timer = loop.timer(this::wake);
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
        connected = new Connected(layer, transport);
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
        onLoop(open -> open.layer().received(message, flow, loop.now()));
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
