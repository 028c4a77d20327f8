package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** The address form shared by several attributes, in clear or XORed with cookie and transaction id (§14.1, §14.2). */
final class StunAddresses {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    private StunAddresses() {}

    /** Why {@code length} bytes at {@code at} are not an address; empty when they are. */
    static String problem(byte[] wire, int at, int length) {
        if (length != 8 && length != 20) {
            return "address of " + length + " bytes";
        }
        int family = wire[at + 1];
        boolean fits = family == IPV4 && length == 8 || family == IPV6 && length == 20;
        return fits ? "" : "address family " + family + " in " + length + " bytes";
    }

    /** @param literal whether an IPv4 address in the clothes of IPv6 (::ffff:0:0/96) stays an IPv6 address */
    static InetSocketAddress read(byte[] wire, int at, int length, boolean xor, boolean literal) {
        int port = (wire[at + 2] & 0xFF) << 8 | wire[at + 3] & 0xFF;
        byte[] address = new byte[length - 4];
        System.arraycopy(wire, at + 4, address, 0, address.length);
        if (xor) {
            port ^= StunMessage.MAGIC_COOKIE >>> 16;
            // The header holds the cookie and the transaction id in a row, from byte 4 on.
            for (int i = 0; i < address.length; i++) {
                address[i] ^= wire[4 + i];
            }
        }
        try {
            boolean six = literal && address.length == 16;
            InetAddress host = six ? Inet6Address.getByAddress(null, address, -1) : InetAddress.getByAddress(address);
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    static void write(ByteBuf out, InetSocketAddress value) {
        writeHead(out, value, 0);
        out.writeBytes(value.getAddress().getAddress());
    }

    static void writeXored(ByteBuf out, InetSocketAddress value, TransactionId id) {
        writeHead(out, value, StunMessage.MAGIC_COOKIE >>> 16);
        byte[] address = value.getAddress().getAddress();
        byte[] mask = ByteBuffer.allocate(16)
                .putInt(StunMessage.MAGIC_COOKIE)
                .putInt(id.high())
                .putLong(id.low())
                .array();
        for (int i = 0; i < address.length; i++) {
            out.writeByte(address[i] ^ mask[i]);
        }
    }

    private static void writeHead(ByteBuf out, InetSocketAddress value, int portMask) {
        out.writeByte(0);
        out.writeByte(value.getAddress().getAddress().length == 4 ? IPV4 : IPV6);
        out.writeShort(value.getPort() ^ portMask);
    }
}
