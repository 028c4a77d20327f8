package io.rvoip.sip.transport;

import io.rvoip.common.Loop;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.trace.MessageTrace;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A transport that keeps what passes through it: a {@link MessageTrace} for each shard, which has an equal part of the
 * budget. Messages are noted on the loop of their shard. Thread-safe.
 */
public final class SipTrace implements SipTransport {
    private final Shards owners;
    private final List<Noting> noting = new ArrayList<>();
    private final SipTransport transport;

    private SipTrace(Shards owners, long budget, Function<Shards, SipTransport> transports) {
        this.owners = owners;
        for (Shard shard : owners.all()) {
            noting.add(new Noting(shard, new MessageTrace(budget / owners.all().size())));
        }
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
     * @param budget bytes for all shards together, at least 1,024 for each
     */
    public static SipTrace between(Shards owners, long budget, Function<Shards, SipTransport> transports) {
        return new SipTrace(owners, budget, transports);
    }

    private Noting notesOf(String callId) {
        return noting.get(owners.all().indexOf(owners.of(callId)));
    }

    /** What is kept of a call, oldest message first. */
    public CompletionStage<List<TracedMessage>> messages(String callId) {
        Noting notes = notesOf(callId);
        return CompletableFuture.supplyAsync(() -> notes.trace.messages(callId), notes.shard.loop());
    }

    @Override
    public void send(SipMessage message, Flow flow, SendListener listener) {
        Noting notes = notesOf(message.callId());
        if (notes.shard.loop().inLoop()) {
            notes.note(message, flow, true);
        } else {
            notes.shard.loop().execute(() -> notes.note(message, flow, true));
        }
        transport.send(message, flow, listener);
    }

    @Override
    public CompletionStage<ListenPoint> listen(TransportProtocol protocol, InetSocketAddress bind) {
        return transport.listen(protocol, bind);
    }

    @Override
    public List<ListenPoint> listenPoints() {
        return transport.listenPoints();
    }

    @Override
    public boolean supports(TransportProtocol protocol) {
        return transport.supports(protocol);
    }

    @Override
    public CompletionStage<Flow> flowTo(Target target) {
        return transport.flowTo(target);
    }

    @Override
    public CompletionStage<Flow> flowTo(Target target, int requestBytes) {
        return transport.flowTo(target, requestBytes);
    }

    @Override
    public int pathMtu() {
        return transport.pathMtu();
    }

    @Override
    public boolean isOpen(Flow flow) {
        return transport.isOpen(flow);
    }

    @Override
    public Optional<TlsSession> tls(Flow flow) {
        return transport.tls(flow);
    }

    @Override
    public void keepAlive(Flow flow) {
        transport.keepAlive(flow);
    }

    @Override
    public void disconnect(Flow flow, String why) {
        transport.disconnect(flow, why);
    }

    @Override
    public SentBy sentBy(Flow flow) {
        return transport.sentBy(flow);
    }

    @Override
    public void close() {
        transport.close();
    }

    /** One shard, overheard. */
    private static final class Noting implements Inbox {
        private final Shard shard;
        private final Inbox inbox;
        private final MessageTrace trace;

        Noting(Shard owner, MessageTrace trace) {
            this.trace = trace;
            inbox = owner.inbox();
            shard = new Shard(owner.loop(), this);
        }

        void note(SipMessage message, Flow flow, boolean outgoing) {
            Loop loop = shard.loop();
            trace.add(new TracedMessage(loop.now(), loop.time().wallClock(), outgoing, flow, message));
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
