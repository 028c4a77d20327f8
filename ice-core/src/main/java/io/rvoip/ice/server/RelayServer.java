package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunAttribute.ErrorCode;
import io.rvoip.ice.stun.StunAttribute.UnknownAttributes;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A STUN and TURN server: answers Binding, and relays UDP for those it knows (RFC 8489, RFC 8656). Confined to one loop,
 * which is also that of its relays; sockets of clients are somebody else's, see {@link #datagrams} and {@link #received}.
 *
 * <p>RESERVATION-TOKEN and DONT-FRAGMENT are refused with 420, a port to be reserved with 508, relays of TCP (RFC 6062) with
 * 442 and 403. Channel numbers may be those of RFC 5766.
 * Each request is answered once or, beyond the quota of strangers, not at all. A request without credentials is answered by a
 * challenge, which is longer than the request: that quota is what bounds it.
 *
 * <table>
 *   <caption>Transitions of the allocation of a client</caption>
 *   <tr><th>state</th><th>Allocate</th><th>Refresh</th><th>Refresh with lifetime 0</th><th>CreatePermission,
 *       ChannelBind</th><th>relay open</th><th>no port</th><th>time over, link closed</th></tr>
 *   <tr><td>none</td><td>opening</td><td>437</td><td>437</td><td>437</td><td>–</td><td>–</td><td>–</td></tr>
 *   <tr><td>opening</td><td>repeated: nothing; another: 437</td><td>437</td><td>437</td><td>437</td>
 *       <td>open, success</td><td>none, 508</td><td>none</td></tr>
 *   <tr><td>open</td><td>repeated: success; another: 437</td><td>open, success</td><td>none, success</td>
 *       <td>open, success or 400, 403, 443, 508</td><td>–</td><td>–</td><td>none</td></tr>
 * </table>
 */
public final class RelayServer implements AutoCloseable {
    private static final int SOURCES = 16_384;

    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final Loop loop;
    private final ServerCounters counters;
    private final Peers peers;
    private final PrefixLimiter strangers;
    private final BindingResponder bindings;
    private final Authentication authentication;
    private final Allocations allocations;
    private final PeerRequests peerRequests;
    private final DataRelay data;

    /**
     * A server; nothing is bound before somebody asks.
     *
     * @param loop its home; timers and relays run there
     * @param relays binds the sockets of relays
     * @param ids unguessable
     */
    public RelayServer(RelaySettings settings, TurnUsers users, Loop loop, DatagramPath.Binder relays, CryptoProvider crypto,
            IdSource ids, Metrics metrics) {
        this.loop = loop;
        counters = new ServerCounters(metrics, loop.time());
        peers = new Peers(settings);
        PrefixLimiter.Scope scope = PrefixLimiter.Scope.PREFIX;
        strangers = new PrefixLimiter(scope, settings.quotas().strangers(), SOURCES, ids);
        bindings = new BindingResponder(strangers::tryTake);
        authentication = new Authentication(users, settings, crypto, loop.time(), ids);
        data = new DataRelay(settings, peers, counters, ids, loop.now());
        allocations = new Allocations(settings, loop, relays, ids, peers, data);
        peerRequests = new PeerRequests(peers);
        metrics.gauge("rvoip_turn_allocations", allocations::size);
    }

    /** What takes the datagrams of a UDP socket of the server; one for each socket. */
    public DatagramPath.Receiver datagrams() {
        return new DatagramDoor(this);
    }

    /** Tells where requests are taken: data never goes there, whatever the rules say. Called on the loop. */
    public void listening(InetSocketAddress at) {
        peers.listening(at);
    }

    /**
     * Tells where others see us from now on, once that is no longer what the settings say. New relays of the family are told
     * there. Those of before stay, with the address that they were told to have, which is taken for ours until the last of
     * them ends. Called on the loop.
     */
    public void seenAs(InetAddress host) {
        allocations.seenAs(host);
    }

    /**
     * Takes one frame of a client: a datagram, or what {@link io.rvoip.ice.turn.TurnFraming} cut out of a stream.
     *
     * @param frame taken over
     */
    public void received(ClientLink link, ByteBuf frame) {
        long now = loop.now();
        if (DataRelay.isChannelData(frame)) {
            data.channelData(link, frame, now);
        } else if (!data.indicated(link, frame, now)) {
            try {
                message(link, frame, now);
            } finally {
                frame.release();
            }
        }
    }

    /** Whether one more connection is taken from there: strangers have as many of them as of answers. */
    public boolean admits(InetAddress source) {
        return strangers.tryTake(source, loop.now());
    }

    /** Forgets a client whose link is gone. */
    public void closed(ClientLink link) {
        Allocation allocation = link.allocation;
        if (allocation != null) {
            allocations.end(allocation);
        }
    }

    /** Ends all allocations. Called on the loop. */
    @Override
    public void close() {
        allocations.close();
    }

    private void message(ClientLink link, ByteBuf frame, long now) {
        if (!(parser.parse(frame) instanceof StunResult.Parsed parsed)) {
            counters.malformed.increment();
            return;
        }
        StunMessage message = parsed.message();
        boolean send = message.messageClass() == StunClass.INDICATION && message.method() == StunMessage.SEND;
        if (send) {
            data.indicated(link, message, now);
        } else if (message.messageClass() != StunClass.REQUEST) {
            counters.unknown.increment();
        } else if (message.method() == StunMessage.BINDING) {
            binding(link, message, now);
        } else if (isKnown(message.method())) {
            request(link, message, now);
        } else {
            counters.unknown.increment();
        }
    }

    private static boolean isKnown(int method) {
        return method == StunMessage.ALLOCATE || method == StunMessage.REFRESH || method == StunMessage.CREATE_PERMISSION
                || method == StunMessage.CHANNEL_BIND || method == StunMessage.CONNECT;
    }

    private void binding(ClientLink link, StunMessage request, long now) {
        bindings.answer(request, link.remote(), now)
                .ifPresentOrElse(answer -> link.send(answer.encode()), counters.rate::increment);
    }

    private void request(ClientLink link, StunMessage request, long now) {
        Allocation allocation = live(link, now);
        if (allocation == null && !strangers.hasToken(link.remote().getAddress(), now)) {
            counters.rate.increment();
            return;
        }
        Authentication.Verdict verdict = authentication.check(request, link, allocation == null ? null : allocation.user, now);
        if (verdict instanceof Authentication.Refused refused) {
            refuse(link, request, refused, now);
        } else if (verdict instanceof Authentication.Admitted admitted) {
            admitted(link, allocation, request, admitted.user(), now);
        }
    }

    private void refuse(ClientLink link, StunMessage request, Authentication.Refused refused, long now) {
        if (!strangers.tryTake(link.remote().getAddress(), now)) {
            counters.rate.increment();
            return;
        }
        counters.refused(refused.code(), refused.why(), link, refused.usual());
        link.send(authentication.refusal(request, refused, link, now).encode());
    }

    private void admitted(ClientLink link, @Nullable Allocation allocation, StunMessage request, Authentication.Known user,
            long now) {
        List<Integer> unknown = request.unknownRequired();
        Outcome outcome;
        if (!unknown.isEmpty()) {
            outcome = Outcome.refused(ErrorCode.UNKNOWN_ATTRIBUTE, "unknown attributes " + unknown);
        } else if (allocation != null && !allocation.user.name().equals(user.name())) {
            outcome = Outcome.refused(ErrorCode.WRONG_CREDENTIALS, "another user's allocation");
        } else if (request.method() == StunMessage.ALLOCATE) {
            outcome = allocations.allocate(link, request, user, now, later -> answer(link, request, user, later));
        } else if (request.method() == StunMessage.CONNECT) {
            outcome = Outcome.refused(ErrorCode.FORBIDDEN, "a connection to a peer");
        } else if (allocation == null || !allocation.open) {
            outcome = Outcome.refused(ErrorCode.ALLOCATION_MISMATCH, "no allocation");
        } else if (request.method() == StunMessage.REFRESH) {
            outcome = allocations.refresh(allocation, request, now);
        } else {
            outcome = peerRequests.decide(allocation, request, now);
        }
        answer(link, request, user, outcome);
    }

    private void answer(ClientLink link, StunMessage request, Authentication.Known user, Outcome outcome) {
        if (outcome.silent()) {
            return;
        }
        StunMessageBuilder answer = request.answer(outcome.code() == 0 ? StunClass.SUCCESS : StunClass.ERROR);
        if (outcome.code() != 0) {
            answer.add(new ErrorCode(outcome.code(), ""));
            counters.refused(outcome.code(), outcome.why(), link, false);
        }
        if (outcome.code() == ErrorCode.UNKNOWN_ATTRIBUTE) {
            answer.add(new UnknownAttributes(request.unknownRequired()));
        }
        outcome.attributes().forEach(answer::add);
        link.send(authentication.sign(request, answer, user).encode());
    }

    /** The allocation of a client; one whose time is over is ended. */
    private @Nullable Allocation live(ClientLink link, long now) {
        Allocation allocation = link.allocation;
        if (allocation != null && allocation.open && now >= allocation.expiresAt) {
            allocations.end(allocation);
            return null;
        }
        return allocation;
    }
}
