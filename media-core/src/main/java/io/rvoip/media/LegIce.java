package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceAgent;
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
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.PacketClass;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * ICE on the ports of one leg, which are one stream of one or two components. Only who has answered a check of ours, or
 * sent us one that holds, is heard: from any pair that works, not only from the one that was picked (RFC 8445 section 12.2).
 * On the leg's loop.
 */
final class LegIce implements IceEvents {
    static final int RTP = 1;
    static final int RTCP = 2;

    /** Room behind a packet that came through a relay, so that it can be encrypted where it lies. */
    private static final int TAIL = 64;

    private final LoopContext context;
    private final IceConfig config;
    private final Way way;
    private final IceAgent agent;
    private final List<IceCandidate> candidates = new ArrayList<>();
    private final List<CompletableFuture<LocalIce>> waiting = new ArrayList<>();
    private final List<CompletableFuture<@Nullable Void>> checking = new ArrayList<>();
    private final InetSocketAddress[] remotes = new InetSocketAddress[RTCP + 1];
    private final InetSocketAddress[] peers = new InetSocketAddress[RTCP + 1];
    private final Map<RelayStream, TurnConnection> connections = new HashMap<>();
    /** Those for datagrams, RTP first. */
    private List<IceSocket> sockets = List.of();
    /** Where the far end may connect to, or what we connect to it from; null: neither. */
    private @Nullable IceSocket connectable;
    /** The same in the search before, where that was another. */
    private @Nullable IceSocket formerConnectable;
    private Set<InetSocketAddress> checked = new HashSet<>();
    private Set<InetSocketAddress> former = Set.of();
    private @Nullable IceParameters inForce;
    private boolean gathered;
    private boolean toldEarly;
    private boolean connected;

    /** What comes of it. */
    interface Way {
        /** Sends from one of our ports, whatever was agreed on; owns {@code datagram}. */
        void emit(ByteBuf datagram, InetSocketAddress to, boolean fromRtcpPort);

        /** Sends over the connection that the far end has made from there, or we to there; owns {@code packet}. */
        void emitConnected(ByteBuf packet, InetSocketAddress to);

        /** The search has come to its end: of the connections that we have opened those to these places are needed. */
        void connectedTo(Set<InetSocketAddress> theirs);

        /** Who gets what came through a relay. */
        MediaHandler handler();

        /** Checks come with this fragment of ours from now on. */
        void named(String fragment);

        /** Our ports are sent to from there, by the far end: a check has succeeded. */
        void checked(InetSocketAddress from);

        /** No longer. */
        void forgotten(InetSocketAddress from);

        /** There are more candidates of ours than a description had, or no more will come. */
        void more(LocalIce all);

        /** The search with this far end has come to its end, or media has turned to another far end that has. */
        void nominated(IceCredentials theirs, LocalIce ours);

        /** Where the far end is, or may be, has changed. */
        void found();

        /** A relay was heard over a connection of its own. */
        void moved();

        /** There is no way to it. */
        void lost(IceFailure why);
    }

    LegIce(LoopContext context, IceConfig config, Way way) {
        this.context = context;
        this.config = config;
        this.way = way;
        agent = context.agents().apply(config, this);
    }

    /**
     * Gets our part of a description ready, with other credentials where it is to be {@code anew}.
     *
     * @param whole whether to wait until all candidates are there
     */
    void describe(List<IceSocket> ours, boolean anew, boolean whole, CompletableFuture<LocalIce> to, long now) {
        if (anew && agent.state() != IceState.NEW) {
            agent.restart(now);
        }
        waiting.add(to);
        if (agent.state() == IceState.NEW) {
            sockets = ours.stream().filter(socket -> socket.transport().isUdp()).toList();
            connectFrom(ours.stream().filter(socket -> !socket.transport().isUdp()).findFirst().orElse(null));
            agent.gather(ours, now);
        }
        if (gathered) {
            tell();
        } else if (!whole) {
            waiting.remove(to);
            toldEarly = true;
            way.named(agent.credentials().fragment());
            to.complete(ours());
        }
    }

    /** What was opened from an address that we no longer have leads nowhere, and would be in the way of another. */
    private void connectFrom(@Nullable IceSocket from) {
        if (connectable != null && !connectable.equals(from)) {
            formerConnectable = connectable;
            way.connectedTo(Set.of());
        }
        connectable = from;
    }

    private void tell() {
        way.named(agent.credentials().fragment());
        List<CompletableFuture<LocalIce>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(one -> one.complete(ours()));
    }

    private LocalIce ours() {
        List<IcePair> used = agent.state() == IceState.CONNECTED ? pairs() : List.of();
        List<IceCandidate> nominated = new NominatedCandidates(candidates, address -> config.addresses().tells(address, context.interfaces())).of(used);
        List<IceCandidate> chosen = agent.role() == IceRole.CONTROLLING ? used.stream().map(IcePair::remote).toList() : List.of();
        return new LocalIce(agent.credentials(), candidates, config.lite(), nominated, chosen, false, gathered || !nominated.isEmpty(),
                config.times().pace());
    }

    private void more() {
        if (toldEarly) {
            way.more(ours());
        }
    }

    /** What each component that is needed goes over. */
    private List<IcePair> pairs() {
        return sockets.stream().flatMap(socket -> agent.selected(0, socket.component()).stream()).toList();
    }

    /** Puts into force what both sides said, for the first time or again. */
    void apply(IceParameters agreed, long now) {
        if (agreed.equals(inForce)) {
            return;
        }
        inForce = agreed;
        turnTo(agreed.remote().fragment(), now);
        agent.remote(0, agreed.remote(), now);
        boolean together = agreed.mux() || agreed.ended() && !agreed.candidates().isEmpty()
                && agreed.candidates().stream().noneMatch(candidate -> candidate.component() == RTCP);
        if (together && sockets.size() == RTCP) {
            agent.drop(0, RTCP, now);
        }
        if (agreed.lite()) {
            agent.remoteIsLite(now);
        }
        agent.remotePace(agreed.pace());
        agreed.candidates().forEach(candidate -> agent.remoteCandidate(0, candidate, now));
        if (agreed.ended()) {
            agent.remoteCandidatesEnd(now);
        }
        if (agent.state() == IceState.READY || agent.state() == IceState.GATHERING) {
            agent.start(agreed.role(), now);
        }
        way.found();
    }

    /** Completes once no check is under way, whatever has come of them: at once for an agent that makes none. */
    void checksEnded(CompletableFuture<@Nullable Void> to) {
        checking.add(to);
        endChecks();
    }

    private void endChecks() {
        if (config.lite() || agent.state() != IceState.CHECKING) {
            List<CompletableFuture<@Nullable Void>> all = List.copyOf(checking);
            checking.clear();
            all.forEach(one -> one.complete(null));
        }
    }

    /** Where somebody else answers the same offer, what was found before was the way to another. */
    private void turnTo(String farEnd, long now) {
        Set<InetSocketAddress> before = checked;
        InetSocketAddress[] ways = remotes.clone();
        InetSocketAddress[] names = peers.clone();
        checked = new HashSet<>();
        Arrays.fill(remotes, null);
        Arrays.fill(peers, null);
        if (agent.turnTo(farEnd, now)) {
            connected = agent.state() == IceState.CONNECTED;
            before.stream().filter(from -> !isChecked(from)).forEach(way::forgotten);
            if (connected) {
                nominated();
            }
        } else {
            checked = before;
            System.arraycopy(ways, 0, remotes, 0, ways.length);
            System.arraycopy(names, 0, peers, 0, names.length);
        }
    }

    /** Nobody else who has answered the same offer is of interest any more. */
    void settled(long now) {
        agent.settled(now);
    }

    /** More candidates of the far end, those that it has told before included; of another search than ours they mean nothing. */
    void more(IceCredentials of, List<IceCandidate> theirs, boolean ended, long now) {
        if (inForce == null || !inForce.remote().equals(of)) {
            return;
        }
        theirs.forEach(candidate -> agent.remoteCandidate(0, candidate, now));
        if (ended) {
            agent.remoteCandidatesEnd(now);
        }
    }

    /** Whether RTCP goes where RTP goes: agreed on, or there is one port of ours only. */
    boolean mux() {
        return inForce != null && (inForce.mux() || sockets.size() == 1);
    }

    /** Whether a check has succeeded with this address. */
    boolean isChecked(InetSocketAddress from) {
        return checked.contains(from) || former.contains(from);
    }

    /** Where our packets go now; null while there is no way. */
    @Nullable InetSocketAddress remote(boolean ofRtcp) {
        return remotes[component(ofRtcp)];
    }

    /** One name for all addresses of the far end, as long as this leg lives: the first that worked; null before. */
    @Nullable InetSocketAddress peer(boolean ofRtcp) {
        return peers[component(ofRtcp)];
    }

    private int component(boolean ofRtcp) {
        return ofRtcp && !mux() ? RTCP : RTP;
    }

    /** Sends over the pair in use, if there is one; owns the datagram. */
    void send(ByteBuf datagram, boolean ofRtcp, long now) {
        agent.send(0, component(ofRtcp), datagram, now);
    }

    /** @return whether it belongs here; the datagram stays the caller's */
    boolean received(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        int place = onRtcpPort ? 1 : 0;
        return place < sockets.size() && agent.received(datagram, sockets.get(place).address(), from, now);
    }

    /** The packet stays the caller's. */
    void receivedConnected(ByteBuf packet, InetSocketAddress from, long now) {
        IceSocket at = connectable;
        if (at != null) {
            agent.received(packet, at.address(), from, now);
        }
    }

    /** A connection that we had opened has ended, or could not be had. */
    void connectionBroken(InetSocketAddress to, String why, long now) {
        IceSocket from = connectable;
        if (from != null) {
            agent.connectionBroken(from.address(), to, why, now);
        }
    }

    long nextDeadline() {
        return agent.nextDeadline();
    }

    void onDeadline(long now) {
        agent.onDeadline(now);
    }

    void close() {
        agent.close();
        waiting.forEach(one -> one.completeExceptionally(new MediaUnavailableException("the leg is closed")));
        waiting.clear();
        endChecks();
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to) {
        if (isAt(connectable, local) || isAt(formerConnectable, local)) {
            way.emitConnected(datagram, to);
        } else {
            way.emit(datagram, to, sockets.size() == RTCP && local.equals(sockets.get(1).address()));
        }
    }

    private static boolean isAt(@Nullable IceSocket socket, InetSocketAddress local) {
        return socket != null && local.equals(socket.address());
    }

    @Override
    public void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to) {
        TurnConnection connection = connections.get(over);
        if (connection == null) {
            connection = connect(over);
        }
        if (connection == null) {
            frame.release();
        } else {
            connection.send(frame, to);
        }
    }

    private @Nullable TurnConnection connect(RelayStream stream) {
        TurnConnection.Connector connector = context.relays();
        if (connector == null) {
            context.loop().execute(() -> broken(stream, "nobody opens connections to relays here"));
            return null;
        }
        TurnConnection opened = connector.open(stream.server(), context.loop(), new TurnConnection.Events() {
            @Override
            public void received(ByteBuf frame, InetSocketAddress server) {
                agent.streamed(stream, frame, server, context.loop().now());
                way.moved();
            }

            @Override
            public void broken(String why) {
                LegIce.this.broken(stream, why);
            }
        });
        connections.put(stream, opened);
        return opened;
    }

    private void broken(RelayStream stream, String why) {
        agent.streamBroken(stream, why, context.loop().now());
        way.moved();
    }

    @Override
    public void ended(RelayStream stream) {
        TurnConnection connection = connections.remove(stream);
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void candidate(int stream, IceCandidate candidate) {
        candidates.add(candidate);
        more();
    }

    @Override
    public void gathered() {
        if (!gathered) {
            gathered = true;
            tell();
            more();
        }
    }

    @Override
    public void valid(int stream, IcePair pair) {
        InetSocketAddress theirs = pair.remote().address();
        int component = pair.component();
        checked.add(theirs);
        if (pair.local().type() != CandidateType.RELAYED && pair.local().transport().isUdp()) {
            way.checked(theirs);
        }
        if (peers[component] == null) {
            peers[component] = theirs;
        }
        if (remotes[component] == null) {
            remotes[component] = theirs;
            way.found();
        }
    }

    @Override
    public void selected(int stream, IcePair pair) {
        remotes[pair.component()] = pair.remote().address();
        way.found();
    }

    /** As if it had come to one of our ports. */
    @Override
    public void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from) {
        boolean ofRtcp = component == RTCP;
        long now = context.loop().now();
        MediaHandler handler = way.handler();
        switch (PacketClass.of(datagram)) {
            case RTP -> handler.rtp(kept(datagram), from, now);
            case RTCP -> handler.rtcp(kept(datagram), from, now);
            case DTLS -> handler.dtls(kept(datagram), from, ofRtcp, now);
            case STUN, ZRTP, TURN_CHANNEL, UNKNOWN -> { }
        }
    }

    private ByteBuf kept(ByteBuf datagram) {
        int octets = datagram.readableBytes();
        return context.allocator().buffer(octets + TAIL)
                .writeBytes(datagram, datagram.readerIndex(), octets);
    }

    @Override
    public void failed(int stream, IceFailure failure) {
        checked.forEach(way::forgotten);
        former.forEach(way::forgotten);
        checked.clear();
        former = Set.of();
        remotes[RTP] = null;
        remotes[RTCP] = null;
        way.found();
        way.connectedTo(Set.of());
        way.lost(failure);
    }

    /** A new search keeps what worked in use until it has found a way of its own. */
    @Override
    public void state(IceState state) {
        if (state == IceState.NEW) {
            gathered = false;
            toldEarly = false;
            candidates.clear();
            former = connected ? checked : former;
            checked = new HashSet<>();
            connected = false;
        } else if (state == IceState.CONNECTED) {
            connected = true;
            former.stream().filter(from -> !checked.contains(from)).forEach(way::forgotten);
            former = Set.of();
            Set<InetSocketAddress> used = new HashSet<>();
            agent.selected(0, RTP).map(pair -> pair.remote().address()).ifPresent(used::add);
            way.connectedTo(used); // RFC 6544 section 8
            nominated();
        }
        endChecks();
    }

    private void nominated() {
        if (inForce != null) {
            way.nominated(inForce.remote(), ours());
        }
    }
}
