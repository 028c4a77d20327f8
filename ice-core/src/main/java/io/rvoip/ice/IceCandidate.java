package io.rvoip.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach an agent, over UDP (RFC 8445 §5.1) or TCP (RFC 6544 §4). Immutable.
 *
 * @param foundation 1-32 letters, digits, {@code +} or {@code /}; equal for candidates that likely share their fate
 * @param component 1-256: 1 is RTP, 2 is RTCP
 * @param priority 1 to 2³¹-1
 * @param address numeric, port 1-65535
 * @param base what the agent sends from: equal to {@code address} for host and relayed candidates; unknown for remote ones
 * @param related for people only: the base of a reflexive candidate, the mapped address of a relayed one (RFC 8839 §5.1)
 * @param transport what it is reached over
 */
public record IceCandidate(
        String foundation,
        int component,
        long priority,
        InetSocketAddress address,
        CandidateType type,
        @Nullable InetSocketAddress base,
        @Nullable InetSocketAddress related,
        IceTransport transport) {
    /** Any packet over UDP is sooner there than one over TCP: these come behind all but relays (RFC 6544 §4.2). */
    private static final int TCP_HOST = 90;

    private static final int TCP_FOUND = 80;

    public IceCandidate {
        if (foundation.isEmpty() || foundation.length() > 32 || !IceCredentials.isIceText(foundation)) {
            throw new IllegalArgumentException("foundation: " + foundation + " (expected: 1-32 ice-chars)");
        }
        if (component < 1 || component > 256) {
            throw new IllegalArgumentException("component: " + component + " (expected: 1-256)");
        }
        if (priority < 1 || priority > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 1-2147483647)");
        }
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException("address: " + address + " (expected: numeric, port 1-65535)");
        }
    }

    /** One that is reached over UDP. */
    public IceCandidate(
            String foundation,
            int component,
            long priority,
            InetSocketAddress address,
            CandidateType type,
            @Nullable InetSocketAddress base,
            @Nullable InetSocketAddress related) {
        this(foundation, component, priority, address, type, base, related, IceTransport.UDP);
    }

    /** A host candidate of our own, with the recommended priority (RFC 8445 §5.1.2.1). */
    public static IceCandidate host(String foundation, int component, InetSocketAddress address) {
        long priority = priority(CandidateType.HOST, 65_535, component);
        return new IceCandidate(foundation, component, priority, address, CandidateType.HOST, address, null);
    }

    /**
     * A host candidate of our own.
     *
     * @param preference of its address, 1-65535; 65535 for the only one
     */
    public static IceCandidate host(String foundation, IceSocket socket, int preference) {
        IceTransport transport = socket.transport();
        int type = transport.isUdp() ? CandidateType.HOST.preference() : TCP_HOST;
        long priority = priority(type, transport.localPreference(preference), socket.component());
        return new IceCandidate(
                foundation, socket.component(), priority, socket.address(), CandidateType.HOST, socket.address(), null, transport);
    }

    /** A candidate of the other side. */
    public static IceCandidate remote(
            String foundation, int component, long priority, InetSocketAddress address, CandidateType type) {
        return new IceCandidate(foundation, component, priority, address, type, null, null);
    }

    /**
     * RFC 8445's formula (§5.1.2.1).
     *
     * @param localPreference 0-65535; 65535 for the only interface
     */
    public static long priority(CandidateType type, int localPreference, int component) {
        return priority(type.preference(), localPreference, component);
    }

    private static long priority(int typePreference, int localPreference, int component) {
        return ((long) typePreference << 24) + ((long) localPreference << 8) + (256 - component);
    }

    /** The priority of what a check from here may find (RFC 8445 §7.1.1). */
    public long priorityOfFound() {
        int type = transport.isUdp() ? CandidateType.PEER_REFLEXIVE.preference() : TCP_FOUND;
        return (long) type << 24 | priority & 0xFF_FFFF;
    }

    /** The same with this priority. */
    public IceCandidate withPriority(long value) {
        return new IceCandidate(foundation, component, value, address, type, base, related, transport);
    }

    /** The same over something else. */
    public IceCandidate over(IceTransport other) {
        return new IceCandidate(foundation, component, priority, address, type, base, related, other);
    }

    /**
     * Only addresses of one family reach each other, and link-local ones only such (RFC 8445 §6.1.2.2); over TCP one side
     * connects (RFC 6544 §6.2).
     */
    public boolean matches(IceCandidate other) {
        InetAddress own = address.getAddress();
        InetAddress its = other.address.getAddress();
        boolean sixes = own instanceof Inet6Address;
        return component == other.component
                && transport.counterpart() == other.transport
                && sixes == its instanceof Inet6Address
                && (!sixes || own.isLinkLocalAddress() == its.isLinkLocalAddress());
    }

    /** {@link #base()} where it is known. */
    public Optional<InetSocketAddress> knownBase() {
        return Optional.ofNullable(base);
    }
}
