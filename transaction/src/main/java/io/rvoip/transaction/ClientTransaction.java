package io.rvoip.transaction;

import io.rvoip.common.TimerWheel;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.internal.ClientMachine;
import io.rvoip.transaction.internal.ClientSink;
import io.rvoip.transaction.internal.InviteClientMachine;
import io.rvoip.transaction.internal.NonInviteClientMachine;
import java.util.List;

/** A request of ours on its way: made by {@link TransactionLayer#request}. Confined to the layer's loop. */
public final class ClientTransaction implements Transaction {
    private static final String KEPT_BACK = "the next hop has asked for fewer requests";

    private final TransactionLayer layer;
    private final TransactionKey key;
    private final SipRequest request;
    private final Flow flow;
    private final ClientListener listener;
    private final ClientMachine machine;
    private final TimerWheel.Entry alarm = new Alarm();
    private List<String> cancelReasons = List.of();
    private long now;
    private int transmissions;
    private boolean ended;
    private boolean keptBack;

    ClientTransaction(
            TransactionLayer layer, TransactionKey key, SipRequest request, Flow flow, ClientListener listener) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.flow = flow;
        this.listener = listener;
        TimerSettings timers = layer.settings().timers();
        boolean reliable = flow.protocol().reliable();
        machine = request.method() == Method.INVITE
                ? new InviteClientMachine(request, reliable, timers, new Sink())
                : new NonInviteClientMachine(request, reliable, timers, new Sink());
    }

    @Override
    public TransactionKey key() {
        return key;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    /** The request as sent, with its Via. */
    public SipRequest request() {
        return request;
    }

    @Override
    public boolean isTerminated() {
        return machine.isTerminated();
    }

    /**
     * Gives an INVITE up (RFC 3261 §9.1): sends a CANCEL as soon as a provisional response is there, and none when a
     * final one comes first. The final response still arrives, 487 or another; if none does within 64*T1, the
     * listener's {@link ClientListener#timeout()}. Calling again changes nothing.
     *
     * @param reasons values of Reason for the CANCEL (RFC 3326)
     * @throws IllegalStateException when this is no INVITE
     */
    public void cancel(List<String> reasons, long now) {
        if (!(machine instanceof InviteClientMachine invite)) {
            throw new IllegalStateException(request.method() + ": only an INVITE can be cancelled");
        }
        this.now = now;
        cancelReasons = List.copyOf(reasons);
        try {
            invite.cancel(now);
        } finally {
            settle();
        }
    }

    /** As {@link #cancel(List, long)}, without a reason. */
    public void cancel(long now) {
        cancel(List.of(), now);
    }

    void start(long now) {
        this.now = now;
        try {
            machine.start(now);
        } finally {
            settle();
        }
    }

    /** In place of {@link #start}: nothing is sent, which the listener hears when its caller is done. */
    void keepBack(long now) {
        this.now = now;
        keptBack = true;
        layer.meter().keptBack.increment();
        layer.arm(alarm, now);
    }

    void onResponse(SipResponse response, long now) {
        this.now = now;
        try {
            machine.onResponse(response, now);
        } finally {
            settle();
        }
    }

    void onTransportError(String reason, long now) {
        this.now = now;
        try {
            machine.onTransportError(reason, now);
        } finally {
            settle();
        }
    }

    /** After each input: either a deadline is armed, or nothing is left of this. */
    private void settle() {
        if (!machine.isTerminated()) {
            layer.arm(alarm, keptBack ? now : machine.nextDeadline());
        } else if (!ended) {
            ended = true;
            layer.arm(alarm, machine.nextDeadline());
            layer.forget(this);
            listener.terminated();
        }
    }

    private final class Alarm extends TimerWheel.Entry {
        @Override
        protected void expired(long time) {
            now = time;
            try {
                if (keptBack) {
                    machine.onTransportError(KEPT_BACK, time);
                } else {
                    machine.onDeadline(time);
                }
            } finally {
                settle();
            }
        }
    }

    private final class Sink implements ClientSink {
        @Override
        public void transmit(SipRequest message) {
            if (transmissions++ > 0 && message == request) {
                layer.meter().retransmissions.increment();
            }
            layer.outbox().transmit(message, flow, ClientTransaction.this);
        }

        @Override
        public void sendCancel() {
            layer.sendCancel(ClientTransaction.this, cancelReasons, now);
        }

        @Override
        public void response(SipResponse response) {
            if (response.status() < 200) {
                listener.provisional(response);
            } else {
                listener.finalResponse(response);
            }
        }

        @Override
        public void timeout() {
            layer.meter().clientTimeouts.increment();
            listener.timeout();
        }

        @Override
        public void transportError(String reason) {
            if (keptBack) {
                listener.keptBack(reason);
            } else {
                layer.meter().transportErrors.increment();
                listener.transportError(reason);
            }
        }
    }
}
