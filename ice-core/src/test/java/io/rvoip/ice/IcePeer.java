package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An agent on a virtual host, with its sockets and timer, and a signalling channel to another one. */
public final class IcePeer implements IceEvents {
    public final IceAgent agent;
    public final List<String> heard = new ArrayList<>();
    public final List<IceCandidate> candidates = new ArrayList<>();
    public final List<IcePair> valid = new ArrayList<>();
    public final List<IcePair> selections = new ArrayList<>();
    public final List<IceFailure> failures = new ArrayList<>();
    public final List<IceState> states = new ArrayList<>();
    public final TestMetrics metrics = new TestMetrics();
    public long connectedAt;
    public boolean gathered;

    private final ManualTime time;
    private final VirtualHost host;
    private final Loop loop;
    private final Loop.Timer timer;
    private final Map<InetSocketAddress, DatagramPath> paths = new HashMap<>();
    /** Each is a path of its own, which has what TCP needs here: two ends. */
    private final Map<InetSocketAddress, DatagramPath> opened = new HashMap<>();
    private final Set<InetSocketAddress> refusing = new HashSet<>();
    private final List<InetSocketAddress> attempts = new ArrayList<>();
    private @Nullable IceSocket active;
    private final Map<RelayStream, TurnConnection> connections = new HashMap<>();
    private TurnConnection.Connector connector = (server, on, events) -> {
        throw new IllegalStateException("no connections here");
    };
    private final List<IceSocket> sockets = new ArrayList<>();
    private final List<Told> early = new ArrayList<>();
    private Signalling signalling = Signalling.NONE;
    private @Nullable IcePeer other;

    /** A candidate that waits for the others of its description. */
    private record Told(int stream, IceCandidate candidate) {}

    /** How candidates get to the other side. */
    public record Signalling(boolean trickle, Duration delay) {
        public static final Signalling NONE = new Signalling(false, Duration.ZERO);
        public static final Signalling VANILLA = new Signalling(false, Duration.ofMillis(20));
        public static final Signalling TRICKLE = new Signalling(true, Duration.ofMillis(20));
    }

    public IcePeer(ManualTime time, VirtualHost host, IceConfig config, long seed) {
        this(time, host, config, IceInterfaces.NONE, seed);
    }

    IcePeer(ManualTime time, VirtualHost host, IceConfig config, IceInterfaces interfaces, long seed) {
        this.time = time;
        this.host = host;
        this.loop = time.loop("ice-" + seed);
        this.timer = loop.timer(this::onDeadline);
        this.agent = IceAgents.create(config, interfaces, new SeededIds(seed), CryptoProvider.jdk(), metrics, this);
    }

    private void onDeadline() {
        agent.onDeadline(now());
        arm();
    }

    /** Binds a socket on each address of the host for each component. */
    public IcePeer bind(int streams, int components) {
        for (InetAddress address : host.addresses()) {
            for (int stream = 0; stream < streams; stream++) {
                for (int component = 1; component <= components; component++) {
                    DatagramPath path = host.bindNow(new InetSocketAddress(address, 0), loop, this::received);
                    paths.put(path.localAddress(), path);
                    sockets.add(new IceSocket(stream, component, path.localAddress()));
                }
            }
        }
        return this;
    }

    /** Forgets all sockets, as after a change of network; {@link #bind} makes new ones. */
    public void unbind() {
        paths.values().forEach(DatagramPath::close);
        paths.clear();
        sockets.clear();
    }

    public List<IceSocket> sockets() {
        return sockets;
    }

    /** Connects two peers' signalling. */
    public static void introduce(IcePeer one, IcePeer another, Signalling signalling) {
        one.other = another;
        another.other = one;
        one.signalling = signalling;
        another.signalling = signalling;
    }

    /** Gathers; credentials and candidates go to the other side by the signalling. */
    public void gather() {
        run(() -> agent.gather(sockets, now()));
        if (signalling.trickle()) {
            signal(peer -> peer.run(() -> peer.learn(this)));
        }
    }

    private void learn(IcePeer peer) {
        IceCredentials theirs = peer.agent.credentials();
        for (int stream = 0; stream <= sockets.stream().mapToInt(IceSocket::stream).max().orElse(0); stream++) {
            agent.remote(stream, theirs, now());
        }
    }

    public void start(IceRole role) {
        run(() -> agent.start(role, now()));
    }

    /** Runs something on the agent's loop and arms its timer afterwards. */
    public void run(Runnable task) {
        loop.execute(() -> {
            task.run();
            arm();
        });
    }

    public void say(String text) {
        run(() -> agent.send(0, 1, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), now()));
    }

    public boolean isOver() {
        return agent.state() == IceState.CONNECTED || agent.state() == IceState.FAILED;
    }

    private long now() {
        return time.nanoTime();
    }

    private void arm() {
        timer.arm(agent.nextDeadline());
    }

    private void signal(Consumer<IcePeer> news) {
        IcePeer peer = other;
        if (peer != null) {
            time.after(signalling.delay(), () -> news.accept(peer));
        }
    }

    private void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        received(path.localAddress(), datagram, from);
    }

    private void received(InetSocketAddress local, ByteBuf datagram, InetSocketAddress from) {
        if (!agent.received(datagram, local, from, now())
                && datagram.isReadable()
                && datagram.getByte(datagram.readerIndex()) >= 'A') {
            heard.add(datagram.toString(StandardCharsets.UTF_8));
        }
        datagram.release();
        arm();
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to) {
        IceSocket opening = active;
        DatagramPath path = opening != null && local.equals(opening.address()) ? opened(to) : paths.get(local);
        if (path == null) {
            datagram.release();
        } else {
            path.send(datagram, to);
        }
    }

    /** Has a socket of its first component that takes connections, on the first address. */
    public IcePeer passive() {
        DatagramPath path = host.bindNow(new InetSocketAddress(host.addresses().iterator().next(), 0), loop, this::received);
        paths.put(path.localAddress(), path);
        sockets.add(new IceSocket(0, 1, path.localAddress(), IceTransport.TCP_PASSIVE));
        return this;
    }

    /** Opens connections from the first address. */
    public IcePeer active() {
        active = IceSocket.active(0, 1, host.addresses().iterator().next());
        sockets.add(active);
        return this;
    }

    /** Nobody takes connections there any more, and those that were are gone. */
    public void refused(InetSocketAddress to) {
        refusing.add(to);
        broken(to, "reset");
    }

    /** A connection to there ends. */
    public void broken(InetSocketAddress to, String why) {
        DatagramPath path = opened.remove(to);
        if (path != null) {
            path.close();
        }
        run(() -> agent.connectionBroken(Objects.requireNonNull(active).address(), to, why, now()));
    }

    /** To where connections were opened, one after the other. */
    public List<InetSocketAddress> attempts() {
        return attempts;
    }

    private @Nullable DatagramPath opened(InetSocketAddress to) {
        if (opened.containsKey(to)) {
            return opened.get(to);
        }
        attempts.add(to);
        if (refusing.contains(to)) {
            broken(to, "Connection refused");
            return null;
        }
        InetSocketAddress local = Objects.requireNonNull(active).address();
        DatagramPath path = host.bindNow(new InetSocketAddress(local.getAddress(), 0), loop, (own, packet, from) -> {
            if (from.equals(to)) {
                received(local, packet, from);
            } else {
                packet.release();
            }
        });
        opened.put(to, path);
        return path;
    }

    /** Connects this peer to relays that are not reached by UDP. */
    public IcePeer connecting(TurnConnection.Connector by) {
        connector = by;
        return this;
    }

    @Override
    public void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to) {
        connections.computeIfAbsent(over, stream -> connector.open(stream.server(), loop, new TurnConnection.Events() {
            @Override
            public void received(ByteBuf got, InetSocketAddress server) {
                agent.streamed(stream, got, server, now());
                arm();
            }

            @Override
            public void broken(String why) {
                agent.streamBroken(stream, why, now());
                arm();
            }
        })).send(frame, to);
    }

    @Override
    public void ended(RelayStream stream) {
        TurnConnection connection = connections.remove(stream);
        if (connection != null) {
            connection.close();
        }
    }

    /** Connections to relays that are open. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void candidate(int stream, IceCandidate candidate) {
        candidates.add(candidate);
        if (signalling.trickle()) {
            IceCandidate told = told(candidate);
            signal(peer -> peer.run(() -> peer.agent.remoteCandidate(stream, told, now())));
        } else {
            early.add(new Told(stream, told(candidate)));
        }
    }

    /** What the other side reads from the line. */
    private static IceCandidate told(IceCandidate candidate) {
        CandidateLine read = CandidateLine.read(CandidateLine.write(candidate));
        return read instanceof CandidateLine.OverTcp tcp ? tcp.candidate() : ((CandidateLine.Usable) read).candidate();
    }

    @Override
    public void gathered() {
        gathered = true;
        List<Told> all = List.copyOf(early);
        early.clear();
        signal(peer -> peer.run(() -> {
            if (!signalling.trickle()) {
                peer.learn(this);
                all.forEach(told -> peer.agent.remoteCandidate(told.stream(), told.candidate(), now()));
            }
            peer.agent.remoteCandidatesEnd(now());
        }));
    }

    @Override
    public void valid(int stream, IcePair pair) {
        valid.add(pair);
    }

    @Override
    public void selected(int stream, IcePair pair) {
        selections.add(pair);
    }

    @Override
    public void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from) {
        heard.add(datagram.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void failed(int stream, IceFailure failure) {
        failures.add(failure);
    }

    @Override
    public void state(IceState state) {
        states.add(state);
        if (state == IceState.CONNECTED) {
            connectedAt = now();
        }
    }
}
