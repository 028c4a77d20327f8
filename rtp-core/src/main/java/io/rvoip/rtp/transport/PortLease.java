package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one leg has of a {@link SharedPort}: it sends from there, and hears what comes with its credentials or from its
 * sources. A leg that has ports of its own has the connections alone. Used on the leg's own loop, except for {@link #close}.
 */
public final class PortLease implements DatagramPath {
    private final SharedPort port;
    private final Loop loop;
    private final MediaSocket socket;
    /** Whether datagrams of the shared port may be this leg's. */
    final boolean datagrams;
    private final Handoff inbox;
    private final Handoff outbox;
    private @Nullable Handoff connectedInbox;
    private @Nullable Handoff connectedOutbox;
    private volatile boolean closed;

    // ---- on the port's loop ----
    /** Whether connections may be this leg's: not before it has a name. */
    boolean connectable;
    final Map<InetSocketAddress, MediaConnection> connections = new HashMap<>();
    final Set<String> fragments = new HashSet<>();
    final Set<InetSocketAddress> sources = new HashSet<>();
    private @Nullable String former;
    private @Nullable String current;

    PortLease(SharedPort port, Loop loop, MediaSocket socket, boolean datagrams, Handoff inbox, Handoff outbox) {
        this.port = port;
        this.loop = loop;
        this.socket = socket;
        this.datagrams = datagrams;
        this.inbox = inbox;
        this.outbox = outbox;
    }

    /** Checks with this fragment of ours are for this leg from now on; those with the one before stay so. */
    public void named(String fragment) {
        port.onLoop(() -> port.name(this, fragment));
    }

    /**
     * A check with this source has succeeded: all that comes from there is this leg's, unless it is another's who has been
     * checked there lately.
     */
    public void checked(InetSocketAddress source) {
        port.onLoop(() -> port.checked(this, source));
    }

    /**
     * Sources that a description names, where there are no checks, in place of those it named before.
     *
     * @return whether nobody else has any of them; on any thread
     */
    public CompletionStage<Boolean> declared(Set<InetSocketAddress> all) {
        return port.declared(this, Set.copyOf(all));
    }

    /** Nothing that comes from there is this leg's any more; a connection from there ends. */
    public void forgotten(InetSocketAddress source) {
        port.onLoop(() -> port.left(this, source));
    }

    /** Where far ends may connect to; empty where they may not. */
    public Optional<InetSocketAddress> connectionsAddress() {
        return port.connectionsAddress();
    }

    /** Its connections end, and nobody connects to it until it is {@linkplain #named named} again. */
    public void disconnect() {
        port.onLoop(() -> port.disconnect(this));
    }

    /**
     * Sends a packet over the connection from {@code to}. Takes ownership.
     *
     * @return false when it was dropped here; where it goes to another loop, what becomes of it there is counted
     */
    public boolean sendConnected(ByteBuf packet, InetSocketAddress to) {
        if (!loop.inLoop()) {
            packet.release();
            throw new IllegalStateException("sendConnected was called outside of loop " + loop);
        }
        Handoff way = connectedOutbox;
        if (!closed && way != null && port.inLoop()) {
            port.transmitConnected(this, packet, to);
            return true;
        }
        if (!closed && way != null && way.offer(this, packet, to)) {
            return true;
        }
        packet.release();
        port.lost(closed);
        return false;
    }

    @Override
    public InetSocketAddress localAddress() {
        return port.localAddress();
    }

    @Override
    public boolean send(ByteBuf datagram, InetSocketAddress to) {
        if (!loop.inLoop()) {
            datagram.release();
            throw new IllegalStateException("send was called outside of loop " + loop);
        }
        return !closed && port.inLoop() ? port.transmit(this, datagram, to) : handed(datagram, to);
    }

    private boolean handed(ByteBuf datagram, InetSocketAddress to) {
        if (!closed && outbox.offer(this, datagram, to)) {
            return true;
        }
        datagram.release();
        port.lost(closed);
        return false;
    }

    /** Ends it: nothing is heard or sent any more, and its sources are free. Any thread, idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            port.closed(this);
        }
    }

    /** Before anyone but {@link SharedPort} sees it. */
    void connectable(Handoff in, Handoff out) {
        connectedInbox = in;
        connectedOutbox = out;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- on the port's loop ----

    /** Owns {@code datagram}. */
    void deliver(ByteBuf datagram, InetSocketAddress from) {
        if (loop.inLoop()) {
            received(datagram, from);
        } else if (!inbox.offer(this, datagram, from)) {
            datagram.release();
            port.lost(false);
        }
    }

    /** Owns {@code packet}. */
    void deliverConnected(ByteBuf packet, InetSocketAddress from) {
        Handoff way = connectedInbox;
        if (loop.inLoop()) {
            receivedConnected(packet, from);
        } else if (way == null || !way.offer(this, packet, from)) {
            packet.release();
            port.lost(false);
        }
    }

    /** @return the fragment that is no longer one of this leg's */
    @Nullable String renamed(String fragment) {
        if (fragment.equals(current)) {
            return null;
        }
        String gone = former;
        former = current;
        current = fragment;
        fragments.add(fragment);
        if (gone != null) {
            fragments.remove(gone);
        }
        return gone;
    }

    // ---- on the leg's loop ----

    void received(ByteBuf datagram, InetSocketAddress from) {
        if (closed) {
            datagram.release();
        } else {
            socket.receivedOnRtpPort(this, datagram, from);
        }
    }

    void receivedConnected(ByteBuf packet, InetSocketAddress from) {
        if (closed) {
            packet.release();
        } else {
            socket.receivedOnConnection(packet, from);
        }
    }
}
