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
    /* The sender and the target of the last datagrams: most sockets have one of each, and need to look no further. */
    private long lastHead;
    private long lastMore;
    private long lastEnd;
    private int lastScope;
    private @Nullable Met lastSender;
    private @Nullable InetSocketAddress lastTarget;
    private long lastTargetAt;
    /* Senders as the kernel has told them, which is how it takes them as targets too; behind them, from there on, targets that were never heard. */
    final ByteBuffer memory;
    private final long memoryAt;
    private final int targets;
    private final @Nullable Met[] senderOf;
    private final @Nullable InetSocketAddress[] targetOf;

    /** A sender that knows where it is kept, so that what is sent back to it is not looked for. */
    private static final class Met extends InetSocketAddress {
        private static final long serialVersionUID = 1L;

        private final transient SocketAddresses by;
        private final transient int slot;

        Met(SocketAddresses by, int slot, InetAddress address, int port) {
            super(address, port);
            this.by = by;
            this.slot = slot;
        }
    }

    /**
     * @param ipv6 the family of the socket, which may reach IPv4 too
     * @param slots a power of two
     */
    SocketAddresses(boolean ipv6, int slots) {
        this.ipv6 = ipv6;
        mask = slots - 1;
        targets = slots * BYTES;
        memory = ByteBuffer.allocateDirect(2 * targets).order(ByteOrder.nativeOrder());
        memoryAt = UdpCalls.addressOf(memory);
        senderOf = new @Nullable Met[slots];
        targetOf = new @Nullable InetSocketAddress[slots];
    }

    /** The sender that the kernel has written there; the same object for as long as it is remembered. */
    InetSocketAddress sender(ByteBuffer told, int at) {
        long head = told.getLong(at);
        long more = told.getLong(at + 8);
        long end = told.getLong(at + 16);
        int scope = told.getInt(at + SCOPE);
        Met last = lastSender;
        if (last != null && lastHead == head && lastMore == more && lastEnd == end && lastScope == scope) {
            return last;
        }
        lastHead = head;
        lastMore = more;
        lastEnd = end;
        lastScope = scope;
        Met sender = known(told, at);
        lastSender = sender;
        return sender;
    }

    /** Looks for what is in those fields. */
    private Met known(ByteBuffer told, int at) {
        int slot = slot(Long.hashCode(lastHead) + 31 * Long.hashCode(lastMore) + Long.hashCode(lastEnd));
        int from = slot * BYTES;
        Met known = senderOf[slot];
        if (known != null && memory.getLong(from) == lastHead && memory.getLong(from + 8) == lastMore
                && memory.getLong(from + 16) == lastEnd && memory.getInt(from + SCOPE) == lastScope) {
            return known;
        }
        memory.put(from, told, at, IPV6_BYTES);
        Met fresh = decode(told, at, slot);
        senderOf[slot] = fresh;
        lastTarget = null; // it may have been there
        return fresh;
    }

    private Met decode(ByteBuffer told, int at, int slot) {
        boolean six = told.getShort(at) == AF_INET6;
        byte[] octets = new byte[six ? 16 : 4];
        told.get(at + (six ? IPV6 : IPV4), octets);
        int scope = six ? told.getInt(at + SCOPE) : 0;
        try {
            InetAddress address = scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
            return new Met(this, slot, address, (told.get(at + PORT) & 0xff) << 8 | told.get(at + PORT + 1) & 0xff);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Where the kernel finds this address, until it is asked for another; 0: the socket cannot reach its family. */
    long target(InetSocketAddress to) {
        if (to != lastTarget) {
            lastTargetAt = to instanceof Met met && met.by == this && senderOf[met.slot] == met ? memoryAt + (long) met.slot * BYTES : encoded(to);
            lastTarget = to;
        }
        return lastTargetAt;
    }

    private long encoded(InetSocketAddress to) {
        int slot = slot(to.hashCode());
        InetSocketAddress known = targetOf[slot];
        if (known != to && (known == null || !known.equals(to) || known.getAddress().isLinkLocalAddress())) { // equals passes over scopes
            InetAddress address = to.getAddress();
            if (address == null || address instanceof Inet6Address && !ipv6) {
                return 0;
            }
            encode(address, to.getPort(), targets + slot * BYTES);
            targetOf[slot] = to;
        }
        return memoryAt + targets + (long) slot * BYTES;
    }

    private void encode(InetAddress address, int port, int at) {
        memory.putShort(at, ipv6 ? AF_INET6 : AF_INET);
        memory.put(at + PORT, (byte) (port >>> 8)).put(at + PORT + 1, (byte) port);
        byte[] octets = address.getAddress();
        if (!ipv6) {
            memory.put(at + IPV4, octets);
            return;
        }
        memory.putInt(at + IPV4, 0).putLong(at + IPV6, 0).putInt(at + SCOPE, address instanceof Inet6Address six ? six.getScopeId() : 0);
        if (octets.length == 4) {
            memory.putShort(at + IPV6 + 8, (short) 0).putShort(at + IPV6 + 10, (short) MAPPED).put(at + IPV6 + 12, octets);
        } else {
            memory.put(at + IPV6, octets);
        }
    }

    /** Octets of what {@link #target} tells. */
    int targetBytes() {
        return ipv6 ? IPV6_BYTES : IPV4_BYTES;
    }

    /** What {@link #target} told is used until here. */
    void keep() {
        Reference.reachabilityFence(this);
    }

    private int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & mask;
    }
}
