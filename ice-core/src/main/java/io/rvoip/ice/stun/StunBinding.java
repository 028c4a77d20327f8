package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a STUN server for the public address of a socket and, when told to, keeps asking so that NATs keep the
 * binding (RFC 8489 §6.2.1, §6.3.3). Sans-I/O and confined to one loop; the caller owns the socket and the clock.
 *
 * <table>
 *   <caption>Transitions</caption>
 *   <tr><th>state</th><th>start</th><th>answer</th><th>deadline</th><th>stop</th></tr>
 *   <tr><td>IDLE</td><td>ASKING, request sent</td><td>not ours</td><td>nothing</td><td>IDLE</td></tr>
 *   <tr><td>ASKING</td><td>ASKING, fresh request</td><td>RESTING or IDLE, reported</td>
 *       <td>ASKING, sent again; after the last one RESTING or IDLE, reported</td><td>IDLE</td></tr>
 *   <tr><td>RESTING</td><td>ASKING, request sent</td><td>not ours</td><td>ASKING, request sent</td><td>IDLE</td></tr>
 * </table>
 *
 * <p>RESTING exists only with a refresh interval. Each one is shortened by up to a fifth at random, so that many
 * clients do not ask in step.
 */
public final class StunBinding {
    private final InetSocketAddress server;
    private final StunSettings settings;
    private final IdSource ids;
    private final Sink sink;
    private final RoundTrip roundTrip;

    private State state = State.IDLE;
    private long deadline = Loop.Timer.NEVER;
    private @Nullable StunMessage request;
    private int sent;
    private long sentAt;
    private long timeout;
    private long firstTimeout;
    private @Nullable InetSocketAddress mapped;

    /**
     * @param server numeric address of the STUN server
     * @param ids unguessable: transaction ids come from it
     */
    public StunBinding(InetSocketAddress server, StunSettings settings, IdSource ids, Sink sink) {
        StunText.requireResolved("server", server);
        this.server = server;
        this.settings = settings;
        this.ids = ids;
        this.sink = sink;
        this.roundTrip = new RoundTrip(settings.initialTimeout().toNanos());
    }

    /** Where the client stands. */
    public enum State {
        IDLE,
        ASKING,
        RESTING
    }

    /** What the client wants done. */
    public interface Sink {
        /** Send this to the server; the buffer is the sink's. */
        void transmit(ByteBuf datagram, InetSocketAddress server);

        /**
         * The server sees us at {@code address}; called after each transaction.
         *
         * @param changed false when it is the address reported before
         */
        void mapped(InetSocketAddress address, boolean changed);

        /** A transaction failed. With a refresh interval the next one follows all the same. */
        void failed(StunFailure failure);
    }

    public State state() {
        return state;
    }

    /** The address last reported; empty before the first. */
    public Optional<InetSocketAddress> mapped() {
        return Optional.ofNullable(mapped);
    }

    /** Begins a transaction now. */
    public void start(long now) {
        ask(now);
    }

    /** Stops; an open transaction is forgotten. */
    public void stop() {
        state = State.IDLE;
        request = null;
        deadline = Loop.Timer.NEVER;
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} when there is nothing to wait for. */
    public long nextDeadline() {
        return deadline;
    }

    /** Sends what is due. */
    public void onDeadline(long now) {
        if (now < deadline) {
            return;
        }
        switch (state) {
            case IDLE -> deadline = Loop.Timer.NEVER;
            case RESTING -> ask(now);
            case ASKING -> {
                if (sent < settings.maxRequests()) {
                    transmit(now);
                } else {
                    fail(now, StunFailure.Kind.TIMEOUT, 0, "no answer from " + server + " to " + sent + " requests");
                }
            }
        }
    }

    /**
     * Takes a message that arrived.
     *
     * @return whether it was the answer to our request; others are left to someone else
     */
    public boolean received(StunMessage message, InetSocketAddress from, long now) {
        StunMessage open = request;
        if (open == null
                || !message.messageClass().isResponse()
                || message.method() != StunMessage.BINDING
                || !message.transactionId().equals(open.transactionId())
                || !from.equals(server)) {
            return false;
        }
        if (sent == 1) {
            roundTrip.measured(now - sentAt, now);
        }
        if (!message.unknownRequired().isEmpty()) {
            fail(now, StunFailure.Kind.BAD_ANSWER, 0, "unknown attributes " + message.unknownRequired());
        } else if (message.messageClass() == StunClass.ERROR) {
            refused(message, now);
        } else {
            succeeded(message, now);
        }
        return true;
    }

    private void succeeded(StunMessage message, long now) {
        var attribute = message.attribute(StunAttribute.XorMappedAddress.class);
        if (attribute.isEmpty()) {
            fail(now, StunFailure.Kind.BAD_ANSWER, 0, "no XOR-MAPPED-ADDRESS");
            return;
        }
        rest(now);
        InetSocketAddress address = attribute.get().address();
        boolean changed = !address.equals(mapped);
        mapped = address;
        sink.mapped(address, changed);
    }

    private void refused(StunMessage message, long now) {
        var error = message.attribute(StunAttribute.ErrorCode.class);
        if (error.isPresent()) {
            fail(now, StunFailure.Kind.REFUSED, error.get().code(), error.get().code() + " " + error.get().reason());
        } else {
            fail(now, StunFailure.Kind.BAD_ANSWER, 0, "an error without ERROR-CODE");
        }
    }

    private void fail(long now, StunFailure.Kind kind, int code, String text) {
        rest(now);
        sink.failed(new StunFailure(kind, code, text));
    }

    private void rest(long now) {
        request = null;
        long refresh = settings.refresh().toNanos();
        if (refresh == 0) {
            state = State.IDLE;
            deadline = Loop.Timer.NEVER;
        } else {
            state = State.RESTING;
            deadline = now + refresh - refresh / 5 * ids.nextInt(1_000) / 1_000;
        }
    }

    private void ask(long now) {
        state = State.ASKING;
        request = StunMessage.bindingRequest(TransactionId.random(ids)).fingerprint().build();
        sent = 0;
        firstTimeout = roundTrip.timeout(now);
        timeout = firstTimeout;
        transmit(now);
    }

    private void transmit(long now) {
        StunMessage open = request;
        if (open == null) {
            throw new IllegalStateException("transmit in " + state);
        }
        sent++;
        sentAt = now;
        boolean last = sent == settings.maxRequests();
        deadline = now + (last ? firstTimeout * settings.lastWait() : timeout);
        timeout *= 2;
        sink.transmit(open.encode(), server);
    }
}
