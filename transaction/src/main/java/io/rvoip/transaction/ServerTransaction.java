package io.rvoip.transaction;

import io.rvoip.common.TimerWheel;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.internal.InviteServerMachine;
import io.rvoip.transaction.internal.NonInviteServerMachine;
import io.rvoip.transaction.internal.ServerMachine;
import io.rvoip.transaction.internal.ServerSink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of others that we answer: given to {@link RequestHandler}. Confined to the layer's loop.
 *
 * <p>Most of its life it waits for late copies, 32 s by default, so it lets go of all it does not need for that.
 */
public final class ServerTransaction implements Transaction {
    private final TransactionLayer layer;
    private final TransactionKey key;
    private final Flow flow;
    private final ServerMachine machine;
    private final TimerWheel.Entry alarm = new Alarm();
    private ServerListener listener = ServerListener.NONE;
    private @Nullable String toTag;
    private @Nullable SipRequest request;
    private @Nullable MergeKey mergeKey;
    private @Nullable SipResponse lastSent;
    private boolean ended;

    ServerTransaction(
            TransactionLayer layer, TransactionKey key, SipRequest request, Flow flow, long now) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.flow = flow;
        TimerSettings timers = layer.settings().timers();
        boolean reliable = flow.protocol().reliable();
        machine = request.method() == Method.INVITE
                ? new InviteServerMachine(request, reliable, timers, new Sink(), now)
                : new NonInviteServerMachine(reliable, timers, new Sink(), now);
    }

    @Override
    public TransactionKey key() {
        return key;
    }

    /** Where the request came from. */
    @Override
    public Flow flow() {
        return flow;
    }

    /**
     * The request, until it has its final response.
     *
     * @throws IllegalStateException while only copies of it are waited for: it is no longer kept
     */
    public SipRequest request() {
        SipRequest kept = request;
        if (kept == null) {
            throw new IllegalStateException(key + ": the request is gone (expected: no final response yet)");
        }
        return kept;
    }

    /** Under what the layer finds it when the request comes on another way; null when it does not look. */
    @Nullable MergeKey mergeKey() {
        return mergeKey;
    }

    void mergeKey(MergeKey indexed) {
        mergeKey = indexed;
    }

    @Override
    public boolean isTerminated() {
        return machine.isTerminated();
    }

    /** Whether a final response is still owed. */
    public boolean isOpen() {
        return machine.isOpen();
    }

    /** From now on this one hears how it goes. */
    public void listener(ServerListener listener) {
        this.listener = listener;
    }

    /**
     * The To tag for responses: the one of the request or of a response sent before, else a new one, the same each
     * time. A response to CANCEL carries it too (RFC 3261 §9.2).
     */
    public String toTag() {
        String tag = toTag;
        if (tag == null) {
            tag = request().to().tag().orElseGet(layer::newTag);
            toTag = tag;
        }
        return tag;
    }

    /** A To tag that is the same for each copy of the request, for an answer without state (RFC 3261 §8.2.7). */
    public String statelessTag() {
        return layer.statelessTag(request());
    }

    /**
     * Sends a response and remembers it for retransmissions. A 2xx to INVITE is sent once each time this is called:
     * its user repeats it until the ACK comes (RFC 3261 §13.3.1.4).
     *
     * @return false when it is too late for this response: a final one was sent before. It is not sent then.
     */
    public boolean respond(SipResponse response, long now) {
        learnTag(response);
        try {
            return machine.respond(response, now);
        } finally {
            settle();
        }
    }

    /**
     * Sends a final response exactly once and forgets the request: no retransmission, nothing kept, whatever the
     * transport (RFC 3261 §8.2.7). For requests that have not earned more: 401, 407, 403 to the unauthenticated. A To
     * tag is added when there is none, the same for each copy of the request.
     *
     * @return false when a final response was sent before
     * @throws IllegalArgumentException when {@code response} is not final
     */
    public boolean respondStatelessly(SipResponse response) {
        if (response.status() < 200) {
            throw new IllegalArgumentException("response: " + response.status() + " (expected: 200-699)");
        }
        try {
            boolean sent = isOpen() && machine.respondOnce(layer.tagged(request(), response));
            if (sent) {
                layer.meter().stateless.increment();
            }
            return sent;
        } finally {
            settle();
        }
    }

    private void learnTag(SipResponse response) {
        if (toTag == null && response.status() > 100) {
            toTag = response.to().tag().orElse(null);
        }
    }

    /** First settling after it was put into the table. */
    void start() {
        settle();
    }

    void onRetransmission() {
        layer.meter().absorbed.increment();
        machine.onRetransmission();
    }

    /** Whether this ACK is for our response; without a magic cookie its To tag tells (RFC 3261 §17.2.3). */
    boolean isAnsweredFor(SipRequest ack) {
        return ack.topVia().hasRfc3261Branch() || ack.to().tag().equals(Optional.ofNullable(toTag));
    }

    /** @return whether the ACK is for a 2xx, which is the user's business */
    boolean onAck(long now) {
        try {
            return machine instanceof InviteServerMachine invite && invite.onAck(now);
        } finally {
            settle();
        }
    }

    void onTransportError(String reason, long now) {
        try {
            machine.onTransportError(reason, now);
        } finally {
            settle();
        }
    }

    /** After each input: either a deadline is armed, or nothing is left of this. */
    private void settle() {
        if (!machine.isOpen() && !machine.isTerminated() && request != null) {
            toTag();
            request = null;
        }
        if (!machine.isTerminated()) {
            layer.arm(alarm, machine.nextDeadline());
        } else if (!ended) {
            ended = true;
            layer.arm(alarm, machine.nextDeadline());
            layer.forget(this);
            listener.terminated();
        }
    }

    private final class Alarm extends TimerWheel.Entry {
        @Override
        protected void expired(long now) {
            try {
                machine.onDeadline(now);
            } finally {
                settle();
            }
        }
    }

    private final class Sink implements ServerSink {
        @Override
        public void transmit(SipResponse response) {
            if (response == lastSent || request == null) {
                layer.meter().retransmissions.increment();
            }
            lastSent = machine.isOpen() ? response : null;
            layer.outbox().transmit(layer.told(response, flow), flow, ServerTransaction.this);
        }

        @Override
        public void timeout() {
            layer.meter().serverTimeouts.increment();
            listener.timeout();
        }

        @Override
        public void transportError(String reason) {
            layer.meter().transportErrors.increment();
            listener.transportError(reason);
        }
    }
}
