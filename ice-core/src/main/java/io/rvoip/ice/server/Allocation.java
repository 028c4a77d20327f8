package io.rvoip.ice.server;

import io.netty.util.collection.IntObjectHashMap;
import io.rvoip.common.DatagramPath;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The relay of one client: its addresses, its permissions, its channels (RFC 8656 §3.2). Confined to one loop. */
final class Allocation {
    static final long SECOND = 1_000_000_000L;
    private static final long PERMISSION_LIFE = 300 * SECOND;
    private static final long CHANNEL_LIFE = 600 * SECOND;
    private static final long SWEEP_EVERY = 15 * SECOND;

    final ClientLink link;
    final TransactionId madeBy;
    /** Who made it, with the key of his requests; both stay good as long as it does. */
    final Authentication.Known user;
    /** Where its relays are told to be, for as long as it lives. */
    final List<RelayAddress> places;

    final Bandwidth bandwidth;
    final PeerSlots slots = new PeerSlots();
    private final int mostPeers;
    private final Map<InetAddress, Permission> permissions = new HashMap<>();
    private final IntObjectHashMap<Channel> channels = new IntObjectHashMap<>();
    private final Map<InetSocketAddress, Channel> byPeer = new HashMap<>();
    /** What was used last: most clients have one peer. Null after any change. */
    private @Nullable Channel last;

    private long sweepAt;

    /** Null until it is open, and where the family has none. */
    @Nullable DatagramPath ipv4;

    @Nullable DatagramPath ipv6;
    boolean open;
    boolean ended;
    long expiresAt;
    /** The answer to a request for two families when there is only one. */
    int otherFamilyError;

    Allocation(ClientLink link, TransactionId madeBy, Authentication.Known user, List<RelayAddress> places, RelayQuotas quotas, long now) {
        this.link = link;
        this.madeBy = madeBy;
        this.user = user;
        this.places = places;
        this.mostPeers = quotas.peers();
        this.bandwidth = new Bandwidth(quotas.bytesPerSecond(), now);
        this.sweepAt = now;
    }

    StunKey key() {
        return user.key();
    }

    boolean alive(long now) {
        return open && !ended && now < expiresAt;
    }

    /** The relay of this family; null where there is none. */
    @Nullable DatagramPath relay(boolean six) {
        return six ? ipv6 : ipv4;
    }

    /** Where others reach a relay of it. */
    InetSocketAddress told(DatagramPath relay, int family) {
        RelayAddress place = places.stream().filter(one -> one.family() == family).findFirst().orElseThrow();
        return new InetSocketAddress(place.advertised(), relay.localAddress().getPort());
    }

    boolean has(int family) {
        return (family == RelaySettings.IPV6 ? ipv6 : ipv4) != null;
    }

    /** By where data comes from or goes to; null where there is none, or no longer. */
    @Nullable Permission permission(InetAddress wire, long now) {
        Permission permission = permissions.get(wire);
        return permission != null && now < permission.expiresAt ? permission : null;
    }

    /** That of the peer of a channel; null where there is none, or no longer. */
    @Nullable Permission permission(Channel channel, long now) {
        Permission bound = channel.permission;
        return bound != null && now < bound.expiresAt ? bound : permission(channel.wire.getAddress(), now);
    }

    /**
     * Lets data pass; false when there are too many.
     *
     * @param wire where the host's data comes from
     */
    boolean permit(InetAddress host, InetAddress wire, long now) {
        Permission permission = permissions.get(wire);
        if (permission == null) {
            if (permissions.size() >= mostPeers) {
                sweepNow(now);
            }
            if (permissions.size() >= mostPeers) {
                return false;
            }
            permission = new Permission(host);
            permissions.put(wire, permission);
        }
        permission.expiresAt = now + PERMISSION_LIFE;
        return true;
    }

    /** Null where there is none, or no longer. */
    @Nullable Channel channel(int number, long now) {
        Channel channel = last;
        if (channel == null || channel.number != number) {
            channel = channels.get(number);
            last = channel;
        }
        return channel != null && now < channel.expiresAt ? channel : null;
    }

    /** By where data comes from. */
    @Nullable Channel channel(InetSocketAddress wire, long now) {
        Channel channel = last;
        if (channel == null || !channel.isOf(wire)) {
            channel = byPeer.get(wire);
            last = channel;
        }
        return channel != null && now < channel.expiresAt ? channel : null;
    }

    /** Whether number and peer belong to each other or to nobody. */
    boolean bindable(int number, InetSocketAddress wire, long now) {
        Channel ofNumber = channel(number, now);
        Channel ofPeer = channel(wire, now);
        return (ofNumber == null || ofNumber.wire.equals(wire)) && (ofPeer == null || ofPeer.number == number);
    }

    /** False when there are too many. */
    boolean bind(int number, InetSocketAddress peer, InetSocketAddress wire, long now) {
        Channel channel = channel(number, now);
        if (channel == null) {
            if (channels.size() >= mostPeers) {
                sweepNow(now);
            }
            if (channels.size() >= mostPeers) {
                return false;
            }
            forget(channels.get(number));
            forget(byPeer.get(wire));
            channel = new Channel(number, peer, wire);
            channels.put(number, channel);
            byPeer.put(wire, channel);
        }
        channel.permission = permissions.get(wire.getAddress());
        channel.expiresAt = now + CHANNEL_LIFE;
        return true;
    }

    private void forget(@Nullable Channel channel) {
        if (channel != null) {
            channels.remove(channel.number);
            byPeer.remove(channel.wire);
            last = null;
        }
    }

    /** Takes back what was given for this host, which is not what it was. */
    void forget(InetAddress host) {
        last = null;
        permissions.remove(host);
        byPeer.values().removeIf(channel -> channel.wire.getAddress().equals(host));
        channels.values().removeIf(channel -> channel.wire.getAddress().equals(host));
    }

    /** Forgets what has ended; looks for it now and then, since nothing that has ended is used. */
    void sweep(long now) {
        if (now - sweepAt >= 0) {
            sweepAt = now + SWEEP_EVERY;
            sweepNow(now);
        }
    }

    private void sweepNow(long now) {
        last = null;
        permissions.values().removeIf(permission -> now >= permission.expiresAt);
        byPeer.values().removeIf(channel -> now >= channel.expiresAt);
        channels.values().removeIf(channel -> now >= channel.expiresAt);
    }

    /** Closes the relays of a family, or of both with 0. */
    void close(int family) {
        DatagramPath four = ipv4;
        DatagramPath six = ipv6;
        if (four != null && family != RelaySettings.IPV6) {
            four.close();
            ipv4 = null;
        }
        if (six != null && family != RelaySettings.IPV4) {
            six.close();
            ipv6 = null;
        }
    }
}
