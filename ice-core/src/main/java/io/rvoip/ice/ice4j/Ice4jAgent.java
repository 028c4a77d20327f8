package io.rvoip.ice.ice4j;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.RelayStream;
import io.rvoip.ice.ice4j.Ice4jSearch.Place;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port before ice4j: one search after the other, the last one that found a way in use until the next has. */
final class Ice4jAgent implements IceAgent {
    private static final long TICK = 1_000_000_000L;

    private final Ice4jContext context;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private IceState state = IceState.NEW;
    private Ice4jGeneration current;
    private @Nullable Ice4jGeneration previous;
    private @Nullable String farEnd;
    private List<IceSocket> sockets = List.of();
    private boolean peerIsLite;
    private long nextTick = Loop.Timer.NEVER;

    Ice4jAgent(Ice4jContext context) {
        this.context = context;
        current = new Ice4jGeneration(context, this::settle);
    }

    @Override
    public IceState state() {
        return state;
    }

    @Override
    public IceRole role() {
        return current.role();
    }

    @Override
    public IceCredentials credentials() {
        return current.credentials();
    }

    @Override
    public Optional<IcePair> selected(int stream, int component) {
        Place place = new Place(stream, component);
        Ice4jGeneration old = previous;
        return current.selected(place).or(() -> old == null ? Optional.empty() : old.selected(place));
    }

    @Override
    public void gather(List<IceSocket> given, long now) {
        if (state != IceState.NEW) {
            throw new IllegalStateException("state: " + state + " (expected: NEW)");
        }
        sockets = given.stream().filter(socket -> socket.transport().isUdp()).toList();
        if (sockets.isEmpty()) {
            throw new IllegalArgumentException("sockets: none for datagrams (expected: at least one for each component)");
        }
        nextTick = now + TICK;
        current.gather(sockets);
        settle();
    }

    @Override
    public void remote(int stream, IceCredentials theirs, long now) {
        IceCredentials before = current.remote(stream);
        if (state == IceState.CLOSED || theirs.equals(before)) {
            return;
        }
        if (before != null) {
            restart(now);
            if (!sockets.isEmpty()) {
                gather(sockets, now);
            }
        }
        current.remote(stream, theirs);
    }

    /** The library knows one far end; a second one of the same offer ends the search. */
    @Override
    public boolean turnTo(String name, long now) {
        if (state != IceState.CLOSED && farEnd != null && !farEnd.equals(name)) {
            current.fail(IceFailure.Reason.LIBRARY, "a second far end answered the same offer, and ice4j knows one");
        }
        farEnd = name;
        return false;
    }

    @Override
    public void settled(long now) {
        // there is one far end at any time
    }

    @Override
    public void remoteIsLite(long now) {
        peerIsLite = true;
    }

    @Override
    public void remotePace(Duration theirs) {
        current.pace(theirs);
    }

    @Override
    public void remoteCandidate(int stream, IceCandidate candidate, long now) {
        current.remoteCandidate(stream, candidate);
    }

    @Override
    public void remoteCandidatesEnd(long now) {
        current.remoteCandidatesEnd();
    }

    @Override
    public void start(IceRole role, long now) {
        if (state != IceState.GATHERING && state != IceState.READY) {
            throw new IllegalStateException("state: " + state + " (expected: GATHERING or READY)");
        }
        current.start(peerIsLite ? IceRole.CONTROLLING : role, now);
        settle();
    }

    @Override
    public void drop(int stream, int component, long now) {
        current.drop(new Place(stream, component));
        settle();
    }

    @Override
    public void restart(long now) {
        if (state == IceState.CLOSED) {
            throw new IllegalStateException("state: CLOSED (expected: any other)");
        }
        if (current.state() == IceState.CONNECTED) {
            closePrevious();
            current.retire();
            previous = current;
        } else {
            current.close();
        }
        current = new Ice4jGeneration(context, this::settle);
        farEnd = null;
        peerIsLite = false;
        settle();
    }

    private void closePrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
        }
    }

    @Override
    public boolean received(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now) {
        if (state == IceState.CLOSED || !StunParser.looksLikeStun(datagram)) {
            return false;
        }
        if (!(parser.parse(datagram) instanceof StunResult.Parsed parsed)) {
            context.dropped("malformed");
            return false;
        }
        StunMessage message = parsed.message();
        if (message.method() != StunMessage.BINDING) {
            return false;
        }
        if (message.messageClass() == StunClass.INDICATION) {
            // Keep-alive: there is nothing to do (RFC 8445 §11).
            return sockets.stream().anyMatch(socket -> socket.address().equals(local));
        }
        Ice4jGeneration old = previous;
        return current.received(message, datagram, local, from) || old != null && old.received(message, datagram, local, from);
    }

    /** The library asks no server, so that nothing comes from one. */
    @Override
    public void streamed(RelayStream stream, ByteBuf frame, InetSocketAddress from, long now) {
        context.dropped("no-relay");
    }

    @Override
    public void streamBroken(RelayStream stream, String why, long now) {
        context.dropped("no-relay");
    }

    @Override
    public boolean send(int stream, int component, ByteBuf datagram, long now) {
        Place place = new Place(stream, component);
        IcePair pair = current.sendsOver(place);
        if (pair == null && previous != null) {
            pair = previous.sendsOver(place);
        }
        InetSocketAddress base = pair == null ? null : pair.local().base();
        if (state == IceState.CLOSED || pair == null || base == null) {
            datagram.release();
            return false;
        }
        context.events().transmit(datagram, base, pair.remote().address());
        return true;
    }

    @Override
    public long nextDeadline() {
        return state == IceState.CLOSED ? Loop.Timer.NEVER : nextTick;
    }

    @Override
    public void onDeadline(long now) {
        if (state == IceState.CLOSED || now < nextTick) {
            return;
        }
        nextTick = now + TICK;
        if (previous != null) {
            previous.onTick(now);
        }
        current.onTick(now);
    }

    @Override
    public void close() {
        if (state != IceState.CLOSED) {
            state = IceState.CLOSED;
            nextTick = Loop.Timer.NEVER;
            current.close();
            closePrevious();
        }
    }

    /** Tells what became of the state. */
    private void settle() {
        if (state == IceState.CLOSED) {
            return;
        }
        IceState next = current.state();
        if (next == state) {
            return;
        }
        state = next;
        if (next == IceState.CONNECTED) {
            closePrevious();
        }
        context.events().state(next);
    }
}
