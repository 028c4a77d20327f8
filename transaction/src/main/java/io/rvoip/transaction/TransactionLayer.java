package io.rvoip.transaction;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimerWheel;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.transaction.internal.DerivedRequests;
import io.rvoip.transaction.internal.LoadFeedback;
import io.rvoip.transaction.internal.LoadRelief;
import io.rvoip.transaction.internal.OverloadValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All transactions of one shard: finds the one a message belongs to, makes new ones, and drives their timers
 * (RFC 3261 §17, RFC 6026).
 *
 * <p>It reads no clock and opens no socket. Time comes in with each input, on one monotonic scale in nanoseconds, and
 * never runs backwards; what it wants done goes to the {@link Outbox}; {@link #nextDeadline()} says when to call
 * {@link #onDeadline}. Confined to one loop. {@link TransactionDriver} ties it to a loop and a transport.
 *
 * <p>With {@linkplain OverloadPolicy#isPeer peers} it exchanges how much each has to do (RFC 7339), and keeps requests
 * from those that have too much: such a request is not sent, and its listener is told as if it could not be.
 *
 * <p>A response that matches nothing of ours is dropped and counted, never forwarded (RFC 6026 §7.3).
 */
public final class TransactionLayer {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionLayer.class);

    private static final int KEPT_SHARE = 8;

    private final TransactionSettings settings;
    private final IdSource ids;
    private final Function<Flow, SentBy> sentBy;
    private final Outbox outbox;
    private final RequestHandler handler;
    private final TransactionMeter meter;
    private final TimerWheel wheel;
    private final LoadFeedback feedback;
    private final LoadRelief relief;
    private final long tagSalt;
    private final Map<TransactionKey, ClientTransaction> clients = new HashMap<>();
    private final Map<TransactionKey, ServerTransaction> servers = new HashMap<>();
    private final Map<MergeKey, ServerTransaction> firstOfMerged = new HashMap<>();
    private final Map<Flow, Set<ClientTransaction>> byConnection = new HashMap<>();
    private long promised = Loop.Timer.NEVER;
    private long latest;

    /**
     * An empty layer.
     *
     * @param ids unguessable: branches and tags are made of it
     * @param sentBy what to write into Via for a flow
     * @param handler who gets requests
     * @param now the present
     */
    public TransactionLayer(
            TransactionSettings settings, IdSource ids, Function<Flow, SentBy> sentBy, Outbox outbox,
            RequestHandler handler, Metrics metrics, long now) {
        this.settings = settings;
        this.ids = ids;
        this.sentBy = sentBy;
        this.outbox = outbox;
        this.handler = handler;
        this.meter = new TransactionMeter(metrics);
        this.wheel = new TimerWheel(now);
        this.feedback = new LoadFeedback(now);
        this.relief = new LoadRelief(ids);
        this.tagSalt = ids.nextLong();
        this.latest = now;
    }

    /**
     * Sends a request in a new client transaction.
     *
     * @param request without a Via of ours: it gets one on top, with a new branch and {@code rport} (RFC 3581)
     * @param flow where to; its protocol stands in the Via
     * @throws TransactionLimitException when the table is full
     * @throws IllegalArgumentException for an ACK, see {@link #sendAck}
     */
    public ClientTransaction request(SipRequest request, Flow flow, ClientListener listener, long now) {
        if (request.method() == Method.ACK) {
            throw new IllegalArgumentException("request: an ACK has no transaction (expected: sendAck)");
        }
        if (clients.size() >= settings.maxClients()) {
            throw new TransactionLimitException(settings.maxClients());
        }
        return start(stamp(request.toBuilder(), flow, ""), flow, listener, now);
    }

    /**
     * Sends a copy of a request of others on, in a new client transaction: what a proxy does (RFC 3261 §16.6). The
     * message is put together once, with our Via on top of those it has.
     *
     * @param request as it shall leave, without the Via of ours
     * @param flow where to; its protocol stands in the Via
     * @param branchTail appended to the branch, for what a proxy wants to find again when the request comes back (RFC
     *     5393 §4.2.1); of the characters of a token
     * @throws TransactionLimitException when the table is full
     */
    public ClientTransaction forward(
            SipRequest.Builder request, Flow flow, String branchTail, ClientListener listener, long now) {
        if (clients.size() >= settings.maxClients()) {
            throw new TransactionLimitException(settings.maxClients());
        }
        return start(stamp(request, flow, branchTail), flow, listener, now);
    }

    /**
     * Sends an ACK of others for a 2xx on, with our Via on top of those it has; nothing is kept for it (RFC 3261
     * §16.11).
     */
    public void forwardAck(SipRequest.Builder ack, Flow flow, String branchTail) {
        outbox.transmitOnce(stamp(ack, flow, branchTail), flow);
    }

    /**
     * Sends an ACK for a 2xx, which belongs to no transaction (RFC 3261 §13.2.2.4).
     *
     * @param ack without Via, or as this method returned it, to send it again
     * @return the ACK as sent
     */
    public SipRequest sendAck(SipRequest ack, Flow flow) {
        SipRequest stamped = ack.has(HeaderKind.VIA) ? ack : stamp(ack.toBuilder(), flow, "");
        outbox.transmitOnce(stamped, flow);
        return stamped;
    }

    /**
     * Answers a request without keeping anything: exactly one packet (RFC 3261 §8.2.7). A To tag is added when there
     * is none, the same for each copy of the request. An ACK is never answered.
     *
     * @param flow where the request came from
     */
    public void respondStatelessly(SipRequest request, SipResponse response, Flow flow) {
        if (request.method() == Method.ACK) {
            return;
        }
        meter.stateless.increment();
        outbox.transmitOnce(told(tagged(request, response), flow), flow);
    }

    /** With a To tag that is the same for each copy of the request, when there is none (RFC 3261 §8.2.7). */
    SipResponse tagged(SipRequest request, SipResponse response) {
        boolean done = response.status() == 100 || response.to().tag().isPresent();
        return done ? response : response.toBuilder().toTag(statelessTag(request)).build();
    }

    /** A message has arrived; requests carry the {@code received} and {@code rport} of the transport. */
    public void received(SipMessage message, Flow flow, long now) {
        latest = now;
        if (message instanceof SipResponse response) {
            onResponse(response, flow, now);
        } else if (message instanceof SipRequest request) {
            onRequest(request, flow, now);
        }
    }

    /**
     * A request has waited for too long to be let in: it gets the answer of the {@link OverloadPolicy}, and nothing is kept
     * for it. One that was let in before is dealt with as ever.
     */
    public void turnAway(SipRequest request, Flow flow, long now) {
        latest = now;
        ServerTransaction known = servers.get(TransactionKey.of(request));
        if (known != null) {
            known.onRetransmission();
        } else {
            respondStatelessly(request, handler.overload().turnAway(request, flow, now).build(), flow);
        }
    }

    /** A message could not be sent. */
    public void transportFailed(Transaction sender, String reason, long now) {
        if (sender instanceof ClientTransaction client) {
            client.onTransportError(reason, now);
        } else if (sender instanceof ServerTransaction server) {
            server.onTransportError(reason, now);
        }
    }

    /**
     * A connection is gone: requests on it that have no response yet will hardly get one. Server transactions learn
     * of it when they send.
     */
    public void flowClosed(Flow flow, String reason, long now) {
        Set<ClientTransaction> waiting = byConnection.get(flow);
        if (waiting != null) {
            for (ClientTransaction client : List.copyOf(waiting)) {
                client.onTransportError(reason, now);
            }
        }
        handler.onFlowClosed(flow, reason);
    }

    /** Runs what is due. */
    public void onDeadline(long now) {
        promised = Loop.Timer.NEVER;
        latest = now;
        try {
            wheel.advance(now);
        } finally {
            promise();
        }
    }

    /** When to call {@link #onDeadline} at the latest; {@link Loop.Timer#NEVER} when nothing is due. */
    public long nextDeadline() {
        return wheel.nextDeadline();
    }

    /** What there is now: all zero when every transaction has ended. */
    public TransactionCounts counts() {
        int indexed = firstOfMerged.size();
        for (Set<ClientTransaction> some : byConnection.values()) {
            indexed += some.size();
        }
        return new TransactionCounts(clients.size(), servers.size(), wheel.size(), indexed);
    }

    public TransactionSettings settings() {
        return settings;
    }

    // requests that arrive

    private void onRequest(SipRequest request, Flow flow, long now) {
        TransactionKey key = TransactionKey.of(request);
        ServerTransaction known = servers.get(key);
        if (request.method() == Method.ACK) {
            onAck(request, flow, known, now);
        } else if (known != null) {
            known.onRetransmission();
        } else if (servers.size() >= room(request) && !endsSomething(key)) {
            meter.tableFull.increment();
            refuse(request, flow);
        } else {
            onNewRequest(key, request, flow, now);
        }
    }

    /** The last of the table is for what goes on already, and for what the handler wants let in before all else. */
    private int room(SipRequest request) {
        int most = settings.maxServers();
        int open = most - most / KEPT_SHARE;
        boolean first = servers.size() < open || request.to().tag().isPresent() || handler.overload().isUrgent(request);
        return first ? most : open;
    }

    /** A CANCEL of something we have is let in when the table is full: it makes room. */
    private boolean endsSomething(TransactionKey key) {
        return key.method() == Method.CANCEL && servers.containsKey(key.withMethod(Method.INVITE));
    }

    private void onAck(SipRequest ack, Flow flow, @Nullable ServerTransaction invite, long now) {
        if (invite != null && invite.isAnsweredFor(ack)) {
            if (invite.onAck(now)) {
                handler.onAck(ack, flow);
            }
        } else if (ack.to().tag().isEmpty() || isForStatelessAnswer(ack)) {
            meter.strayAcks.increment();
        } else {
            handler.onAck(ack, flow);
        }
    }

    /** It has the Via of its INVITE (RFC 3261 §17.1.1.3), and so gives the same tag. */
    private boolean isForStatelessAnswer(SipRequest ack) {
        return ack.to().tag().orElse("").equals(statelessTag(ack));
    }

    private void onNewRequest(TransactionKey key, SipRequest request, Flow flow, long now) {
        ServerTransaction transaction = new ServerTransaction(this, key, request, flow, now);
        servers.put(key, transaction);
        meter.servers.increment();
        transaction.start();
        if (request.method() == Method.CANCEL) {
            onCancel(transaction, now);
        } else if (isMerged(transaction)) {
            meter.merged.increment();
            answerOnce(transaction, 482);
        } else {
            hand(transaction, now);
        }
    }

    private void hand(ServerTransaction transaction, long now) {
        try {
            handler.onRequest(transaction, transaction.request());
        } catch (RuntimeException failure) {
            meter.handlerFailures.increment();
            LOG.error("{} failed and is answered with 500", transaction.key(), failure);
            if (transaction.isOpen()) {
                answer(transaction, 500, now);
            }
        }
    }

    private void onCancel(ServerTransaction cancel, long now) {
        ServerTransaction invite = servers.get(cancel.key().withMethod(Method.INVITE));
        if (invite == null) {
            answerOnce(cancel, 481);
            return;
        }
        boolean open = invite.isOpen();
        SipRequest request = cancel.request();
        cancel.respond(request.respond(200).toTag(invite.toTag()).build(), now);
        if (open) {
            handler.onCancel(invite, request);
        }
    }

    private boolean isMerged(ServerTransaction transaction) {
        if (!settings.refuseMerged() || handler.takesMerged() || transaction.request().to().tag().isPresent()) {
            return false;
        }
        MergeKey key = MergeKey.of(transaction.request());
        boolean first = firstOfMerged.putIfAbsent(key, transaction) == null;
        if (first) {
            transaction.mergeKey(key);
        }
        return !first;
    }

    private void answer(ServerTransaction transaction, int status, long now) {
        transaction.respond(transaction.request().respond(status).toTag(transaction.toTag()).build(), now);
    }

    /** For what anybody may send: no repetition toward a forged source, and nothing that fills the table. */
    private static void answerOnce(ServerTransaction transaction, int status) {
        transaction.respondStatelessly(transaction.request().respond(status).build());
    }

    private void refuse(SipRequest request, Flow flow) {
        SipResponse unavailable = request.respond(503)
                .addRaw("Retry-After", Integer.toString(settings.retryAfterSeconds()))
                .build();
        respondStatelessly(request, unavailable, flow);
    }

    // responses that arrive

    private void onResponse(SipResponse response, Flow flow, long now) {
        if (handler.overload().isPeer(flow.remote().getAddress())) {
            relief.hear(response.topVia(), flow.remote(), now);
        }
        ClientTransaction client = clients.get(TransactionKey.ofOwn(response));
        if (client == null) {
            meter.strayResponses.increment();
        } else {
            client.onResponse(response, now);
        }
    }

    // what transactions need

    /** Not held back by the limit: there is at most one for each INVITE. */
    void sendCancel(ClientTransaction invite, List<String> reasons, long now) {
        SipRequest.Builder cancel = DerivedRequests.cancel(invite.request());
        reasons.forEach(reason -> cancel.addRaw("Reason", reason));
        start(cancel.build(), invite.flow(), Unheard.INSTANCE, now);
    }

    void arm(TimerWheel.Entry alarm, long deadline) {
        if (alarm.deadline() != deadline) {
            wheel.arm(alarm, deadline);
            promise();
        }
    }

    void forget(ClientTransaction client) {
        clients.remove(client.key(), client);
        Set<ClientTransaction> same = byConnection.get(client.flow());
        if (same != null && same.remove(client) && same.isEmpty()) {
            byConnection.remove(client.flow());
        }
    }

    void forget(ServerTransaction server) {
        servers.remove(server.key(), server);
        MergeKey indexed = server.mergeKey();
        if (indexed != null) {
            firstOfMerged.remove(indexed);
        }
    }

    String newTag() {
        return ids.token();
    }

    Outbox outbox() {
        return outbox;
    }

    TransactionMeter meter() {
        return meter;
    }

    private ClientTransaction start(SipRequest stamped, Flow flow, ClientListener listener, long now) {
        TransactionKey key = TransactionKey.ofOwn(stamped);
        ClientTransaction client = new ClientTransaction(this, key, stamped, flow, listener);
        clients.put(key, client);
        if (flow.connection() != 0) {
            byConnection.computeIfAbsent(flow, any -> new LinkedHashSet<>()).add(client);
        }
        meter.clients.increment();
        if (isKeptBack(stamped, flow, now)) {
            client.keepBack(now);
        } else {
            client.start(now);
        }
        return client;
    }

    private boolean isKeptBack(SipRequest request, Flow flow, long now) {
        OverloadPolicy policy = handler.overload();
        return policy.isPeer(flow.remote().getAddress())
                && relief.keepsBack(mayBeKeptBack(request, policy), flow.remote(), now);
    }

    /** OPTIONS asks whether somebody is there, and costs no more than what keeps it away. */
    private static boolean mayBeKeptBack(SipRequest request, OverloadPolicy policy) {
        return request.to().tag().isEmpty() && request.method() != Method.CANCEL
                && request.method() != Method.OPTIONS && !policy.isUrgent(request);
    }

    /** A response as it leaves: with our load, to peers. */
    SipResponse told(SipResponse response, Flow flow) {
        OverloadPolicy policy = handler.overload();
        if (!policy.isPeer(flow.remote().getAddress())) {
            return response;
        }
        return feedback.tell(response, policy.loss(latest), latest);
    }

    private SipRequest stamp(SipRequest.Builder request, Flow flow, String branchTail) {
        SentBy self = sentBy.apply(flow);
        String branch = Via.MAGIC_COOKIE + ids.token() + settings.branchMark() + branchTail;
        Via via = Via.of(flow.protocol().viaName(), self.host(), self.port(), branch).withRport(0);
        boolean peer = handler.overload().isPeer(flow.remote().getAddress());
        return request.prepend(HeaderKind.VIA, peer ? OverloadValue.ask(via) : via).build();
    }

    String statelessTag(SipRequest request) {
        long mixed = tagSalt;
        mixed = (mixed ^ request.topVia().hashCode()) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29 ^ request.callId().hashCode()) * 0xBF58476D1CE4E5B9L;
        return Long.toString((mixed ^ mixed >>> 32) & Long.MAX_VALUE, 36);
    }

    private void promise() {
        long next = wheel.nextDeadline();
        if (next < promised) {
            promised = next;
            outbox.wakeAt(next);
        }
    }

    /** The outcome of a CANCEL matters to nobody: what counts is the INVITE's. */
    private enum Unheard implements ClientListener {
        INSTANCE;

        @Override
        public void provisional(SipResponse response) {
            // see above
        }

        @Override
        public void finalResponse(SipResponse response) {
            // see above
        }

        @Override
        public void timeout() {
            // see above
        }

        @Override
        public void transportError(String reason) {
            // see above
        }

        @Override
        public void terminated() {
            // see above
        }
    }
}
