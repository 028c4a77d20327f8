package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of one relay, from one socket or over one stream (RFC 8656): allocates an address of the server's own family,
 * keeps it, asks for permissions when something is sent, and binds channels when told to. Sans-I/O and confined to one loop;
 * the caller owns the socket and the clock.
 *
 * <table>
 *   <caption>Transitions</caption>
 *   <tr><th>state</th><th>start</th><th>success</th><th>401, 438</th><th>300</th><th>other error, no answer</th>
 *       <th>close</th></tr>
 *   <tr><td>IDLE</td><td>ALLOCATING, Allocate sent</td><td>not ours</td><td>not ours</td><td>not ours</td>
 *       <td>not ours</td><td>CLOSED</td></tr>
 *   <tr><td>ALLOCATING</td><td>refused</td><td>ALLOCATED, reported</td><td>ALLOCATING, signed</td>
 *       <td>ALLOCATING elsewhere, three times at most</td><td>CLOSED, reported</td><td>CLOSED</td></tr>
 *   <tr><td>ALLOCATED</td><td>refused</td><td>refreshed, permitted or bound</td><td>asked again, signed</td>
 *       <td>as another error</td><td>of Refresh: CLOSED, reported; of others: that peer has none</td>
 *       <td>CLOSED, Refresh with lifetime 0 sent once</td></tr>
 *   <tr><td>CLOSED</td><td>refused</td><td>not ours</td><td>not ours</td><td>not ours</td><td>not ours</td>
 *       <td>nothing</td></tr>
 * </table>
 */
public final class TurnClient {
    /** The most far ends of one relay; data to further ones is dropped. */
    public static final int MAX_PEERS = 128;

    private static final long SECOND = 1_000_000_000L;
    private static final long PERMISSION_REFRESH = 240 * SECOND;
    private static final long PERMISSION_LIFE = 300 * SECOND;
    private static final long CHANNEL_REFRESH = 480 * SECOND;
    private static final long REFUSAL = 30 * SECOND;
    private static final int MAX_REDIRECTS = 3;

    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final CryptoProvider crypto;
    private final IdSource ids;
    private final Sink sink;
    private final Map<TransactionId, TurnRequest> requests = new LinkedHashMap<>();
    private final Map<InetSocketAddress, TurnPeer> peers = new HashMap<>();
    private final Map<Integer, TurnPeer> channels = new HashMap<>();

    private State state = State.IDLE;
    private TurnServer server;
    private TurnAccount account;
    /** Whom an allocation was asked of: none of them twice, as redirects may lead in a circle (RFC 8489 §10). */
    private final Set<InetSocketAddress> asked = new HashSet<>();
    private int nextChannel = ChannelData.FIRST;
    private long refreshAt = Loop.Timer.NEVER;
    private @Nullable InetSocketAddress relayed;

    /** @param ids unguessable: transaction ids come from it */
    public TurnClient(TurnServer server, CryptoProvider crypto, IdSource ids, Sink sink) {
        this.server = server;
        this.account = new TurnAccount(server, crypto);
        this.crypto = crypto;
        this.ids = ids;
        this.sink = sink;
        asked.add(server.address());
    }

    /** Where the client stands. */
    public enum State {
        IDLE,
        ALLOCATING,
        ALLOCATED,
        CLOSED
    }

    /** What the client wants done. */
    public interface Sink {
        /**
         * Send this to the server; the buffer is the sink's. On a stream it is a whole frame, and another server than
         * before wants another connection: there was a redirect. Where the redirect named the domain of that server
         * (RFC 8489 §14.16) the address has that name.
         */
        void transmit(ByteBuf datagram, InetSocketAddress server);

        /**
         * There is a relay.
         *
         * @param relayed where it takes data for us
         * @param mapped where the server sees us
         */
        void allocated(InetSocketAddress relayed, InetSocketAddress mapped, long now);

        /** Data from a peer; {@code payload} is valid during the call only. */
        void received(ByteBuf payload, InetSocketAddress peer, long now);

        /** There is no relay, or no longer. */
        void failed(StunFailure failure, long now);
    }

    public State state() {
        return state;
    }

    /** The relay's address; empty before it is allocated. */
    public Optional<InetSocketAddress> relayed() {
        return Optional.ofNullable(relayed);
    }

    /** Asks for a relay. */
    public void start(long now) {
        if (state != State.IDLE) {
            throw new IllegalStateException("start in " + state + " (expected: IDLE)");
        }
        state = State.ALLOCATING;
        ask(TurnRequest.Kind.ALLOCATE, null, now);
    }

    /**
     * Sends data to a peer through the relay, after getting a permission where there is none. Takes ownership; a
     * bound channel writes its four bytes into the room in front of the data where there is some.
     *
     * @return false when it was dropped: no relay, the server refused this peer, or there are too many peers
     */
    public boolean send(ByteBuf payload, InetSocketAddress to, long now) {
        TurnPeer peer = state == State.ALLOCATED ? peer(to, now) : null;
        if (peer == null || peer.permission == TurnPeer.Permission.REFUSED) {
            payload.release();
            return false;
        }
        peer.usedAt = now;
        if (peer.bound) {
            sink.transmit(ChannelData.wrap(payload, peer.channel, server.reliable()), server.address());
        } else if (peer.permission == TurnPeer.Permission.GRANTED) {
            indicate(payload, to);
        } else {
            peer.hold(payload);
        }
        return true;
    }

    /** Binds a channel to a peer, which makes its data 32 bytes smaller. Nothing when it has one. */
    public void bind(InetSocketAddress to, long now) {
        TurnPeer peer = state == State.ALLOCATED ? peer(to, now) : null;
        if (peer == null || peer.channel != 0 || nextChannel > ChannelData.LAST) {
            return;
        }
        peer.channel = nextChannel++;
        channels.put(peer.channel, peer);
        peer.channelAt = Loop.Timer.NEVER;
        ask(TurnRequest.Kind.CHANNEL, to, now);
    }

    /**
     * Takes what arrived on the socket.
     *
     * @param datagram stays the caller's
     * @return whether it came from our relay and was for this client
     */
    public boolean received(ByteBuf datagram, InetSocketAddress from, long now) {
        if (!from.equals(server.address()) || state == State.IDLE || state == State.CLOSED) {
            return false;
        }
        if (ChannelData.isOne(datagram)) {
            TurnPeer peer = channels.get(ChannelData.channel(datagram));
            if (peer != null) {
                sink.received(ChannelData.payload(datagram), peer.address, now);
            }
            return true;
        }
        return parser.parse(datagram) instanceof StunResult.Parsed parsed && message(parsed.message(), now);
    }

    /** When to call {@link #onDeadline}; {@link Loop.Timer#NEVER} when there is nothing to wait for. */
    public long nextDeadline() {
        long next = refreshAt;
        for (TurnRequest request : requests.values()) {
            next = Math.min(next, request.deadline());
        }
        for (TurnPeer peer : peers.values()) {
            next = Math.min(next, Math.min(peer.permissionAt, peer.bound ? peer.channelAt : Loop.Timer.NEVER));
        }
        return next;
    }

    /** Repeats, refreshes and gives up what is due. */
    public void onDeadline(long now) {
        for (TurnRequest request : List.copyOf(requests.values())) {
            if (now >= request.deadline() && requests.containsKey(request.message().transactionId())) {
                repeat(request, now);
            }
        }
        if (now >= refreshAt) {
            refreshAt = Loop.Timer.NEVER;
            ask(TurnRequest.Kind.REFRESH, null, now);
        }
        for (TurnPeer peer : new ArrayList<>(peers.values())) {
            refresh(peer, now);
        }
    }

    /** Gives the relay back. Reports nothing further. */
    public void close() {
        if (state == State.ALLOCATED) {
            StunMessageBuilder release = builder(TurnRequest.Kind.REFRESH).add(new StunAttribute.Lifetime(0));
            sink.transmit(account.sign(release).encode(), server.address());
        }
        end();
    }

    private void end() {
        state = State.CLOSED;
        requests.clear();
        peers.values().forEach(TurnPeer::forget);
        peers.clear();
        channels.clear();
        refreshAt = Loop.Timer.NEVER;
    }

    private @Nullable TurnPeer peer(InetSocketAddress address, long now) {
        TurnPeer known = peers.get(address);
        if (known != null || peers.size() == MAX_PEERS) {
            return known;
        }
        TurnPeer peer = new TurnPeer(address);
        peer.permissionAt = Loop.Timer.NEVER;
        peer.usedAt = now;
        peers.put(address, peer);
        ask(TurnRequest.Kind.PERMISSION, address, now);
        return peer;
    }

    private void refresh(TurnPeer peer, long now) {
        if (now >= peer.permissionAt) {
            peer.permissionAt = Loop.Timer.NEVER;
            if (peer.permission == TurnPeer.Permission.REFUSED || now - peer.usedAt >= PERMISSION_LIFE) {
                forget(peer);
                return;
            }
            ask(TurnRequest.Kind.PERMISSION, peer.address, now);
        }
        if (peer.bound && now >= peer.channelAt) {
            peer.channelAt = Loop.Timer.NEVER;
            ask(TurnRequest.Kind.CHANNEL, peer.address, now);
        }
    }

    /** A channel number is not used again: RFC 8656 §12 has it rest for five minutes after its end. */
    private void forget(TurnPeer peer) {
        peer.forget();
        peers.remove(peer.address);
        channels.remove(peer.channel);
    }

    private void indicate(ByteBuf payload, InetSocketAddress to) {
        StunMessage indication = StunMessage.builder(
                        StunClass.INDICATION, StunMessage.SEND, TransactionId.random(ids))
                .add(new StunAttribute.XorPeerAddress(to))
                .data(payload)
                .build();
        payload.release();
        sink.transmit(indication.encode(), server.address());
    }

    private StunMessageBuilder builder(TurnRequest.Kind kind) {
        return StunMessage.builder(StunClass.REQUEST, kind.method, TransactionId.random(ids));
    }

    private StunMessage compose(TurnRequest.Kind kind, @Nullable InetSocketAddress peer) {
        StunMessageBuilder request = builder(kind);
        if (kind == TurnRequest.Kind.ALLOCATE) {
            request.add(new StunAttribute.RequestedTransport(StunAttribute.RequestedTransport.UDP));
            if (server.address().getAddress() instanceof Inet6Address) {
                request.add(new StunAttribute.RequestedAddressFamily(2));
            }
        }
        TurnPeer known = peer == null ? null : peers.get(peer);
        if (kind == TurnRequest.Kind.CHANNEL && known != null) {
            request.add(new StunAttribute.ChannelNumber(known.channel));
        }
        if (peer != null) {
            request.add(new StunAttribute.XorPeerAddress(peer));
        }
        return account.sign(request);
    }

    private void ask(TurnRequest.Kind kind, @Nullable InetSocketAddress peer, long now) {
        send(new TurnRequest(kind, peer, compose(kind, peer), account.known(), server.reliable()), now);
    }

    private void send(TurnRequest request, long now) {
        requests.put(request.message().transactionId(), request);
        repeat(request, now);
    }

    private void repeat(TurnRequest request, long now) {
        if (request.sending(now)) {
            sink.transmit(request.message().encode(), server.address());
        } else {
            requests.remove(request.message().transactionId());
            failed(request, new StunFailure(StunFailure.Kind.TIMEOUT, 0, "no answer from " + server.address()), now);
        }
    }

    private boolean message(StunMessage message, long now) {
        if (message.messageClass() == StunClass.INDICATION && message.method() == StunMessage.DATA) {
            data(message, now);
            return true;
        }
        TurnRequest request = message.messageClass().isResponse() ? requests.get(message.transactionId()) : null;
        if (request == null || message.method() != request.kind.method) {
            return false;
        }
        answer(request, message, now);
        return true;
    }

    private void data(StunMessage message, long now) {
        var from = message.attribute(StunAttribute.XorPeerAddress.class);
        var payload = message.data();
        // Only from hosts that have a permission, as RFC 8656 §11.4 has it.
        if (from.isPresent() && payload.isPresent() && permits(from.get().address())) {
            sink.received(payload.get(), from.get().address(), now);
        }
    }

    private boolean permits(InetSocketAddress from) {
        for (InetSocketAddress peer : peers.keySet()) {
            if (peer.getAddress().equals(from.getAddress())) {
                return true;
            }
        }
        return false;
    }

    private void answer(TurnRequest request, StunMessage answer, long now) {
        int code = answer.messageClass() == StunClass.ERROR
                ? answer.attribute(StunAttribute.ErrorCode.class)
                        .map(StunAttribute.ErrorCode::code)
                        .orElse(0)
                : -1;
        boolean challenge = code == StunAttribute.ErrorCode.STALE_NONCE
                || code == StunAttribute.ErrorCode.UNAUTHENTICATED && !request.signed();
        boolean elsewhere = code == StunAttribute.ErrorCode.TRY_ALTERNATE && !request.signed();
        boolean wrongPassword = code == StunAttribute.ErrorCode.UNAUTHENTICATED && request.signed();
        // A server that does not know us cannot sign its refusal; anything else must be signed once we sign.
        if (request.signed() && !challenge && !wrongPassword && !account.trusts(answer)) {
            return;
        }
        requests.remove(answer.transactionId());
        if (challenge) {
            challenged(request, answer, now);
        } else if (elsewhere || code == StunAttribute.ErrorCode.TRY_ALTERNATE) {
            redirected(request, answer, now);
        } else if (code >= 0) {
            failed(request, new StunFailure(StunFailure.Kind.REFUSED, code, server.address() + " said " + code), now);
        } else if (!answer.unknownRequired().isEmpty()) {
            failed(request, bad("unknown attributes " + answer.unknownRequired()), now);
        } else {
            succeeded(request, answer, now);
        }
    }

    private void challenged(TurnRequest request, StunMessage answer, long now) {
        Optional<String> useless = account.challenged(answer);
        if (useless.isPresent()) {
            failed(request, bad(useless.get()), now);
        } else if (request.again(compose(request.kind, request.peer))) {
            send(request, now);
        } else {
            failed(request, bad("one challenge after another"), now);
        }
    }

    private void redirected(TurnRequest request, StunMessage answer, long now) {
        var other = answer.attribute(StunAttribute.AlternateServer.class);
        if (request.kind != TurnRequest.Kind.ALLOCATE || other.isEmpty() || asked.size() > MAX_REDIRECTS
                || !asked.add(other.get().address())) {
            failed(request, bad("300 without another server, or too often"), now);
            return;
        }
        InetSocketAddress address = other.get().address();
        boolean usable = address.getPort() != 0
                && address.getAddress().getClass() == server.address().getAddress().getClass();
        if (!usable) {
            failed(request, bad("300 to " + address), now);
            return;
        }
        server = server.at(answer.attribute(StunAttribute.AlternateDomain.class).map(domain -> named(address, domain.name())).orElse(address));
        account = new TurnAccount(server, crypto);
        ask(TurnRequest.Kind.ALLOCATE, null, now);
    }

    /** The same address, which says whom its certificate has to be for. */
    private static InetSocketAddress named(InetSocketAddress address, String domain) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(domain, address.getAddress().getAddress()), address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets", e);
        }
    }

    private StunFailure bad(String text) {
        return new StunFailure(StunFailure.Kind.BAD_ANSWER, 0, server.address() + ": " + text);
    }

    private void succeeded(TurnRequest request, StunMessage answer, long now) {
        TurnPeer peer = request.peer == null ? null : peers.get(request.peer);
        switch (request.kind) {
            case ALLOCATE -> allocated(request, answer, now);
            case REFRESH -> refreshAt = refreshTime(answer, now);
            case PERMISSION -> {
                if (peer != null) {
                    permitted(peer, now);
                }
            }
            case CHANNEL -> {
                if (peer != null) {
                    peer.bound = true;
                    peer.channelAt = now + CHANNEL_REFRESH;
                }
            }
        }
    }

    private void allocated(TurnRequest request, StunMessage answer, long now) {
        var address = answer.attribute(StunAttribute.XorRelayedAddress.class);
        var mapped = answer.attribute(StunAttribute.XorMappedAddress.class);
        if (address.isEmpty() || mapped.isEmpty() || address.get().address().getPort() == 0) {
            failed(request, bad("an allocation without addresses"), now);
            return;
        }
        state = State.ALLOCATED;
        refreshAt = refreshTime(answer, now);
        relayed = address.get().address();
        sink.allocated(address.get().address(), mapped.get().address(), now);
    }

    /** A minute before the end, as RFC 8656 §8.1 has it; in the middle of short lives. */
    private static long refreshTime(StunMessage answer, long now) {
        long seconds = answer.attribute(StunAttribute.Lifetime.class)
                .map(StunAttribute.Lifetime::seconds)
                .orElse(600L);
        return now + Math.max(seconds - 60, Math.max(seconds / 2, 1)) * SECOND;
    }

    private void permitted(TurnPeer peer, long now) {
        peer.permission = TurnPeer.Permission.GRANTED;
        peer.permissionAt = now + PERMISSION_REFRESH;
        ByteBuf payload;
        while ((payload = peer.held().poll()) != null) {
            indicate(payload, peer.address);
        }
    }

    private void failed(TurnRequest request, StunFailure failure, long now) {
        TurnPeer peer = request.peer == null ? null : peers.get(request.peer);
        if (request.peer == null) {
            end();
            sink.failed(failure, now);
        } else if (peer != null && request.kind == TurnRequest.Kind.PERMISSION) {
            peer.permission = TurnPeer.Permission.REFUSED;
            peer.permissionAt = now + REFUSAL;
            peer.bound = false;
            peer.forget();
        } else if (peer != null) {
            // Indications still work.
            peer.bound = false;
            peer.channelAt = Loop.Timer.NEVER;
        }
    }
}
