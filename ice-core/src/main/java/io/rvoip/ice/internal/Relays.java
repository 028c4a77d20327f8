package io.rvoip.ice.internal;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.RelayStream;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.turn.TurnClient;
import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The relays of an agent, one for each socket and server at most: a second allocation from the same socket would be
 * refused (RFC 8656 §7.2), so they outlive a restart.
 */
final class Relays {
    private final AgentContext context;
    private final Checks checks;
    private final List<Relay> relays = new ArrayList<>();

    /** Takes the checks that come through relays. */
    @FunctionalInterface
    interface Checks {
        void received(ByteBuf datagram, InetSocketAddress relayed, InetSocketAddress from, long now);
    }

    /** Who wants to know what becomes of a relay. */
    interface Watcher {
        void allocated(Relay relay, long now);

        void failed(Relay relay, long now);
    }

    Relays(AgentContext context, Checks checks) {
        this.context = context;
        this.checks = checks;
    }

    /** The relay of this socket at this server, a new one that has not been started if need be. */
    Relay open(IceSocket socket, TurnServer server, int preference, Watcher watcher) {
        for (Relay relay : relays) {
            if (relay.socket.equals(socket) && relay.server.equals(server)) {
                relay.watcher = watcher;
                return relay;
            }
        }
        Relay relay = new Relay(socket, server, preference, watcher);
        relays.add(relay);
        return relay;
    }

    @Nullable Relay at(InetSocketAddress relayed) {
        for (Relay relay : relays) {
            if (relayed.equals(relay.relayed)) {
                return relay;
            }
        }
        return null;
    }

    boolean received(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now) {
        for (int i = 0; i < relays.size(); i++) {
            Relay relay = relays.get(i);
            if (relay.stream == null && relay.socket.address().equals(local) && relay.client.received(datagram, from, now)) {
                return true;
            }
        }
        return false;
    }

    void streamed(RelayStream stream, ByteBuf frame, InetSocketAddress from, long now) {
        for (Relay relay : List.copyOf(relays)) {
            if (relay.stream == stream) {
                relay.client.received(frame, from, now);
            }
        }
    }

    void streamBroken(RelayStream stream, String why, long now) {
        for (Relay relay : List.copyOf(relays)) {
            if (relay.stream == stream) {
                relay.broken(why, now);
            }
        }
    }

    long nextDeadline() {
        long next = Loop.Timer.NEVER;
        for (Relay relay : relays) {
            next = Math.min(next, relay.client.nextDeadline());
        }
        return next;
    }

    void onDeadline(long now) {
        for (Relay relay : List.copyOf(relays)) {
            relay.client.onDeadline(now);
        }
    }

    /** Gives back the others. */
    void keep(Predicate<Relay> needed) {
        for (Relay relay : List.copyOf(relays)) {
            if (!needed.test(relay)) {
                relay.close();
                relays.remove(relay);
            }
        }
    }

    void close() {
        keep(relay -> false);
    }

    /** One relay. */
    final class Relay implements TurnClient.Sink {
        final IceSocket socket;
        final TurnServer server;
        final int preference;
        @Nullable InetSocketAddress relayed;
        @Nullable InetSocketAddress mapped;

        private final TurnClient client;
        /** Null over UDP, where it has the agent's own socket. */
        private final @Nullable RelayStream stream;
        private Watcher watcher;
        private boolean broken;

        Relay(IceSocket socket, TurnServer server, int preference, Watcher watcher) {
            this.socket = socket;
            this.server = server;
            this.preference = preference;
            this.watcher = watcher;
            this.stream = server.reliable() ? new RelayStream(server) : null;
            this.client = new TurnClient(server, context.crypto(), context.ids(), this);
        }

        void start(long now) {
            if (client.state() == TurnClient.State.IDLE) {
                client.start(now);
            }
        }

        boolean send(ByteBuf datagram, InetSocketAddress to, long now) {
            return client.send(datagram, to, now);
        }

        void bind(InetSocketAddress to, long now) {
            client.bind(to, now);
        }

        void close() {
            client.close();
            endStream();
        }

        private void endStream() {
            if (stream != null) {
                context.events().ended(stream);
            }
        }

        void broken(String why, long now) {
            broken = true; // nothing can be given back over it
            client.close();
            failed(new StunFailure(StunFailure.Kind.TIMEOUT, 0, why), now);
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            if (broken) {
                datagram.release();
            } else if (stream == null) {
                context.events().transmit(datagram, socket.address(), to);
            } else {
                context.events().transmit(datagram, stream, to);
            }
        }

        @Override
        public void allocated(InetSocketAddress address, InetSocketAddress seen, long now) {
            relayed = address;
            mapped = seen;
            watcher.allocated(this, now);
        }

        @Override
        public void received(ByteBuf payload, InetSocketAddress peer, long now) {
            InetSocketAddress address = relayed;
            if (address == null) {
                return;
            }
            if (StunParser.looksLikeStun(payload)) {
                checks.received(payload, address, peer, now);
            } else {
                context.events().relayed(socket.stream(), socket.component(), payload, peer);
            }
        }

        @Override
        public void failed(StunFailure failure, long now) {
            relays.remove(this);
            relayed = null;
            endStream();
            watcher.failed(this, now);
        }
    }
}
