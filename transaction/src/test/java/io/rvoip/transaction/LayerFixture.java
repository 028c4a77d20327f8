package io.rvoip.transaction;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A layer in virtual time; what it sends and tells is written down. */
final class LayerFixture implements Outbox, RequestHandler {
    static final long START = -5_000_000_000L;

    /** A message that left, with the one whose it is; none for stateless ones. */
    record Sent(SipMessage message, Flow flow, List<Transaction> sender) {
        @Override
        public String toString() {
            return message instanceof SipRequest request
                    ? request.method().toString()
                    : ((SipResponse) message).status() + " " + message.cseq().method();
        }
    }

    final TestMetrics metrics = new TestMetrics();
    final List<Sent> sent = new ArrayList<>();
    final List<ServerTransaction> requests = new ArrayList<>();
    final List<SipRequest> acks = new ArrayList<>();
    final List<ServerTransaction> cancelled = new ArrayList<>();
    final List<String> closedFlows = new ArrayList<>();
    final TransactionLayer layer;
    RuntimeException failure;
    boolean takesMerged;
    OverloadPolicy overload = OverloadPolicy.NONE;
    private long now = START;
    private long wakeAt = Long.MAX_VALUE;

    private final Map<ServerTransaction, SipRequest> received = new HashMap<>();

    LayerFixture() {
        this(TransactionSettings.DEFAULT);
    }

    LayerFixture(TransactionSettings settings) {
        layer = new TransactionLayer(
                settings, new SeededIds(1), flow -> SentBy.of(flow.local()), this, this, metrics, now);
    }

    long now() {
        return now;
    }

    void receive(SipMessage message) {
        receive(message, Texts.UDP);
    }

    void receive(SipMessage message, Flow flow) {
        layer.received(message, flow, now);
    }

    /** Lets time pass; the layer is called when it asked for it and not before. */
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            wakeAt = Long.MAX_VALUE;
            layer.onDeadline(now);
        }
        now = end;
    }

    SipRequest requestOf(ServerTransaction transaction) {
        return received.get(transaction);
    }

    ServerTransaction lastRequest() {
        return requests.get(requests.size() - 1);
    }

    SipMessage lastSent() {
        return sent.get(sent.size() - 1).message();
    }

    List<String> takeSent() {
        List<String> taken = sent.stream().map(Sent::toString).toList();
        sent.clear();
        return taken;
    }

    void respond(ServerTransaction transaction, int status) {
        transaction.respond(requestOf(transaction).respond(status).toTag(transaction.toTag()).build(), now);
    }

    @Override
    public void transmit(SipMessage message, Flow flow, Transaction sender) {
        sent.add(new Sent(message, flow, List.of(sender)));
    }

    @Override
    public void transmitOnce(SipMessage message, Flow flow) {
        sent.add(new Sent(message, flow, List.of()));
    }

    @Override
    public void wakeAt(long deadlineNanos) {
        if (deadlineNanos >= wakeAt) {
            throw new AssertionError("asked for a later time than before");
        }
        wakeAt = deadlineNanos;
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        requests.add(transaction);
        received.put(transaction, request);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public OverloadPolicy overload() {
        return overload;
    }

    @Override
    public boolean takesMerged() {
        return takesMerged;
    }

    @Override
    public void onAck(SipRequest ack, Flow flow) {
        acks.add(ack);
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel) {
        cancelled.add(invite);
    }

    @Override
    public void onFlowClosed(Flow flow, String reason) {
        closedFlows.add(reason);
    }
}
