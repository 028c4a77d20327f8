package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The port, or the pair of ports, of one media line. Sorts what arrives by its first byte (RFC 7983) and hands it to
 * the {@link MediaHandler} on the socket's loop. Confined to that loop, except for the addresses and {@link #close()}.
 */
public final class MediaSocket implements AutoCloseable {
    private final Loop loop;
    private final MediaHandler handler;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable DatagramPath rtp;
    private @Nullable DatagramPath rtcp;
    private @Nullable Runnable onClose;
    private @Nullable PortLease lease;
    private @Nullable PortLease connections;
    private long unknown;

    MediaSocket(Loop loop, MediaHandler handler) {
        this.loop = loop;
        this.handler = handler;
    }

    /** Sets the bound paths, before anyone but {@link MediaPorts} sees the socket. */
    void opened(DatagramPath rtpPath, @Nullable DatagramPath rtcpPath, Runnable whenClosed) {
        rtp = rtpPath;
        rtcp = rtcpPath;
        onClose = whenClosed;
    }

    /** Sets a part of a port that others use too, before anyone but {@link SharedPort} sees the socket. */
    void leased(PortLease part) {
        lease = part;
        connections = part;
        opened(part, null, () -> { });
    }

    /** Sets what takes connections beside ports of its own, before anything is sent or received. */
    void connectable(PortLease part) {
        connections = part;
    }

    /** What may take connections, where the leg is named; null: nothing does. */
    public @Nullable PortLease connections() {
        return connections;
    }

    /** What has to be told to a port that is not this socket's alone; null: it is. */
    public @Nullable PortLease lease() {
        return lease;
    }

    /** What arrives on the RTP port; with rtcp-mux everything does. */
    void receivedOnRtpPort(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        long now = loop.now();
        switch (PacketClass.of(datagram)) {
            case RTP -> handler.rtp(datagram, from, now);
            case RTCP -> handler.rtcp(datagram, from, now);
            case STUN -> handler.stun(datagram, from, false, now);
            case DTLS -> handler.dtls(datagram, from, false, now);
            case ZRTP -> handler.zrtp(datagram, from, now);
            case TURN_CHANNEL -> channel(datagram, from, false, now);
            case UNKNOWN -> refuse(datagram);
        }
    }

    /** What arrives on the RTCP port. */
    void receivedOnRtcpPort(DatagramPath path, ByteBuf datagram, InetSocketAddress from) {
        long now = loop.now();
        switch (PacketClass.of(datagram)) {
            case RTCP -> handler.rtcp(datagram, from, now);
            case STUN -> handler.stun(datagram, from, true, now);
            case DTLS -> handler.dtls(datagram, from, true, now);
            case TURN_CHANNEL -> channel(datagram, from, true, now);
            case RTP, ZRTP, UNKNOWN -> refuse(datagram);
        }
    }

    /** What arrives over a connection, where RTP and RTCP share the way. */
    void receivedOnConnection(ByteBuf packet, InetSocketAddress from) {
        long now = loop.now();
        switch (PacketClass.of(packet)) {
            case RTP -> handler.rtp(packet, from, now);
            case RTCP -> handler.rtcp(packet, from, now);
            case STUN -> handler.stunConnected(packet, from, now);
            case DTLS -> handler.dtls(packet, from, false, now);
            case ZRTP -> handler.zrtp(packet, from, now);
            case TURN_CHANNEL, UNKNOWN -> refuse(packet);
        }
    }

    private void channel(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        if (!handler.turnChannel(datagram, from, onRtcpPort, now)) {
            refuse(datagram);
        }
    }

    private void refuse(ByteBuf datagram) {
        unknown++;
        datagram.release();
    }

    /** Sends from the RTP port. Takes ownership; false when it was dropped here. */
    public boolean sendRtp(ByteBuf datagram, InetSocketAddress to) {
        return path().send(datagram, to);
    }

    /** Sends from the RTCP port, which is the RTP port with rtcp-mux. Takes ownership; false when it was dropped. */
    public boolean sendRtcp(ByteBuf datagram, InetSocketAddress to) {
        DatagramPath own = rtcp;
        return (own != null ? own : path()).send(datagram, to);
    }

    /** The address of the RTP port. */
    public InetSocketAddress rtpAddress() {
        return path().localAddress();
    }

    /** The address of the RTCP port, which is the RTP port with rtcp-mux. */
    public InetSocketAddress rtcpAddress() {
        DatagramPath own = rtcp;
        return (own != null ? own : path()).localAddress();
    }

    /** Whether RTP and RTCP share one port (RFC 5761). */
    public boolean rtcpMux() {
        return rtcp == null;
    }

    /** The loop that everything arrives on. */
    public Loop loop() {
        return loop;
    }

    /** Datagrams dropped because nobody handles their class on that port. */
    public long unknown() {
        return unknown;
    }

    private DatagramPath path() {
        DatagramPath path = rtp;
        if (path == null) {
            throw new IllegalStateException("socket is not open");
        }
        return path;
    }

    /** Closes the ports and gives them back. Any thread, idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        path().close();
        DatagramPath own = rtcp;
        if (own != null) {
            own.close();
        }
        PortLease taking = connections;
        if (taking != null) {
            taking.close();
        }
        Runnable released = onClose;
        if (released != null) {
            released.run();
        }
    }
}
