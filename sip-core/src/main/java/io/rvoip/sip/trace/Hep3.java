package io.rvoip.sip.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message as a packet of HEP version 3, the encapsulation that collectors such as Homer take in: {@code HEP3}, the
 * length of it all, and chunks of vendor, type, length and value.
 */
public final class Hep3 {
    /** What the two octets of the length allow over UDP. */
    static final int LARGEST = 65_507;
    private static final int GENERIC_VENDOR = 0;
    private static final int CHUNK_HEAD = 6;
    private static final int HEAD = 6;
    private static final int FAMILY = 1;
    private static final int PROTOCOL = 2;
    private static final int IPV4_SOURCE = 3;
    private static final int IPV6_SOURCE = 5;
    private static final int SOURCE_PORT = 7;
    private static final int SECONDS = 9;
    private static final int MICROSECONDS = 10;
    private static final int KIND = 11;
    private static final int CAPTURE_ID = 12;
    private static final int PAYLOAD = 15;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int SIP = 1;

    private Hep3() {}

    /** The packet, which the caller owns; empty when the redaction leaves nothing or it does not fit into a datagram. */
    public static Optional<ByteBuf> packet(TracedMessage traced, Redaction redaction, long captureId) {
        return redaction.text(traced).map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(payload -> payload.length < LARGEST - 150)
                .map(payload -> packet(traced, payload, captureId));
    }

    private static ByteBuf packet(TracedMessage traced, byte[] payload, long captureId) {
        InetSocketAddress local = traced.flow().local();
        InetSocketAddress remote = traced.flow().remote();
        InetSocketAddress from = traced.outgoing() ? local : remote;
        InetSocketAddress to = traced.outgoing() ? remote : local;
        boolean ipv6 = remote.getAddress() instanceof Inet6Address;
        ByteBuf out = Unpooled.buffer(payload.length + 150);
        out.writeCharSequence("HEP3", StandardCharsets.US_ASCII);
        out.writeShort(0);
        chunk(out, FAMILY, 1).writeByte(ipv6 ? AF_INET6 : AF_INET);
        chunk(out, PROTOCOL, 1).writeByte(traced.flow().protocol().reliable() ? TCP : UDP);
        address(out, from.getAddress(), ipv6, 0);
        address(out, to.getAddress(), ipv6, 1);
        chunk(out, SOURCE_PORT, 2).writeShort(from.getPort());
        chunk(out, SOURCE_PORT + 1, 2).writeShort(to.getPort());
        chunk(out, SECONDS, 4).writeInt((int) traced.at().getEpochSecond());
        chunk(out, MICROSECONDS, 4).writeInt(traced.at().getNano() / 1_000);
        chunk(out, KIND, 1).writeByte(SIP);
        chunk(out, CAPTURE_ID, 4).writeInt((int) captureId);
        chunk(out, PAYLOAD, payload.length).writeBytes(payload);
        return out.setShort(HEAD - 2, out.readableBytes());
    }

    /** The chunk of a destination follows that of a source. A wildcard that takes in both families is zeros in each. */
    private static void address(ByteBuf out, InetAddress address, boolean ipv6, int destination) {
        int length = ipv6 ? 16 : 4;
        byte[] octets = address.getAddress();
        chunk(out, (ipv6 ? IPV6_SOURCE : IPV4_SOURCE) + destination, length);
        out.writeBytes(octets.length == length ? octets : new byte[length]);
    }

    private static ByteBuf chunk(ByteBuf out, int type, int length) {
        return out.writeShort(GENERIC_VENDOR).writeShort(type).writeShort(CHUNK_HEAD + length);
    }
}
