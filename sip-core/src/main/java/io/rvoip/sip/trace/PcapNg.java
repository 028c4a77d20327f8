package io.rvoip.sip.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Messages as a pcapng file (draft-ietf-opsawg-pcapng) that Wireshark and tshark open as SIP, whatever they travelled
 * over: each is a packet of the link type "upper PDU", which names the protocol, the addresses and the ports.
 */
public final class PcapNg {
    private static final int SECTION = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int LINK_UPPER_PDU = 252;
    private static final int OPTION_RESOLUTION = 9;
    private static final int NANOSECONDS = 9;
    private static final int TAG_DISSECTOR = 12;
    private static final int TAG_IPV4 = 20;
    private static final int TAG_IPV6 = 22;
    private static final int TAG_PORT_TYPE = 24;
    private static final int TAG_PORT = 25;
    private static final int UDP = 3;
    private static final int TCP = 2;

    private PcapNg() {}

    /** The whole file; what the redaction keeps from view is left out. */
    public static byte[] file(List<TracedMessage> messages, Redaction redaction) {
        ByteBuf out = Unpooled.buffer(1_024 + 1_024 * messages.size());
        ByteBuf section = Unpooled.buffer(16).writeInt(BYTE_ORDER).writeShort(1).writeShort(0).writeLong(-1);
        block(out, SECTION, section);
        ByteBuf link = Unpooled.buffer(20).writeShort(LINK_UPPER_PDU).writeShort(0).writeInt(0);
        link.writeShort(OPTION_RESOLUTION).writeShort(1).writeByte(NANOSECONDS).writeZero(3).writeInt(0);
        block(out, INTERFACE, link);
        for (TracedMessage traced : messages) {
            Optional<String> text = redaction.text(traced);
            text.ifPresent(shown -> packet(out, traced, shown.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] file = new byte[out.readableBytes()];
        out.readBytes(file);
        return file;
    }

    private static void packet(ByteBuf out, TracedMessage traced, byte[] message) {
        ByteBuf data = Unpooled.buffer(message.length + 96);
        tag(data, TAG_DISSECTOR, "sip".getBytes(StandardCharsets.US_ASCII));
        InetSocketAddress from = traced.outgoing() ? traced.flow().local() : traced.flow().remote();
        InetSocketAddress to = traced.outgoing() ? traced.flow().remote() : traced.flow().local();
        endpoint(data, from, 0);
        endpoint(data, to, 1);
        tag(data, TAG_PORT_TYPE, number(traced.flow().protocol().reliable() ? TCP : UDP));
        data.writeInt(0); // end of tags
        data.writeBytes(message);
        Instant at = traced.at();
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        ByteBuf body = Unpooled.buffer(data.readableBytes() + 24);
        body.writeInt(0).writeInt((int) (nanos >>> 32)).writeInt((int) nanos);
        body.writeInt(data.readableBytes()).writeInt(data.readableBytes()).writeBytes(data);
        block(out, PACKET, body);
    }

    /** The tags of a destination follow those of a source. */
    private static void endpoint(ByteBuf data, InetSocketAddress address, int destination) {
        int family = address.getAddress() instanceof Inet6Address ? TAG_IPV6 : TAG_IPV4;
        tag(data, family + destination, address.getAddress().getAddress());
        tag(data, TAG_PORT + destination, number(address.getPort()));
    }

    private static byte[] number(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private static void tag(ByteBuf data, int type, byte[] value) {
        data.writeShort(type).writeShort(padded(value.length)).writeBytes(value).writeZero(padded(value.length) - value.length);
    }

    private static void block(ByteBuf out, int type, ByteBuf body) {
        int length = body.readableBytes();
        int total = padded(length) + 12;
        out.writeInt(type).writeInt(total).writeBytes(body).writeZero(padded(length) - length).writeInt(total);
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
