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
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lite agent (RFC 8445 §2.5, §8.2): it has host candidates, answers checks, and takes what the other side nominates.
 * It asks for no consent, as RFC 7675 §4 has it, but keeps NAT bindings open, and notices when a peer no longer asks. Between two lite agents the best pair by
 * priority is taken without a check.
 *
 * <p>The states are those of {@link FullAgent}.
 */
public final class LiteAgent implements IceAgent {
    private final AgentContext context;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final CheckMessages messages;
    private IceState state = IceState.NEW;
    private IceRole role = IceRole.CONTROLLED;
    private LiteFarEnds current;
    private @Nullable LiteFarEnds previous;
    private List<IceSocket> sockets = List.of();
    private boolean peerIsLite;
    private boolean started;

    public LiteAgent(AgentContext context) {
        this.context = context;
        this.messages = new CheckMessages(context.crypto(), context.ids());
        this.current = new LiteFarEnds(context, messages, null);
    }

    @Override
    public IceState state() {
        return state;
    }

    @Override
    public IceRole role() {
        return role;
    }

    @Override
    public IceCredentials credentials() {
        return current.credentials();
    }

    @Override
    public Optional<IcePair> selected(int stream, int component) {
        IcePair pair = current.active().selected(stream, component);
        if (pair == null && previous != null) {
            pair = previous.active().selected(stream, component);
        }
        return Optional.ofNullable(pair);
    }

    @Override
    public void gather(List<IceSocket> given, long now) {
        require(IceState.NEW);
        if (given.isEmpty()) {
            throw new IllegalArgumentException("sockets: none (expected: at least one for each component)");
        }
        sockets = List.copyOf(given);
        become(IceState.GATHERING);
        current.gather(sockets);
        become(IceState.READY);
        context.events().gathered();
    }

    @Override
    public void remote(int stream, IceCredentials credentials, long now) {
        if (state == IceState.CLOSED || credentials.equals(current.active().remote(stream))) {
            return;
        }
        if (current.active().remote(stream) != null) {
            restart(now);
            if (!sockets.isEmpty()) {
                gather(sockets, now);
            }
        }
        current.remote(stream, credentials, now);
    }

    @Override
    public void remoteIsLite(long now) {
        peerIsLite = true;
    }

    @Override
    public void remotePace(Duration theirs) {
        // it makes no checks
    }

    @Override
    public void remoteCandidate(int stream, IceCandidate candidate, long now) {
        current.active().remoteCandidate(stream, candidate);
    }

    @Override
    public void remoteCandidatesEnd(long now) {
        current.active().end();
        settle(now);
    }

    @Override
    public void start(IceRole given, long now) {
        require(IceState.READY);
        started = true;
        role = peerIsLite ? given : IceRole.CONTROLLED;
        current.active().start(now);
        settle(now);
    }

    @Override
    public void drop(int stream, int component, long now) {
        current.active().drop(stream, component);
        settle(now);
    }

    @Override
    public boolean turnTo(String farEnd, long now) {
        if (state == IceState.CLOSED) {
            return false;
        }
        boolean other = current.turnTo(farEnd);
        if (other) {
            current.active().start(now);
            settle(now);
        }
        return other;
    }

    @Override
    public void settled(long now) {
        current.settle();
    }

    @Override
    public void restart(long now) {
        if (state == IceState.CLOSED) {
            throw new IllegalStateException("state: CLOSED (expected: any other)");
        }
        if (current.active().isComplete() && started) {
            previous = current;
        }
        current = new LiteFarEnds(context, messages, current.names());
        peerIsLite = false;
        started = false;
        become(IceState.NEW);
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
        boolean ours = message.method() == StunMessage.BINDING
                && message.messageClass() == StunClass.REQUEST
                && requested(message, local, from, now);
        settle(now);
        return ours;
    }

    @Override
    public void streamed(RelayStream stream, ByteBuf frame, InetSocketAddress from, long now) {
        // it has no relays
    }

    @Override
    public void streamBroken(RelayStream stream, String why, long now) {
        // it has no relays
    }

    @Override
    public boolean send(int stream, int component, ByteBuf datagram, long now) {
        IcePair pair = current.active().sendsOver(stream, component);
        if (pair == null && previous != null) {
            pair = previous.active().sendsOver(stream, component);
        }
        if (pair == null || state == IceState.CLOSED) {
            datagram.release();
            return false;
        }
        InetSocketAddress base = Objects.requireNonNull(pair.local().base(), "base");
        context.events().transmit(datagram, base, pair.remote().address());
        return true;
    }

    @Override
    public long nextDeadline() {
        return state == IceState.CLOSED ? Loop.Timer.NEVER : current.nextDeadline();
    }

    @Override
    public void onDeadline(long now) {
        if (state != IceState.CLOSED) {
            current.onDeadline(now);
            settle(now);
        }
    }

    @Override
    public void close() {
        state = IceState.CLOSED;
    }

    private boolean requested(StunMessage request, InetSocketAddress local, InetSocketAddress from, long now) {
        if (current.isFor(request)) {
            return current.requested(request, local, from, now);
        }
        LiteFarEnds old = previous;
        return old != null
                && old.isFor(request)
                && old.requested(request, local, from, now);
    }

    private void settle(long now) {
        if (!started || state == IceState.CLOSED) {
            return;
        }
        if (peerIsLite) {
            current.active().pairWithoutChecks(role, now);
        }
        IceState next = current.active().hasFailed()
                ? IceState.FAILED
                : current.active().isComplete() ? IceState.CONNECTED : IceState.CHECKING;
        if (next == IceState.CONNECTED) {
            previous = null;
        }
        if (next != state) {
            become(next);
        }
    }

    private void become(IceState next) {
        state = next;
        context.events().state(next);
    }

    private void require(IceState expected) {
        if (state != expected) {
            throw new IllegalStateException("state: " + state + " (expected: " + expected + ")");
        }
    }
}
