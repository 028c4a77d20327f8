package io.rvoip.ice.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.RelayStream;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A full agent (RFC 8445). A restart makes new {@link FarEnds}; those before stay until the new ones are
 * connected.
 *
 * <table>
 *   <caption>Transitions</caption>
 *   <tr><th>state</th><th>gather</th><th>gathered</th><th>start</th><th>all streams selected</th>
 *       <th>all streams failed</th><th>restart</th><th>close</th></tr>
 *   <tr><td>NEW</td><td>GATHERING</td><td>-</td><td>refused</td><td>-</td><td>-</td><td>NEW</td><td>CLOSED</td></tr>
 *   <tr><td>GATHERING</td><td>refused</td><td>READY</td><td>CHECKING</td><td>-</td><td>-</td><td>NEW</td>
 *       <td>CLOSED</td></tr>
 *   <tr><td>READY</td><td>refused</td><td>-</td><td>CHECKING</td><td>-</td><td>-</td><td>NEW</td><td>CLOSED</td></tr>
 *   <tr><td>CHECKING</td><td>refused</td><td>CHECKING</td><td>refused</td><td>CONNECTED</td><td>FAILED</td>
 *       <td>NEW</td><td>CLOSED</td></tr>
 *   <tr><td>CONNECTED</td><td>refused</td><td>-</td><td>refused</td><td>CONNECTED</td><td>FAILED</td><td>NEW</td>
 *       <td>CLOSED</td></tr>
 *   <tr><td>FAILED</td><td>refused</td><td>FAILED</td><td>refused</td><td>-</td><td>-</td><td>NEW</td>
 *       <td>CLOSED</td></tr>
 *   <tr><td>CLOSED</td><td>refused</td><td>-</td><td>refused</td><td>-</td><td>-</td><td>refused</td>
 *       <td>CLOSED</td></tr>
 * </table>
 */
public final class FullAgent implements IceAgent {
    /** How long after the end of the checks relays that were not selected are given back (RFC 8445 §8.3.1). */
    private static final long RELEASE = 3_000_000_000L;

    private final AgentContext context;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final Relays relays;
    private final Routes routes;
    private IceState state = IceState.NEW;
    private FarEnds current;
    private @Nullable FarEnds previous;
    private List<IceSocket> sockets = List.of();
    private boolean peerIsLite;
    private long relaysUntil = Loop.Timer.NEVER;

    public FullAgent(AgentContext context) {
        this.context = context;
        this.relays = new Relays(context, this::stun);
        this.routes = new Routes(context.events(), relays);
        this.current = new FarEnds(context, routes, null);
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
        Consent consent = current.active().list(stream).selected.get(component);
        if (consent == null && previous != null) {
            consent = previous.active().list(stream).selected.get(component);
        }
        return Optional.ofNullable(consent).map(selected -> selected.pair.valid);
    }

    @Override
    public void gather(List<IceSocket> given, long now) {
        require(IceState.NEW);
        if (given.isEmpty()) {
            throw new IllegalArgumentException("sockets: none (expected: at least one for each component)");
        }
        sockets = List.copyOf(given);
        state = IceState.GATHERING;
        context.events().state(state);
        current.gather(sockets, now);
        settle(now);
    }

    @Override
    public void remote(int stream, IceCredentials credentials, long now) {
        CheckList list = current.active().list(stream);
        if (credentials.equals(list.remote) || state == IceState.CLOSED) {
            return;
        }
        if (list.remote != null) {
            restart(now);
            if (!sockets.isEmpty()) {
                gather(sockets, now);
            }
        }
        current.remote(current.active().list(stream), credentials, now);
        settle(now);
    }

    @Override
    public void remoteIsLite(long now) {
        peerIsLite = true;
    }

    @Override
    public void remotePace(Duration theirs) {
        current.active().pace(theirs);
    }

    @Override
    public void remoteCandidate(int stream, IceCandidate candidate, long now) {
        if (state != IceState.CLOSED) {
            current.active().remoteCandidate(stream, candidate, now);
        }
    }

    @Override
    public void remoteCandidatesEnd(long now) {
        current.active().remoteCandidatesEnd(now);
        settle(now);
    }

    @Override
    public void start(IceRole role, long now) {
        if (state != IceState.GATHERING && state != IceState.READY) {
            throw new IllegalStateException("state: " + state + " (expected: GATHERING or READY)");
        }
        current.active().start(peerIsLite ? IceRole.CONTROLLING : role, now);
        settle(now);
    }

    @Override
    public void drop(int stream, int component, long now) {
        current.active().drop(current.active().list(stream), component, now);
        settle(now);
    }

    @Override
    public boolean turnTo(String farEnd, long now) {
        boolean other = state != IceState.CLOSED && current.turnTo(farEnd, now);
        settle(now);
        return other;
    }

    @Override
    public void settled(long now) {
        if (state != IceState.CLOSED) {
            if (!current.isAlone() && state == IceState.CONNECTED) {
                relaysUntil = now + RELEASE;
            }
            current.settle();
            settle(now);
        }
    }

    @Override
    public void restart(long now) {
        if (state == IceState.CLOSED) {
            throw new IllegalStateException("state: CLOSED (expected: any other)");
        }
        if (current.state() == IceState.CONNECTED) {
            if (previous != null) {
                previous.close();
            }
            previous = current;
            current.retire();
        } else {
            current.close();
        }
        current = new FarEnds(context, routes, current.names());
        peerIsLite = false;
        relaysUntil = Loop.Timer.NEVER;
        settle(now);
    }

    @Override
    public boolean received(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now) {
        if (state == IceState.CLOSED) {
            return false;
        }
        boolean ours = relays.received(datagram, local, from, now)
                || StunParser.looksLikeStun(datagram) && stun(datagram, local, from, now);
        settle(now);
        return ours;
    }

    @Override
    public void streamed(RelayStream stream, ByteBuf frame, InetSocketAddress from, long now) {
        if (state != IceState.CLOSED) {
            relays.streamed(stream, frame, from, now);
            settle(now);
        }
    }

    @Override
    public void streamBroken(RelayStream stream, String why, long now) {
        if (state != IceState.CLOSED) {
            relays.streamBroken(stream, why, now);
            settle(now);
        }
    }

    @Override
    public void connectionBroken(InetSocketAddress local, InetSocketAddress to, String why, long now) {
        if (state != IceState.CLOSED) {
            current.connectionBroken(local, to, why, now);
            if (previous != null) {
                previous.connectionBroken(local, to, why, now);
            }
            settle(now);
        }
    }

    @Override
    public boolean send(int stream, int component, ByteBuf datagram, long now) {
        CheckPair pair = state == IceState.CLOSED ? null : current.active().list(stream).sendsOver(component);
        if (pair == null && previous != null) {
            pair = previous.active().list(stream).sendsOver(component);
        }
        if (pair == null) {
            datagram.release();
            return false;
        }
        return routes.send(pair.local, datagram, pair.remote().address(), now);
    }

    @Override
    public long nextDeadline() {
        if (state == IceState.CLOSED) {
            return Loop.Timer.NEVER;
        }
        long next = Math.min(Math.min(current.nextDeadline(), relays.nextDeadline()), relaysUntil);
        return previous == null ? next : Math.min(next, previous.nextDeadline());
    }

    @Override
    public void onDeadline(long now) {
        if (state == IceState.CLOSED) {
            return;
        }
        relays.onDeadline(now);
        current.onDeadline(now);
        if (previous != null) {
            previous.onDeadline(now);
        }
        if (now >= relaysUntil) {
            relaysUntil = Loop.Timer.NEVER;
            if (current.isAlone()) {
                relays.keep(relay -> current.uses(relay.relayed));
            }
        }
        settle(now);
    }

    @Override
    public void close() {
        if (state != IceState.CLOSED) {
            state = IceState.CLOSED;
            current.close();
            previous = null;
            relays.close();
        }
    }

    private boolean stun(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now) {
        if (!(parser.parse(datagram) instanceof StunResult.Parsed parsed)) {
            context.dropped("malformed");
            return false;
        }
        StunMessage message = parsed.message();
        if (message.method() != StunMessage.BINDING) {
            return false;
        }
        return switch (message.messageClass()) {
            case REQUEST -> requested(message, local, from, now);
            case SUCCESS, ERROR -> current.gathererTook(message, local, from, now)
                    || current.answered(message, local, from, now)
                    || previous != null && previous.answered(message, local, from, now);
            // Keep-alive: there is nothing to do (RFC 8445 §11).
            case INDICATION -> sockets.stream().anyMatch(socket -> socket.address().equals(local));
        };
    }

    private boolean requested(StunMessage request, InetSocketAddress local, InetSocketAddress from, long now) {
        if (current.isFor(request)) {
            return current.requested(request, local, from, now);
        }
        FarEnds old = previous;
        return old != null
                && old.isFor(request)
                && old.requested(request, local, from, now);
    }

    /** Tells what became of the state. */
    private void settle(long now) {
        if (state == IceState.CLOSED) {
            return;
        }
        IceState next = current.state();
        if (next == IceState.CONNECTED && next != state) {
            relaysUntil = now + RELEASE;
            if (previous != null) {
                previous.close();
                previous = null;
            }
        }
        if (next != state) {
            state = next;
            context.events().state(next);
        }
    }

    private void require(IceState expected) {
        if (state != expected) {
            throw new IllegalStateException("state: " + state + " (expected: " + expected + ")");
        }
    }
}
