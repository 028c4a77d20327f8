package io.rvoip.session;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.Shard;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.trace.TraceSink;
import io.rvoip.sip.transport.SipTrace;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.transaction.TransactionDriver;
import io.rvoip.transaction.TransactionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole SIP stack: a transport and any number of {@link SipShard}s, each with a loop, transactions and a user agent.
 * A call belongs to the shard that the hash of its Call-ID names; Call-IDs made here are chosen so that they name the
 * shard that made them.
 *
 * <p>It runs on whatever loops and transport it is given: event loops and sockets, or virtual ones in virtual time.
 * Thread-safe; what a shard hands out is confined to its loop.
 */
public final class SipStack implements AutoCloseable {
    private final Parts parts;
    private final List<SipShard> shards;
    private final Shards owners;
    private final @Nullable SipTrace trace;
    private final SipTransport transport;
    private final AtomicInteger turn = new AtomicInteger();

    private SipStack(Parts parts, Function<Shards, SipTransport> transports, @Nullable TraceSettings traced, TraceSink sink) {
        this.parts = parts;
        List<SipShard> all = new ArrayList<>();
        for (Loop loop : parts.loops()) {
            IdSource ids = parts.ids().get();
            TransactionSettings settings = parts.transactions().withTimers(parts.settings().timers());
            all.add(new SipShard(
                    all.size(), loop, ids, new TransactionDriver(loop, settings, ids, parts.metrics())));
        }
        shards = List.copyOf(all);
        owners = Shards.byHash(shards.stream().map(shard -> new Shard(shard.loop(), shard)).toList());
        trace = traced == null ? null : SipTrace.between(owners, traced, sink, parts.metrics(), transports);
        transport = trace == null ? transports.apply(owners) : trace;
        shards.forEach(shard -> shard.open(parts, owners, transport, trace));
    }

    /** What a stack is built of. */
    record Parts(
            UserAgentSettings settings, TransactionSettings transactions, List<Loop> loops, Supplier<IdSource> ids,
            TargetResolver resolver, Function<SipShard, UserAgentHandler> handlers, Metrics metrics) {}

    /**
     * A stack on these loops.
     *
     * @param loops one for each shard, at least one
     * @param transports makes the transport that hands messages to the shards
     */
    public static Builder on(List<Loop> loops, Function<Shards, SipTransport> transports) {
        return new Builder(loops, transports);
    }

    /** Binds all addresses, in order. When one cannot be had it fails, and those bound before stay until close. */
    public CompletionStage<List<ListenPoint>> listen(List<ListenAddress> addresses) {
        CompletionStage<List<ListenPoint>> bound = CompletableFuture.completedStage(new ArrayList<>());
        for (ListenAddress one : addresses) {
            bound = bound.thenCompose(points -> transport.listen(one.protocol(), one.address()).thenApply(point -> {
                points.add(point);
                return points;
            }));
        }
        return bound.thenApply(List::copyOf);
    }

    public List<SipShard> shards() {
        return shards;
    }

    /** The owner of a call. */
    public SipShard shardOf(String callId) {
        Shard owner = owners.of(callId);
        return shards.stream().filter(shard -> shard == owner.inbox()).findFirst().orElseThrow();
    }

    /** A shard for a new call, all in turn. */
    public SipShard nextShard() {
        return shards.get(Math.floorMod(turn.getAndIncrement(), shards.size()));
    }

    public SipTransport transport() {
        return transport;
    }

    /**
     * What was said in a call; nothing without {@link Builder#withTrace}, or when it is forgotten.
     *
     * @param call its Call-ID, or what that was joined to with {@link SipShard#joinTrace}
     */
    public CompletionStage<CallTrace> trace(String call) {
        return trace == null ? CompletableFuture.completedStage(CallTrace.NONE) : trace.call(call);
    }

    /** How its URIs become addresses. */
    public TargetResolver resolver() {
        return parts.resolver();
    }

    public UserAgentSettings settings() {
        return parts.settings();
    }

    /** What all shards hold. */
    public CompletionStage<StackCounts> counts() {
        CompletionStage<StackCounts> sum = CompletableFuture.completedStage(StackCounts.ZERO);
        for (SipShard shard : shards) {
            sum = sum.thenCombine(shard.counts(), StackCounts::plus);
        }
        return sum;
    }

    /**
     * Takes no new calls, and waits for those there are.
     *
     * @param patience afterwards calls are ended and registrations removed, which takes up to 64*T1 more
     * @return completes when nothing is left
     */
    public CompletionStage<Void> drain(Duration patience) {
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (SipShard shard : shards) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            shard.loop().execute(() -> new Draining(shard, patience, done).start());
            all = all.thenCombine(done, (one, other) -> one);
        }
        return all;
    }

    /** Closes the transport at once; calls are not told. {@link #drain} first for an orderly end. */
    @Override
    public void close() {
        transport.close();
    }

    /** Collects the parts; not thread-safe. */
    public static final class Builder {
        private final List<Loop> loops;
        private final Function<Shards, SipTransport> transports;
        private UserAgentSettings settings = UserAgentSettings.DEFAULT;
        private TransactionSettings transactions = TransactionSettings.DEFAULT;
        private Supplier<IdSource> ids = SecureIds::new;
        private TargetResolver resolver = TargetResolver.addressesOnly();
        private Metrics metrics = Metrics.none();
        private @Nullable Function<SipShard, UserAgentHandler> handlers;
        private @Nullable TraceSettings traced;
        private TraceSink sink = TraceSink.NONE;

        private Builder(List<Loop> loops, Function<Shards, SipTransport> transports) {
            if (loops.isEmpty()) {
                throw new IllegalArgumentException("loops: none (expected: at least one)");
            }
            this.loops = List.copyOf(loops);
            this.transports = transports;
        }

        public Builder withSettings(UserAgentSettings value) {
            settings = value;
            return this;
        }

        /** Bounds of the transactions; their timers are those of the user agent's settings. */
        public Builder withTransactions(TransactionSettings value) {
            transactions = value;
            return this;
        }

        /** Where each shard gets its randomness. */
        public Builder withIds(Supplier<IdSource> value) {
            ids = value;
            return this;
        }

        /** How URIs become addresses; host names are refused unless this is set. */
        public Builder withResolver(TargetResolver value) {
            resolver = value;
            return this;
        }

        /** Who handles what comes in; asked once for each shard, while the stack is built. */
        public Builder withHandler(Function<SipShard, UserAgentHandler> value) {
            handlers = value;
            return this;
        }

        public Builder withMetrics(Metrics value) {
            metrics = value;
            return this;
        }

        /** Keeps the messages of the latest calls for {@link SipStack#trace}; without it none are kept. */
        public Builder withTrace(TraceSettings value) {
            traced = value;
            return this;
        }

        /** Tells of each message as well that comes and goes, when there is a trace. */
        public Builder withTraceSink(TraceSink value) {
            sink = value;
            return this;
        }

        /** The stack; it hears nothing until it listens. */
        public SipStack build() {
            Function<SipShard, UserAgentHandler> chosen = handlers == null ? shard -> UserAgentHandler.NONE : handlers;
            return new SipStack(
                    new Parts(settings, transactions, loops, ids, resolver, chosen, metrics), transports, traced, sink);
        }
    }
}
