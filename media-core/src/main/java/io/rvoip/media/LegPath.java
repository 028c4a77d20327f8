package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceTransport;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.rtp.transport.OutgoingConnections;
import io.rvoip.rtp.transport.PortLease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which way the packets of one leg go: from its ports to the addresses of the description or, once both sides have said
 * so, wherever ICE has found the far end. On the leg's loop; {@link #socket} on any thread.
 */
final class LegPath {
    private final LoopContext context;
    private final Ends ends;
    private final MediaEvents events;
    private volatile @Nullable MediaSocket socket;
    private @Nullable LegIce ice;
    private @Nullable OutgoingConnections outgoing;
    private boolean agreed;

    /** Who sends and hears. */
    interface Ends extends MediaHandler {
        /** Where the far end is, or may be, has changed. */
        void found();

        /** Something came that is no packet of this leg: {@link #nextDeadline} may be nearer. */
        void moved();
    }

    LegPath(LoopContext context, Ends ends, MediaEvents events) {
        this.context = context;
        this.ends = ends;
        this.events = events;
    }

    void bound(MediaSocket opened) {
        socket = opened;
    }

    MediaSocket socket() {
        MediaSocket opened = socket;
        if (opened == null) {
            throw new IllegalStateException("the leg is not open yet");
        }
        return opened;
    }

    /**
     * Gets our part of a description ready.
     *
     * @param own the address that our ports are told to be at
     * @param anew whether to search again, with other credentials
     * @param whole whether to wait until all candidates are there
     */
    void describe(IceConfig config, InetAddress own, boolean anew, boolean whole, CompletableFuture<LocalIce> to, long now) {
        LegIce made = ice;
        if (made == null) {
            made = new LegIce(context, config, new Below());
            ice = made;
            OutgoingConnections.Opener opener = context.connections();
            outgoing = config.activeTcp() && opener != null ? opener.of(socket(), this::connectionBroken) : null;
        }
        made.describe(sockets(own), anew, whole, to, now);
    }

    private List<IceSocket> sockets(InetAddress own) {
        MediaSocket open = socket();
        List<IceSocket> sockets = new ArrayList<>();
        sockets.add(new IceSocket(0, LegIce.RTP, new InetSocketAddress(own, open.rtpAddress().getPort())));
        if (!open.rtcpMux()) {
            sockets.add(new IceSocket(0, LegIce.RTCP, new InetSocketAddress(own, open.rtcpAddress().getPort())));
        }
        PortLease connections = open.connections();
        if (connections != null) {
            connections.connectionsAddress().map(at -> new InetSocketAddress(own, at.getPort()))
                    .filter(at -> sockets.stream().noneMatch(one -> one.address().equals(at))) // an agent knows sockets by their addresses
                    .ifPresent(at -> sockets.add(new IceSocket(0, LegIce.RTP, at, IceTransport.TCP_PASSIVE)));
        }
        if (outgoing != null) {
            sockets.add(IceSocket.active(0, LegIce.RTP, own));
        }
        return sockets;
    }

    private void connectionBroken(InetSocketAddress to, String why) {
        LegIce used = ice;
        if (used != null) {
            used.connectionBroken(to, why, context.loop().now());
            ends.moved();
        }
    }

    private void endIce(LegIce used) {
        used.close();
        if (outgoing != null) {
            outgoing.close();
        }
    }

    /** Puts into force what both sides said about ICE; nothing: it ends, and the description says where the far end is. */
    void apply(MediaParameters said, long now) {
        IceParameters parameters = said.ice();
        LegIce made = ice;
        agreed = parameters != null;
        if (parameters != null && made != null) {
            made.apply(parameters, now);
        } else if (parameters != null) {
            throw new IllegalStateException("ice: agreed on, and never described by us");
        } else if (made != null) {
            endIce(made);
            ice = null;
        }
        PortLease connections = socket().connections();
        if (parameters == null && connections != null) {
            connections.disconnect();
        }
        PortLease lease = socket().lease();
        if (parameters == null && lease != null) {
            declare(said, lease);
        }
    }

    /** Without ICE a leg of a shared port is heard from where the description says, if nobody else is. */
    private void declare(MediaParameters said, PortLease lease) {
        lease.declared(said.sources()).thenAccept(had -> {
            if (!had) {
                context.loop().execute(() -> events.pathLost(new IceFailure(IceFailure.Reason.SOURCE_TAKEN,
                        "the description says " + said.sources() + ", where another leg of the shared port hears its far end")));
            }
        });
    }

    /** Completes once no check of ICE is under way. */
    void checksEnded(CompletableFuture<@Nullable Void> to) {
        if (ice == null) {
            to.complete(null);
        } else {
            ice.checksEnded(to);
        }
    }

    /** The far end of the last agreement stays. */
    void settled(long now) {
        LegIce used = ice();
        if (used != null) {
            used.settled(now);
        }
    }

    /** More candidates of the far end. */
    void more(IceCredentials of, List<IceCandidate> theirs, boolean ended, long now) {
        LegIce used = ice();
        if (used != null) {
            used.more(of, theirs, ended, now);
        }
    }

    /** ICE in force; null where the description says where to send. */
    @Nullable LegIce ice() {
        return agreed ? ice : null;
    }

    /** Whether nothing can be sent yet. */
    boolean seeking() {
        LegIce used = ice();
        return used != null && used.remote(false) == null;
    }

    /**
     * As whom DTLS knows the sender of a datagram: with ICE all of its addresses are one; null when he has to be ignored,
     * because no check has succeeded with him.
     */
    @Nullable InetSocketAddress known(InetSocketAddress from, boolean onRtcpPort) {
        LegIce used = ice;
        return used == null ? from : used.isChecked(from) ? used.peer(onRtcpPort) : null;
    }

    /** Sends; owns the datagram. */
    void transmit(ByteBuf datagram, InetSocketAddress to, boolean fromRtcpPort) {
        LegIce used = ice();
        if (used != null) {
            used.send(datagram, fromRtcpPort, context.loop().now());
        } else {
            direct(datagram, to, fromRtcpPort);
        }
    }

    private void direct(ByteBuf datagram, InetSocketAddress to, boolean fromRtcpPort) {
        MediaSocket open = socket();
        if (fromRtcpPort) {
            open.sendRtcp(datagram, to);
        } else {
            open.sendRtp(datagram, to);
        }
    }

    /** A STUN message arrived: a check, what a server says, or somebody who keeps his NAT open; released here. */
    void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        boolean open = socket != null; // the first of two ports hears before the second is bound
        if (open && !turnChannel(datagram, from, onRtcpPort, now)) {
            context.stun().answer(datagram, from, now).ifPresent(answer -> direct(answer, from, onRtcpPort));
        }
        datagram.release();
    }

    /** A check, or the answer to one of ours, that came over a connection; released here. */
    void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
        LegIce used = ice;
        if (used != null) {
            used.receivedConnected(packet, from, now);
        }
        packet.release();
    }

    /** @return whether it was for ICE; stays the caller's */
    boolean turnChannel(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        LegIce used = ice;
        return used != null && used.received(datagram, from, onRtcpPort, now);
    }

    long nextDeadline() {
        LegIce used = ice;
        return used == null ? Loop.Timer.NEVER : used.nextDeadline();
    }

    void onDeadline(long now) {
        LegIce used = ice;
        if (used != null && now >= used.nextDeadline()) {
            used.onDeadline(now);
        }
    }

    void close() {
        if (ice != null) {
            endIce(ice);
        }
        socket().close();
    }

    private final class Below implements LegIce.Way {
        @Override
        public void emit(ByteBuf datagram, InetSocketAddress to, boolean fromRtcpPort) {
            direct(datagram, to, fromRtcpPort);
        }

        @Override
        public void emitConnected(ByteBuf packet, InetSocketAddress to) {
            PortLease taken = socket().connections();
            OutgoingConnections ours = outgoing;
            if (ours != null) {
                ours.send(packet, to);
            } else if (taken != null) {
                taken.sendConnected(packet, to);
            } else {
                packet.release();
            }
        }

        @Override
        public void connectedTo(Set<InetSocketAddress> theirs) {
            if (outgoing != null) {
                outgoing.keep(theirs::contains);
            }
        }

        @Override
        public MediaHandler handler() {
            return ends;
        }

        @Override
        public void named(String fragment) {
            PortLease part = socket().connections();
            if (part != null) {
                part.named(fragment);
            }
        }

        @Override
        public void checked(InetSocketAddress from) {
            PortLease lease = socket().lease();
            if (lease != null) {
                lease.checked(from);
            }
        }

        @Override
        public void forgotten(InetSocketAddress from) {
            PortLease part = socket().connections();
            if (part != null) {
                part.forgotten(from);
            }
        }

        @Override
        public void more(LocalIce all) {
            events.candidates(all);
        }

        @Override
        public void nominated(IceCredentials theirs, LocalIce ours) {
            events.nominated(theirs, ours);
        }

        @Override
        public void found() {
            ends.found();
        }

        @Override
        public void moved() {
            ends.moved();
        }

        @Override
        public void lost(IceFailure why) {
            events.pathLost(why);
        }
    }
}
