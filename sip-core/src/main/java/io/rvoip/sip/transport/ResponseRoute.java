package io.rvoip.sip.transport;

import io.netty.util.NetUtil;
import io.rvoip.sip.header.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4). Always the host the request came from, whatever the Via
 * says; the only exception the RFC makes, {@code maddr}, is honoured for a unicast address over UDP.
 */
public final class ResponseRoute {
    private ResponseRoute() { }

    /**
     * For UDP the address to send to; for other transports the address to connect to when the request's connection
     * is gone. Empty when that is a broadcast, multicast or unspecified address, or not an address at all: then no
     * answer is sent.
     *
     * @param topVia of the request, as the transport stamped it
     * @param flow the request came on
     */
    public static Optional<Target> of(Via topVia, Flow flow) {
        InetSocketAddress source = flow.remote();
        boolean udp = flow.protocol() == TransportProtocol.UDP;
        int sentByPort = topVia.port() > 0 ? topVia.port() : flow.protocol().defaultPort();
        InetAddress host = source.getAddress();
        int port = sentByPort;
        if (udp && topVia.rport() >= 0) {
            port = source.getPort();
        }
        Optional<String> maddr = udp ? topVia.parameter("maddr") : Optional.empty();
        if (maddr.isPresent()) {
            Optional<InetAddress> literal = literal(maddr.get());
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            host = literal.get();
            port = sentByPort;
        }
        return Addresses.isUnanswerable(host) || port == 0 ? Optional.empty()
                : Optional.of(target(topVia, flow, new InetSocketAddress(host, port)));
    }

    /** Whoever answers there has to be the host that asked. */
    private static Target target(Via topVia, Flow flow, InetSocketAddress address) {
        return flow.protocol().secure()
                ? new Target(flow.protocol(), address, topVia.host()) : new Target(flow.protocol(), address);
    }

    private static Optional<InetAddress> literal(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
