package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one leg has of a {@link SharedPort}: it sends from there, and hears what comes with its credentials or from its
 * sources. Used on the leg's own loop, except for {@link #close}.
 */
public final class PortLease implements DatagramPath {
    private final SharedPort port;
    private final Loop loop;
    private final MediaSocket socket;
    private final Handoff inbox;
    private final Handoff outbox;
    private volatile boolean closed;

    // ---- on the port's loop ----
    final Set<String> fragments = new HashSet<>();
    final Set<InetSocketAddress> sources = new HashSet<>();
    private @Nullable String former;
    private @Nullable String current;

    PortLease(SharedPort port, Loop loop, MediaSocket socket, Handoff inbox, Handoff outbox) {
        this.port = port;
        this.loop = loop;
        this.socket = socket;
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

    /** Nothing that comes from there is this leg's any more. */
    public void forgotten(InetSocketAddress source) {
        port.onLoop(() -> port.forgotten(this, source));
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
}
