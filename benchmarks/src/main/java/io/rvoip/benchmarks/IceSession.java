package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceAgents;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.RelayStream;
import io.rvoip.rtp.transport.MediaHandler;
import java.net.InetSocketAddress;
import java.util.List;

/** One full agent with one component, and nothing else: it connects and keeps its consent. On its loop. */
final class IceSession implements IceEvents, MediaHandler {
    private final Loop loop;
    private final IceAgent agent;
    private final Loop.Timer timer;
    private final InetSocketAddress local;
    private final Way way;

    /** How it sends, and what becomes of it. */
    interface Way {
        void send(ByteBuf datagram, InetSocketAddress to);

        default void checked(InetSocketAddress from) {}

        default void became(IceState state) {}
    }

    IceSession(Loop loop, IdSource ids, InetSocketAddress local, Way way) {
        this.loop = loop;
        this.local = local;
        this.way = way;
        timer = loop.timer(this::due);
        agent = IceAgents.create(IceConfig.FULL, ids, CryptoProvider.jdk(), Metrics.none(), this);
        agent.gather(List.of(new IceSocket(0, 1, local)), loop.now());
    }

    IceState state() {
        return agent.state();
    }

    /** {@code FRAGMENT PASSWORD PORT}. */
    String told() {
        return agent.credentials().fragment() + ' ' + agent.credentials().password() + ' ' + local.getPort();
    }

    /** What the other side {@link #told}, on this machine. */
    void start(String other, IceRole role) {
        String[] parts = other.split(" ");
        long now = loop.now();
        agent.remote(0, new IceCredentials(parts[0], parts[1]), now);
        InetSocketAddress address = new InetSocketAddress(local.getAddress(), Integer.parseInt(parts[2]));
        agent.remoteCandidate(0, IceCandidate.remote("1", 1, IceCandidate.priority(CandidateType.HOST, 65_535, 1), address, CandidateType.HOST), now);
        agent.remoteCandidatesEnd(now);
        agent.start(role, now);
        timer.arm(agent.nextDeadline());
    }

    private void due() {
        agent.onDeadline(loop.now());
        timer.arm(agent.nextDeadline());
    }

    @Override
    public void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        agent.received(datagram, local, from, now);
        datagram.release();
        timer.arm(agent.nextDeadline());
    }

    @Override
    public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
        datagram.release();
    }

    @Override
    public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        datagram.release();
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress from, InetSocketAddress to) {
        way.send(datagram, to);
    }

    @Override
    public void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to) {
        throw new IllegalStateException("no relays here");
    }

    @Override
    public void ended(RelayStream stream) {}

    @Override
    public void candidate(int stream, IceCandidate candidate) {}

    @Override
    public void gathered() {}

    @Override
    public void valid(int stream, IcePair pair) {
        way.checked(pair.remote().address());
    }

    @Override
    public void selected(int stream, IcePair pair) {}

    @Override
    public void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from) {}

    @Override
    public void failed(int stream, IceFailure failure) {}

    @Override
    public void state(IceState state) {
        way.became(state);
    }
}
