package io.rvoip.simple;

import io.netty.util.NetUtil;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens the sockets of a client: those it needs, and those that are there on most machines. Over TLS only who has a
 * certificate can be connected to, over WebSocket nobody: they are reached over the connections they open, and listen
 * to nothing plain.
 */
final class Listening {
    /** Any address of a family. */
    static final InetAddress ANY_IPV4 = NetUtil.createInetAddressFromIpAddressString("0.0.0.0");
    static final InetAddress ANY_IPV6 = NetUtil.createInetAddressFromIpAddressString("::");

    private Listening() {}

    /** Fails when the address asked for cannot be had, or without one IPv4. */
    static CompletionStage<Void> start(SipTransport transport, ClientConfig config) {
        TransportProtocol protocol = config.transport();
        boolean web = protocol == TransportProtocol.WS || protocol == TransportProtocol.WSS;
        if (web || protocol.secure() && !config.tlsPolicy().hasCertificate()) {
            return CompletableFuture.completedStage(null);
        }
        InetSocketAddress local = config.localAddress();
        InetSocketAddress first = local == null ? new InetSocketAddress(ANY_IPV4, 0) : local;
        CompletionStage<Void> open =
                transport.listen(protocol, first).thenCompose(point -> tcpBeside(transport, protocol, point));
        return local != null
                ? open
                : open.thenCompose(nothing -> optional(transport, protocol, new InetSocketAddress(ANY_IPV6, 0)));
    }

    /** Far ends send large requests over TCP to the address they know (RFC 3261 §18.1.1). */
    private static CompletionStage<Void> tcpBeside(
            SipTransport transport, TransportProtocol protocol, ListenPoint point) {
        return protocol.reliable() ? CompletableFuture.completedStage(null)
                : optional(transport, TransportProtocol.TCP, point.address());
    }

    /** Without IPv6, or with the port taken, it goes without. */
    private static CompletionStage<Void> optional(
            SipTransport transport, TransportProtocol protocol, InetSocketAddress address) {
        return transport.listen(protocol, address).handle((point, failure) -> null);
    }
}
