package io.rvoip.sip.transport;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.MessageTrace;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.trace.TraceSink;
import io.rvoip.sip.trace.TracedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A transport that keeps what passes through it: a {@link MessageTrace} for each shard, which has an equal part of the
 * budget. Messages are noted on the loop of their shard; when that has ended they are sent all the same. Thread-safe.
 */
public final class SipTrace extends ForwardingTransport {
    private final Shards owners;
    private final TraceSettings settings;
    private final List<Noting> noting = new ArrayList<>();
    private final SipTransport transport;

    private SipTrace(
            Shards owners, TraceSettings settings, TraceSink sink, Metrics metrics, Function<Shards, SipTransport> transports) {
        this.owners = owners;
        this.settings = settings;
        Metrics.Counter forgotten = metrics.counter("rvoip_trace_forgotten_bytes_total");
        for (Shard shard : owners.all()) {
            long part = settings.memory() / owners.all().size();
            noting.add(new Noting(shard, new MessageTrace(part, settings.callMemory()), sink, forgotten));
        }
        metrics.gauge("rvoip_trace_bytes", () -> noting.stream().mapToLong(notes -> notes.trace.held()).sum());
        transport = transports.apply(new Shards() {
            @Override
            public Shard of(String callId) {
                return notesOf(callId).shard;
            }

            @Override
            public List<Shard> all() {
                return noting.stream().map(notes -> notes.shard).toList();
            }
        });
    }

    /**
     * Puts itself between a transport and the shards.
     *
     * @param settings with at least 4,096 bytes for each shard
     * @param sink is told of all messages, also of those that belong to no call
     */
    public static SipTrace between(
            Shards owners, TraceSettings settings, TraceSink sink, Metrics metrics, Function<Shards, SipTransport> transports) {
        return new SipTrace(owners, settings, sink, metrics, transports);
    }

    private Noting notesOf(String callId) {
        return noting.get(owners.all().indexOf(owners.of(callId)));
    }

    /**
     * What is kept of a call.
     *
     * @param name its Call-ID, or what that was joined to
     */
    public CompletionStage<CallTrace> call(String name) {
        CompletionStage<List<TracedMessage>> found = CompletableFuture.completedStage(List.of());
        for (Noting notes : noting) {
            found = found.thenCombine(notes.messages(name), (one, other) -> one.isEmpty() ? other : one);
        }
        return found.thenApply(messages -> new CallTrace(messages, settings.redaction()));
    }

    /** As {@link MessageTrace#join}; on the loop that owns the Call-ID. */
    public void join(String call, String callId) {
        notesOf(callId).trace.join(call, callId);
    }

    @Override
    public void send(SipMessage message, Flow flow, SendListener listener) {
        Noting notes = notesOf(message.callId());
        if (notes.shard.loop().inLoop()) {
            notes.note(message, flow, true);
        } else {
            notes.later(message, flow);
        }
        transport.send(message, flow, listener);
    }

    @Override
    SipTransport within() {
        return transport;
    }

    /** One shard, overheard. */
    private static final class Noting implements Inbox {
        private final Shard shard;
        private final Inbox inbox;
        private final MessageTrace trace;
        private final TraceSink sink;
        private final Metrics.Counter forgotten;

        Noting(Shard owner, MessageTrace trace, TraceSink sink, Metrics.Counter forgotten) {
            this.trace = trace;
            this.sink = sink;
            this.forgotten = forgotten;
            inbox = owner.inbox();
            shard = new Shard(owner.loop(), this);
        }

        void note(SipMessage message, Flow flow, boolean outgoing) {
            Loop loop = shard.loop();
            TracedMessage traced = new TracedMessage(loop.now(), loop.time().wallClock(), outgoing, flow, message);
            sink.traced(traced);
            long before = trace.forgotten();
            trace.add(traced);
            forgotten.add(trace.forgotten() - before);
        }

        void later(SipMessage message, Flow flow) {
            try {
                shard.loop().execute(() -> note(message, flow, true));
            } catch (RejectedExecutionException loopGone) {
                // nobody can ask for it any more
            }
        }

        CompletionStage<List<TracedMessage>> messages(String name) {
            try {
                return CompletableFuture.supplyAsync(() -> trace.messages(name), shard.loop());
            } catch (RejectedExecutionException loopGone) {
                return CompletableFuture.completedStage(List.of());
            }
        }

        @Override
        public void received(SipMessage message, Flow flow) {
            note(message, flow, false);
            inbox.received(message, flow);
        }

        @Override
        public void refused(ParseResult.Refused refused, Flow flow) {
            inbox.refused(refused, flow);
        }

        @Override
        public void closed(Flow flow, String why) {
            inbox.closed(flow, why);
        }
    }
}
