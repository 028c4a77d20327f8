package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import io.rvoip.ice.stun.StunAttributeType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Reads Send indications of the usual form in place: one peer, data, and nothing that has to be understood besides.
 * Everything else is left to the parser. Allocates nothing; confined to one loop and one message at a time.
 */
final class SendIndication {
    private static final int TYPE = 0x0016;
    private static final int COOKIE = 0x2112A442;
    private static final int HEADER = 20;
    /** Puts IPv4 where IPv6 has a multicast prefix. */
    private static final long IPV4_MARK = 0xFFFF_FFFF_0000_0000L;

    private long high;
    private long low;
    private int port;
    private int dataAt;
    private int dataLength;

    /** Whether the frame is one; what it says can be asked until the next call. */
    boolean read(ByteBuf frame) {
        int start = frame.readerIndex();
        int length = frame.readableBytes();
        if (length < HEADER || frame.getShort(start) != TYPE || frame.getInt(start + 4) != COOKIE
                || frame.getUnsignedShort(start + 2) != length - HEADER || (length & 3) != 0) {
            return false;
        }
        boolean peer = false;
        dataAt = 0;
        int at = start + HEADER;
        int end = start + length;
        while (at + 4 <= end) {
            int type = frame.getUnsignedShort(at);
            int size = frame.getUnsignedShort(at + 2);
            int next = at + 4 + size + (-size & 3);
            if (next > end) {
                return false;
            }
            if (type == StunAttributeType.XOR_PEER_ADDRESS) {
                if (!peer && !address(frame, start, at + 4, size)) {
                    return false;
                }
                peer = true;
            } else if (type == StunAttributeType.DATA) {
                dataLength = dataAt == 0 ? size : dataLength;
                dataAt = dataAt == 0 ? at + 4 : dataAt;
            } else if (StunAttributeType.comprehensionRequired(type) || type == StunAttributeType.FINGERPRINT) {
                return false;
            }
            at = next;
        }
        return peer && dataAt != 0;
    }

    private boolean address(ByteBuf frame, int start, int at, int size) {
        int family = size < 4 ? 0 : frame.getByte(at + 1);
        port = size < 4 ? 0 : frame.getUnsignedShort(at + 2) ^ COOKIE >>> 16;
        if (family == RelaySettings.IPV4 && size == 8) {
            high = IPV4_MARK;
            low = (frame.getInt(at + 4) ^ COOKIE) & 0xFFFF_FFFFL;
            return true;
        }
        if (family == RelaySettings.IPV6 && size == 20) {
            high = frame.getLong(at + 4) ^ frame.getLong(start + 4);
            low = frame.getLong(at + 12) ^ frame.getLong(start + 12);
            return true;
        }
        return false;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }

    int dataAt() {
        return dataAt;
    }

    int dataLength() {
        return dataLength;
    }

    /** The peer as an address; IPv6 stays IPv6, whatever it carries. Makes objects. */
    InetSocketAddress peer() {
        try {
            InetAddress host = high == IPV4_MARK
                    ? InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) low).array())
                    : Inet6Address.getByAddress(null, ByteBuffer.allocate(16).putLong(high).putLong(low).array(), -1);
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes", e);
        }
    }
}
