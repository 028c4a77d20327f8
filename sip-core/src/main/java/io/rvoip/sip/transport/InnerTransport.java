package io.rvoip.sip.transport;

import io.netty.buffer.Unpooled;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A way into a stack for callers within this process who have no SIP of their own, as behind HTTP: two transports whose
 * messages go to one another over flows that only exist here. Everything passes as bytes and is parsed within the usual
 * limits, so that a call which came this way is like any other. Who opens a flow vouches for its user, and nobody outside
 * can send on it. Thread-safe.
 */
public final class InnerTransport {
    /** Sockets count their connections from 1. */
    private static final long FIRST = 1L << 62;
    /** What Via and Contact of callers say, who are reached over their flow alone (RFC 7118 §5.2.1). */
    private static final SentBy NOWHERE = new SentBy("inside.invalid", 5060);

    private final SipParser parser;
    private final Map<Flow, String> users = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong(FIRST);
    private volatile @Nullable Shards stack;
    private volatile @Nullable Shards callers;

    /** @param limits of messages in both directions */
    public InnerTransport(ParseLimits limits) {
        parser = new SipParser(limits);
    }

    /** The stack's end, which sends over {@code outer} whatever does not go to callers in here. */
    public SipTransport around(Shards shards, SipTransport outer) {
        stack = shards;
        return new StackEnd(outer);
    }

    /** The callers' end; it reaches nothing but the stack, over flows that were {@linkplain #open opened}. */
    public SipTransport callers(Shards shards) {
        callers = shards;
        return new CallersEnd();
    }

    /**
     * A flow for one caller; {@link #close} it.
     *
     * @param protocol what the stack sees: reliable, and secure where the caller's own connection is
     * @param local where the caller's connection ends
     * @param remote where it comes from
     * @param user who it is, for the stack to believe
     */
    public Flow open(TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote, String user) {
        Flow flow = new Flow(protocol, local, remote, connections.getAndIncrement());
        users.put(flow, user);
        return flow;
    }

    /** Nothing goes over it from now on. Idempotent. */
    public void close(Flow flow) {
        users.remove(flow);
    }

    /** Whose flow it is; empty for one of a socket. */
    public Optional<String> user(Flow flow) {
        return flow.connection() < FIRST ? Optional.empty() : Optional.ofNullable(users.get(flow));
    }

    /** Flows that are open. */
    public int size() {
        return users.size();
    }

    /** Whatever has become of the flow, no socket has to do with it. */
    private static boolean isInner(Flow flow) {
        return flow.connection() >= FIRST;
    }

    private void pass(SipMessage message, Flow flow, @Nullable Shards from, @Nullable Shards to, SipTransport.SendListener listener) {
        if (to == null || !users.containsKey(flow)) {
            failed(message, flow, from, listener, SipTransports.closedFailure());
        } else if (parser.parse(Unpooled.copiedBuffer(message.encode())) instanceof ParseResult.Parsed parsed) {
            SipMessage copy = parsed.message();
            SipMessage stamped = copy instanceof SipRequest request ? ReceivedStamp.stamp(request, flow.remote()) : copy;
            Shard owner = to.of(stamped.callId());
            post(owner, () -> owner.inbox().received(stamped, flow));
        } else {
            failed(message, flow, from, listener, new TransportException(
                    TransportException.Reason.TOO_LARGE, "message: beyond the limits of what is parsed here"));
        }
    }

    private static void failed(
            SipMessage message, Flow flow, @Nullable Shards from, SipTransport.SendListener listener, TransportException why) {
        if (from != null) {
            post(from.of(message.callId()), () -> listener.failed(message, flow, why));
        }
    }

    /** Never at once: a sender is not called back while he sends. */
    private static void post(Shard owner, Runnable delivery) {
        try {
            owner.loop().execute(delivery);
        } catch (RejectedExecutionException loopGone) {
            // the process ends, and with it both sides
        }
    }

    /** What the stack sees: its sockets, and the callers. */
    private final class StackEnd extends ForwardingTransport {
        private final SipTransport outer;

        StackEnd(SipTransport outer) {
            this.outer = outer;
        }

        @Override
        SipTransport within() {
            return outer;
        }

        @Override
        public void send(SipMessage message, Flow flow, SendListener listener) {
            if (isInner(flow)) {
                pass(message, flow, stack, callers, listener);
            } else {
                outer.send(message, flow, listener);
            }
        }

        @Override
        public boolean isOpen(Flow flow) {
            return isInner(flow) ? users.containsKey(flow) : outer.isOpen(flow);
        }

        @Override
        public Optional<TlsSession> tls(Flow flow) {
            return isInner(flow) ? Optional.empty() : outer.tls(flow);
        }

        @Override
        public void keepAlive(Flow flow) {
            if (!isInner(flow)) {
                outer.keepAlive(flow);
            }
        }

        @Override
        public CompletionStage<InetSocketAddress> probe(Flow flow) {
            return isInner(flow) ? CompletableFuture.completedStage(flow.local()) : outer.probe(flow);
        }

        @Override
        public void disconnect(Flow flow, String why) {
            if (isInner(flow)) {
                users.remove(flow);
            } else {
                outer.disconnect(flow, why);
            }
        }

        @Override
        public void close() {
            users.clear();
            outer.close();
        }
    }

    /** What callers see: the stack. */
    private final class CallersEnd implements SipTransport {
        @Override
        public void send(SipMessage message, Flow flow, SendListener listener) {
            pass(message, flow, callers, stack, listener);
        }

        @Override
        public boolean isOpen(Flow flow) {
            return users.containsKey(flow);
        }

        @Override
        public CompletionStage<ListenPoint> listen(TransportProtocol protocol, InetSocketAddress bind) {
            return notHere();
        }

        @Override
        public List<ListenPoint> listenPoints() {
            return List.of();
        }

        @Override
        public boolean supports(TransportProtocol protocol) {
            return protocol.reliable();
        }

        @Override
        public CompletionStage<Flow> flowTo(Target target) {
            return notHere();
        }

        private static <T> CompletionStage<T> notHere() {
            return CompletableFuture.failedStage(new TransportException(
                    TransportException.Reason.NOT_SUPPORTED, "callers in here have the flows that were opened for them"));
        }

        @Override
        public void keepAlive(Flow flow) {
            // nothing on the way forgets it
        }

        @Override
        public CompletionStage<InetSocketAddress> probe(Flow flow) {
            return CompletableFuture.completedStage(flow.local());
        }

        @Override
        public void networkChanged() {
            // no address of ours is in it
        }

        @Override
        public void disconnect(Flow flow, String why) {
            users.remove(flow);
        }

        @Override
        public SentBy sentBy(Flow flow) {
            return NOWHERE;
        }

        @Override
        public void close() {
            // the stack closes the way
        }
    }
}
