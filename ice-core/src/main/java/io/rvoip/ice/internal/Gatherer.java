package io.rvoip.ice.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.stun.StunBinding;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunSettings;
import io.rvoip.ice.turn.TurnServer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the local candidates of one generation (RFC 8445 §5.1.1): sockets, what STUN servers see of them, relays. The
 * questions wait for their turn at the agent's pace.
 */
final class Gatherer implements Relays.Watcher {
    /** RFC 8445 §11: what was found stays open while checks run. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final int HIGHEST_PREFERENCE = 65_535;
    /** Servers of both kinds per socket, so that each candidate of a type has a preference of its own. */
    private static final int SERVERS = 16;

    private final AgentContext context;
    private final Relays relays;
    private final Listener listener;
    private final Map<String, String> foundations = new HashMap<>();
    private final Deque<Runnable> pending = new ArrayDeque<>();
    private final Set<Object> open = new HashSet<>();
    private final List<Question> questions = new ArrayList<>();
    private long deadline = Loop.Timer.NEVER;
    private long clock;
    private boolean done;

    /** Who gets the candidates. */
    interface Listener {
        void found(int stream, IceCandidate candidate, long now);

        void gathered(long now);
    }

    Gatherer(AgentContext context, Relays relays, Listener listener) {
        this.context = context;
        this.relays = relays;
        this.listener = listener;
    }

    boolean isDone() {
        return done;
    }

    void start(List<IceSocket> sockets, long now) {
        clock = now;
        deadline = now + context.config().times().gathering().toNanos();
        Map<Integer, Integer> positions = new HashMap<>();
        for (IceSocket socket : sockets) {
            if (!context.config().addresses().has(socket.address().getAddress())) {
                continue;
            }
            int position = positions.merge(socket.stream() << 9 | socket.component(), 1, Integer::sum) - 1;
            int preference = Math.max(SERVERS, HIGHEST_PREFERENCE - position * SERVERS);
            if (context.config().policy() == IcePolicy.ALL) {
                host(socket, preference);
            }
            if (socket.transport().isUdp()) {
                plan(socket, preference);
            }
        }
        finishIfDone();
    }

    /** Whether a question waits for its turn. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    void startNext(long now) {
        clock = now;
        pending.remove().run();
        finishIfDone();
    }

    boolean received(StunMessage message, InetSocketAddress local, InetSocketAddress from, long now) {
        clock = now;
        for (Question question : questions) {
            if (question.socket.address().equals(local) && question.client.received(message, from, now)) {
                return true;
            }
        }
        return false;
    }

    long nextDeadline() {
        long next = done ? Loop.Timer.NEVER : deadline;
        for (Question question : questions) {
            next = Math.min(next, question.client.nextDeadline());
        }
        return next;
    }

    void onDeadline(long now) {
        clock = now;
        for (Question question : List.copyOf(questions)) {
            question.client.onDeadline(now);
        }
        if (!done && now >= deadline) {
            pending.clear();
            questions.removeIf(question -> open.contains(question));
            open.clear();
            finishIfDone();
        }
    }

    /** What was found need not be kept open any longer. */
    void stop() {
        pending.clear();
        questions.clear();
        open.clear();
        done = true;
    }

    @Override
    public void allocated(Relays.Relay relay, long now) {
        clock = now;
        open.remove(relay);
        report(relay);
        finishIfDone();
    }

    @Override
    public void failed(Relays.Relay relay, long now) {
        clock = now;
        open.remove(relay);
        finishIfDone();
    }

    private void plan(IceSocket socket, int preference) {
        int position = 0;
        List<InetSocketAddress> servers = context.config().policy() == IcePolicy.ALL
                ? context.config().stunServers()
                : List.of();
        for (InetSocketAddress server : servers) {
            if (sameFamily(server, socket)) {
                Question question = new Question(socket, server, preference - position);
                open.add(question);
                pending.add(question::start);
            }
            position++;
        }
        for (TurnServer server : context.config().turnServers()) {
            if (sameFamily(server.address(), socket)) {
                Relays.Relay relay = relays.open(socket, server, preference - position, this);
                if (relay.relayed != null) {
                    report(relay);
                } else {
                    open.add(relay);
                    pending.add(() -> relay.start(clock));
                }
            }
            position++;
        }
    }

    private static boolean sameFamily(InetSocketAddress server, IceSocket socket) {
        return server.getAddress() instanceof Inet4Address == socket.address().getAddress() instanceof Inet4Address;
    }

    private void report(Relays.Relay relay) {
        InetSocketAddress mapped = relay.mapped;
        InetSocketAddress relayed = relay.relayed;
        if (done || mapped == null || relayed == null) {
            return;
        }
        if (context.config().policy() == IcePolicy.ALL && !relay.server.reliable()) { // of another socket otherwise
            reflexive(relay.socket, relay.server.address(), relay.preference, mapped);
        }
        boolean hidden = context.config().policy() == IcePolicy.RELAY
                || mapped.getAddress().equals(relay.socket.address().getAddress()) && !isTold(relay.socket); // over TCP from another port
        String foundation =
                foundation(CandidateType.RELAYED, relayed.getAddress(), relay.server.address().getAddress());
        int component = relay.socket.component();
        listener.found(
                relay.socket.stream(),
                new IceCandidate(
                        foundation,
                        component,
                        IceCandidate.priority(CandidateType.RELAYED, relay.preference, component),
                        relayed,
                        CandidateType.RELAYED,
                        relayed,
                        hidden ? null : mapped),
                clock);
    }

    private void reflexive(IceSocket socket, InetSocketAddress server, int preference, InetSocketAddress mapped) {
        // Without a NAT the server sees the host candidate: nothing new (RFC 8445 §5.1.3).
        if (mapped.equals(socket.address()) || mapped.getPort() == 0) {
            return;
        }
        CandidateType type = CandidateType.SERVER_REFLEXIVE;
        InetSocketAddress base = socket.address();
        listener.found(
                socket.stream(),
                new IceCandidate(
                        foundation(type, base.getAddress(), server.getAddress()),
                        socket.component(),
                        IceCandidate.priority(type, preference, socket.component()),
                        mapped,
                        type,
                        base,
                        isTold(socket) ? base : null),
                clock);
    }

    private boolean isTold(IceSocket socket) {
        return context.tells(socket.address().getAddress());
    }

    private void host(IceSocket socket, int preference) {
        InetAddress own = socket.address().getAddress();
        String foundation = socket.transport().isUdp()
                ? foundation(CandidateType.HOST, own, own)
                : "t" + foundation(CandidateType.HOST, own, own); // another transport (RFC 8445 §5.1.1.3)
        listener.found(socket.stream(), IceCandidate.host(foundation, socket, preference), clock);
    }

    /** Equal for what likely shares its fate (RFC 8445 §5.1.1.3). */
    private String foundation(CandidateType type, InetAddress base, InetAddress server) {
        String likeness = type + " " + base.getHostAddress() + " " + server.getHostAddress();
        return foundations.computeIfAbsent(likeness, key -> Integer.toString(foundations.size() + 1));
    }

    private void finishIfDone() {
        if (!done && open.isEmpty() && pending.isEmpty()) {
            done = true;
            listener.gathered(clock);
        }
    }

    /** One socket's question to one STUN server. */
    private final class Question implements StunBinding.Sink {
        private final IceSocket socket;
        private final InetSocketAddress server;
        private final int preference;
        private final StunBinding client;

        Question(IceSocket socket, InetSocketAddress server, int preference) {
            this.socket = socket;
            this.server = server;
            this.preference = preference;
            this.client = new StunBinding(server, StunSettings.ONCE.withRefresh(KEEP_ALIVE), context.ids(), this);
        }

        void start() {
            questions.add(this);
            client.start(clock);
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            context.events().transmit(datagram, socket.address(), to);
        }

        @Override
        public void mapped(InetSocketAddress address, boolean changed) {
            if (open.remove(this)) {
                reflexive(socket, server, preference, address);
                finishIfDone();
            }
        }

        @Override
        public void failed(StunFailure failure) {
            if (open.remove(this)) {
                client.stop();
                finishIfDone();
            }
        }
    }
}
