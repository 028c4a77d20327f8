package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** The one way in: bytes of one message → parsed, stamped, checked → the shard that owns the call. Thread-safe. */
final class Intake {
    private final SipParser parser;
    private final Shards shards;
    private final LocalNames names;
    private final TransportMetrics metrics;

    Intake(SipParser parser, Shards shards, LocalNames names, TransportMetrics metrics) {
        this.parser = parser;
        this.shards = shards;
        this.names = names;
        this.metrics = metrics;
    }

    TransportMetrics metrics() {
        return metrics;
    }

    /** Parses a heap buffer, which it keeps. */
    ParseResult parse(ByteBuf message) {
        return parser.parse(message);
    }

    /** Takes one message in; on the loop of its socket. */
    void take(ByteBuf message, Flow flow, Backlog backlog) {
        ParseResult result = parse(message);
        if (result instanceof ParseResult.Parsed parsed) {
            metrics.received(flow.protocol());
            parsed(parsed.message(), flow, backlog);
        } else if (result instanceof ParseResult.Refused refused) {
            metrics.malformed(refused.problem().header(), refused.problem().reason(), flow);
            refused(refused, flow, backlog);
        }
    }

    private void parsed(SipMessage message, Flow flow, Backlog backlog) {
        if (message instanceof SipRequest request) {
            if (!ReceivedStamp.hasRoom(request)) {
                noRoom(flow);
                return;
            }
            backlog.taken(request);
            SipRequest stamped = ReceivedStamp.stamp(request, flow.remote());
            Shard shard = shards.of(stamped.callId());
            post(shard, backlog, () -> shard.inbox().received(stamped, flow));
        } else if (isForeign(message.topVia(), flow)) {
            metrics.dropped(TransportMetrics.Drop.FOREIGN_RESPONSE);
        } else {
            Shard shard = shards.of(message.callId());
            post(shard, backlog, () -> shard.inbox().received(message, flow));
        }
    }

    /** Too large by a hair to write into it where it came from: no honest message is, so it gets no answer. */
    private void noRoom(Flow flow) {
        metrics.malformed("size", "the header section has no room for received and rport", flow);
    }

    /** Whether the response belongs to a request we did not send (RFC 3261 §18.1.2). */
    private boolean isForeign(Via top, Flow flow) {
        int port = top.port() > 0 ? top.port() : flow.protocol().defaultPort();
        return !names.isOurs(top.host(), port, flow);
    }

    private void refused(ParseResult.Refused refused, Flow flow, Backlog backlog) {
        if (refused.response().isEmpty()) {
            return; // nobody to answer, so nothing to burden a shard with
        }
        if (!ReceivedStamp.hasRoom(refused.response().get())) {
            noRoom(flow);
            return;
        }
        SipResponse response = ReceivedStamp.stamp(refused.response().get(), flow.remote());
        Shard shard = response.header(HeaderKind.CALL_ID).map(shards::of).orElseGet(() -> shards.all().get(0));
        ParseResult.Refused stamped = new ParseResult.Refused(refused.problem(), Optional.of(response));
        post(shard, backlog, () -> shard.inbox().refused(stamped, flow));
    }

    /** A connection is gone. */
    void closed(Flow flow, String why) {
        for (Shard shard : shards.all()) {
            try {
                shard.loop().execute(() -> shard.inbox().closed(flow, why));
            } catch (RejectedExecutionException shuttingDown) {
                metrics.dropped(TransportMetrics.Drop.CLOSED);
            }
        }
    }

    /** Runs at once when this is the shard's own loop, so that nothing queues twice. */
    private void post(Shard shard, Backlog backlog, Runnable delivery) {
        if (shard.loop().inLoop()) {
            delivery.run();
            return;
        }
        if (!backlog.enter()) {
            metrics.dropped(TransportMetrics.Drop.BACKLOG);
            return;
        }
        try {
            shard.loop().execute(() -> {
                backlog.leave();
                delivery.run();
            });
        } catch (RejectedExecutionException shuttingDown) {
            backlog.leave();
            metrics.dropped(TransportMetrics.Drop.CLOSED);
        }
    }
}
