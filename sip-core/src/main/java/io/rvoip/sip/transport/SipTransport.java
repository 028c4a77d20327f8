package io.rvoip.sip.transport;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Moves SIP messages between this host and others (RFC 3261 §18). {@link SipTransports} does it over sockets; tests
 * put something simpler in its place. All methods may be called from any thread. Stages complete on a thread of the
 * transport's choice: continue with {@code …Async(…, loop)}; {@link TransportException#from} reads their failures.
 */
public interface SipTransport extends AutoCloseable {
    /**
     * Starts to take in messages. Fails with a {@link TransportException}: {@code NOT_SUPPORTED} for a protocol this
     * build or configuration has not, {@code BIND} when the address cannot be had.
     *
     * @param bind resolved; port 0 takes a free one; {@code ::} takes in IPv4 as well
     */
    CompletionStage<ListenPoint> listen(TransportProtocol protocol, InetSocketAddress bind);

    /** Where messages are taken in now. */
    List<ListenPoint> listenPoints();

    /** Whether messages can be sent by that protocol. */
    boolean supports(TransportProtocol protocol);

    /**
     * The flow to a target: for UDP at once, else the open connection to that address, over TLS also of that name, or
     * else a new one. Fails with a {@link TransportException}.
     */
    CompletionStage<Flow> flowTo(Target target);

    /**
     * As {@link #flowTo(Target)}, but a request too large for UDP gets a connection, and UDP after all when that is
     * refused (RFC 3261 §18.1.1). The caller writes the transport of the flow it gets into the Via.
     *
     * @param requestBytes encoded length of the request
     */
    default CompletionStage<Flow> flowTo(Target target, int requestBytes) {
        TransportChoice choice = TransportChoice.of(
                target.protocol(), requestBytes, pathMtu(), supports(TransportProtocol.TCP));
        CompletionStage<Flow> first = flowTo(target.withProtocol(choice.protocol()));
        if (!choice.fallBackToUdp()) {
            return first;
        }
        CompletableFuture<Flow> flow = new CompletableFuture<>();
        first.whenComplete((got, failure) -> {
            if (failure != null && TransportException.from(failure).reason() == TransportException.Reason.REFUSED) {
                flowTo(target).whenComplete((udp, worse) -> complete(flow, udp, worse));
            } else {
                complete(flow, got, failure);
            }
        });
        return flow;
    }

    private static void complete(CompletableFuture<Flow> flow, @Nullable Flow got, @Nullable Throwable failure) {
        if (failure != null) {
            flow.completeExceptionally(TransportException.from(failure));
        } else {
            flow.complete(got);
        }
    }

    /** The path MTU in bytes, 0 when unknown. */
    default int pathMtu() {
        return 0;
    }

    /** Whether something can be sent on that flow: the connection is up, or the UDP listener is. */
    boolean isOpen(Flow flow);

    /**
     * Sends a message. Requests go to the flow's remote address. Responses go where {@link ResponseRoute} says: over
     * TCP back on the flow, or on a new connection when it is gone.
     *
     * @param listener told of a failure on the loop of the {@link Shard} that owns the message's Call-ID, never
     *     inside this call; a message that is lost on the way is no failure
     */
    void send(SipMessage message, Flow flow, SendListener listener);

    /** What protects a flow; empty when nothing does, or it is closed. */
    default Optional<TlsSession> tls(Flow flow) {
        return Optional.empty();
    }

    /** Sends CRLFCRLF, which keeps NAT bindings open and asks the peer of a connection for a sign of life. */
    void keepAlive(Flow flow);

    /**
     * Asks the far end of a flow for a sign of life (RFC 5626 §4.4): over a connection for anything within 10 seconds
     * after CRLF CRLF, or a ping frame of WebSocket; over UDP for the answer to a STUN Binding request, which may take 40
     * seconds. Ask only whoever is known to answer.
     *
     * @return our address as the far end sees it over UDP, and as we see it else; fails with a {@link TransportException}:
     *     {@code TIMEOUT}, {@code CLOSED}, or {@code NOT_SUPPORTED} where nobody here understands STUN
     */
    CompletionStage<InetSocketAddress> probe(Flow flow);

    /** Our addresses are others now: closes all connections, and forgets which address leads where. */
    void networkChanged();

    /** Closes a connection; does nothing for UDP. */
    void disconnect(Flow flow, String why);

    /** What Via and Contact have to say for peers on that flow: {@code advertise} when set, else the local address. */
    SentBy sentBy(Flow flow);

    /** Closes everything. */
    @Override
    void close();

    /** Takes in what arrives, on the loop of its {@link Shard}. */
    interface Inbox {
        /** A well-formed message. The top Via of a request says where it came from (RFC 3581). */
        void received(SipMessage message, Flow flow);

        /**
         * A malformed request, with the response to send on that flow, stamped like a request would have been. It is
         * for the receiver to limit such answers to strangers. What cannot be answered is counted and not passed on.
         */
        void refused(ParseResult.Refused refused, Flow flow);

        /** A connection has ended; told to all shards. */
        void closed(Flow flow, String why);
    }

    /** Is told when a message was not sent. */
    @FunctionalInterface
    interface SendListener {
        /** Drops the news. */
        SendListener IGNORE = (message, flow, why) -> { };

        void failed(SipMessage message, Flow flow, TransportException why);
    }
}
