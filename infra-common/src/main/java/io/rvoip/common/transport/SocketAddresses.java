package io.rvoip.common.transport;

import java.lang.ref.Reference;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as the kernel has them ({@code sockaddr_in}, {@code sockaddr_in6}) and as Java has them: those that a socket has met
 * last, so that none is made anew for each datagram. One for each socket, confined to its loop.
 */
final class SocketAddresses {
    /** Room for one; the longest has 28. */
    static final int BYTES = 32;

    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int IPV4_BYTES = 16;
    private static final int IPV6_BYTES = 28;
    private static final int PORT = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int SCOPE = 24;
    private static final int MAPPED = 0xffff;

    private final boolean ipv6;
    private final int mask;
    private final ByteBuffer senders;
    private final @Nullable InetSocketAddress[] senderOf;
    final ByteBuffer targets;
    private final long targetsAt;
    private final @Nullable InetSocketAddress[] targetOf;

    /**
     * @param ipv6 the family of the socket, which may reach IPv4 too
     * @param slots a power of two
     */
    SocketAddresses(boolean ipv6, int slots) {
        this.ipv6 = ipv6;
        mask = slots - 1;
        senders = ByteBuffer.allocate(slots * BYTES).order(ByteOrder.nativeOrder());
        senderOf = new @Nullable InetSocketAddress[slots];
        targets = ByteBuffer.allocateDirect(slots * BYTES).order(ByteOrder.nativeOrder());
        targetsAt = UdpCalls.addressOf(targets);
        targetOf = new @Nullable InetSocketAddress[slots];
    }

    /** The sender that the kernel has written there; the same object for as long as it is remembered. */
    InetSocketAddress sender(ByteBuffer memory, int at) {
        long head = memory.getLong(at);
        long more = memory.getLong(at + 8);
        long last = memory.getLong(at + 16);
        int slot = slot(Long.hashCode(head) + 31 * Long.hashCode(more) + Long.hashCode(last));
        int from = slot * BYTES;
        InetSocketAddress known = senderOf[slot];
        if (known != null && senders.getLong(from) == head && senders.getLong(from + 8) == more
                && senders.getLong(from + 16) == last && senders.getInt(from + SCOPE) == memory.getInt(at + SCOPE)) {
            return known;
        }
        senders.put(from, memory, at, IPV6_BYTES);
        InetSocketAddress fresh = decode(memory, at);
        senderOf[slot] = fresh;
        return fresh;
    }

    private static InetSocketAddress decode(ByteBuffer memory, int at) {
        boolean six = memory.getShort(at) == AF_INET6;
        byte[] octets = new byte[six ? 16 : 4];
        memory.get(at + (six ? IPV6 : IPV4), octets);
        int scope = six ? memory.getInt(at + SCOPE) : 0;
        try {
            InetAddress address = scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
            return new InetSocketAddress(address, (memory.get(at + PORT) & 0xff) << 8 | memory.get(at + PORT + 1) & 0xff);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Where the kernel finds this address, until it is asked for another; 0: the socket cannot reach its family. */
    long target(InetSocketAddress to) {
        int slot = mask == 0 ? 0 : slot(to.hashCode());
        InetSocketAddress known = targetOf[slot];
        if (known != to && (known == null || !known.equals(to) || known.getAddress().isLinkLocalAddress())) { // equals passes over scopes
            InetAddress address = to.getAddress();
            if (address == null || address instanceof Inet6Address && !ipv6) {
                return 0;
            }
            encode(address, to.getPort(), slot * BYTES);
            targetOf[slot] = to;
        }
        return targetsAt + (long) slot * BYTES;
    }

    private void encode(InetAddress address, int port, int at) {
        targets.putShort(at, ipv6 ? AF_INET6 : AF_INET);
        targets.put(at + PORT, (byte) (port >>> 8)).put(at + PORT + 1, (byte) port);
        byte[] octets = address.getAddress();
        if (!ipv6) {
            targets.put(at + IPV4, octets);
            return;
        }
        targets.putInt(at + IPV4, 0).putLong(at + IPV6, 0).putInt(at + SCOPE, address instanceof Inet6Address six ? six.getScopeId() : 0);
        if (octets.length == 4) {
            targets.putShort(at + IPV6 + 8, (short) 0).putShort(at + IPV6 + 10, (short) MAPPED).put(at + IPV6 + 12, octets);
        } else {
            targets.put(at + IPV6, octets);
        }
    }

    /** Octets of what {@link #target} tells. */
    int targetBytes() {
        return ipv6 ? IPV6_BYTES : IPV4_BYTES;
    }

    /** What {@link #target} told is used until here. */
    void keep() {
        Reference.reachabilityFence(targets);
    }

    private int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & mask;
    }
}
