package io.rvoip.session;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTrace;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.TransactionCounts;
import io.rvoip.transaction.TransactionDriver;
import io.rvoip.transaction.TransactionLayer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One owner of calls: a loop with its transactions and its user agent. Both legs of a bridged call are made on the
 * same shard, so that they need no locks and no messages between them.
 */
public final class SipShard implements SipTransport.Inbox {
    private static final String SUFFIXES = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final int index;
    private final Loop loop;
    private final IdSource ids;
    private final TransactionDriver driver;
    private @Nullable TransactionLayer transactions;
    private @Nullable UserAgent userAgent;
    private @Nullable SipTrace trace;
    private @Nullable SipTransport transport;

    SipShard(int index, Loop loop, IdSource ids, TransactionDriver driver) {
        this.index = index;
        this.loop = loop;
        this.ids = ids;
        this.driver = driver;
    }

    void open(SipStack.Parts parts, Shards shards, SipTransport transport, @Nullable SipTrace traced) {
        trace = traced;
        this.transport = transport;
        UserAgentHandler handler = parts.handlers().apply(this);
        userAgent = new UserAgent(
                parts.settings(), loop, ids, () -> callId(shards), transport, parts.resolver(),
                handler, agent -> openLayer(transport, handler.inFrontOf(agent)), parts.metrics());
    }

    private TransactionLayer openLayer(SipTransport transport, RequestHandler handler) {
        TransactionLayer layer = driver.open(transport, handler);
        transactions = layer;
        return layer;
    }

    /** A Call-ID whose messages come back to this shard. */
    private String callId(Shards shards) {
        while (true) {
            String token = ids.token();
            for (int i = 0; i < SUFFIXES.length(); i++) {
                String candidate = token + SUFFIXES.charAt(i);
                if (shards.of(candidate).inbox() == this) {
                    return candidate;
                }
            }
        }
    }

    /** What protects the connection of this flow; empty for one without TLS, and for one that has ended. */
    public Optional<TlsSession> tls(Flow flow) {
        SipTransport open = transport;
        return open == null ? Optional.empty() : open.tls(flow);
    }

    /** From 0. */
    public int index() {
        return index;
    }

    public Loop loop() {
        return loop;
    }

    /** The randomness of this shard; confined to its loop. */
    public IdSource ids() {
        return ids;
    }

    /** Its user agent; use it on {@link #loop()}. */
    public UserAgent userAgent() {
        if (userAgent == null) {
            throw new IllegalStateException("shard " + index + " is being built (expected: a built stack)");
        }
        return userAgent;
    }

    /** Its transactions; use them on {@link #loop()}. */
    public TransactionLayer transactions() {
        if (transactions == null) {
            throw new IllegalStateException("shard " + index + " is being built (expected: a built stack)");
        }
        return transactions;
    }

    /**
     * What is traced of this Call-ID belongs to a call, as its other legs do; nothing happens without a trace. Use it on
     * {@link #loop()}, with Call-IDs of this shard.
     *
     * @param call any name that no Call-ID has
     */
    public void joinTrace(String call, String callId) {
        if (trace != null) {
            trace.join(call, callId);
        }
    }

    /** Does something with the user agent on its loop, from any thread. */
    public <T> CompletionStage<T> call(Function<UserAgent, T> action) {
        return CompletableFuture.supplyAsync(() -> action.apply(userAgent()), loop);
    }

    /** What it holds, read on its loop. */
    public CompletionStage<StackCounts> counts() {
        return CompletableFuture.supplyAsync(this::countsNow, loop);
    }

    StackCounts countsNow() {
        TransactionCounts held = transactions().counts();
        return new StackCounts(userAgent().counts(), held);
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        driver.received(message, flow);
    }

    @Override
    public void refused(ParseResult.Refused refused, Flow flow) {
        driver.refused(refused, flow);
    }

    @Override
    public void closed(Flow flow, String why) {
        driver.closed(flow, why);
        userAgent().flowClosed(flow);
    }

    @Override
    public String toString() {
        return "shard " + index;
    }
}
