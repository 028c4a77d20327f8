package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent for tests of its users: one host candidate, found at once; the checks take {@link #CHECK_NANOS} and succeed
 * with the first remote candidate, or fail when there is none by then. No packet is ever sent.
 */
public final class FakeIceAgent implements IceAgent {
    /** How long the checks take. */
    public static final long CHECK_NANOS = 100_000_000L;

    private final InetSocketAddress local;
    private final IdSource ids;
    private final IceEvents events;
    private final List<IceCandidate> remote = new ArrayList<>();

    private IceState state = IceState.NEW;
    private IceCredentials credentials;
    private @Nullable IceCredentials remoteCredentials;
    private long deadline = Loop.Timer.NEVER;

    public FakeIceAgent(InetSocketAddress local, IdSource ids, IceEvents events) {
        this.local = local;
        this.ids = ids;
        this.events = events;
        this.credentials = IceCredentials.random(ids);
    }

    @Override
    public IceState state() {
        return state;
    }

    @Override
    public IceCredentials credentials() {
        return credentials;
    }

    @Override
    public void gather(long now) {
        require(IceState.NEW);
        become(IceState.GATHERING);
        events.candidate(hostCandidate());
        become(IceState.READY);
        events.gathered();
    }

    @Override
    public void remote(IceCredentials given, long now) {
        if (remoteCredentials != null && !remoteCredentials.equals(given)) {
            remote.clear();
        }
        remoteCredentials = given;
    }

    @Override
    public void remoteCandidate(IceCandidate candidate, long now) {
        if (!remote.contains(candidate)) {
            remote.add(candidate);
        }
    }

    @Override
    public void remoteCandidatesEnd(long now) {}

    @Override
    public void start(IceRole role, long now) {
        require(IceState.READY);
        become(IceState.CHECKING);
        deadline = now + CHECK_NANOS;
    }

    @Override
    public void restart(long now) {
        credentials = IceCredentials.random(ids);
        deadline = Loop.Timer.NEVER;
        become(IceState.NEW);
    }

    @Override
    public boolean received(ByteBuf datagram, InetSocketAddress to, InetSocketAddress from, long now) {
        return to.equals(local) && state == IceState.CHECKING;
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long now) {
        if (deadline == Loop.Timer.NEVER || now < deadline) {
            return;
        }
        deadline = Loop.Timer.NEVER;
        if (remote.isEmpty() || remoteCredentials == null) {
            become(IceState.FAILED);
            return;
        }
        IcePair pair = new IcePair(hostCandidate(), remote.get(0));
        events.valid(pair);
        events.selected(pair);
        become(IceState.CONNECTED);
    }

    @Override
    public void close() {
        state = IceState.CLOSED;
        deadline = Loop.Timer.NEVER;
    }

    private IceCandidate hostCandidate() {
        return IceCandidate.host("1", 1, local);
    }

    private void become(IceState next) {
        state = next;
        events.state(next);
    }

    private void require(IceState expected) {
        if (state != expected) {
            throw new IllegalStateException("state: " + state + " (expected: " + expected + ")");
        }
    }
}
