package io.rvoip.ice.server;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A number for one peer, for a while (RFC 8656 §12). */
final class Channel {
    final int number;
    final InetSocketAddress peer;
    /** Where data for it is sent, */
    final InetSocketAddress wire;
    /** and by the relay of which family. */
    final boolean ipv6;
    /** The same place as a socket told it last: sockets tell one object again and again. */
    private @Nullable InetSocketAddress heard;
    /** What was given with it; it ends earlier unless it is renewed. */
    @Nullable Permission permission;

    long expiresAt;

    Channel(int number, InetSocketAddress peer, InetSocketAddress wire) {
        this.number = number;
        this.peer = peer;
        this.wire = wire;
        ipv6 = wire.getAddress() instanceof Inet6Address;
    }

    /** Whether it is for who sent from there. */
    boolean isOf(InetSocketAddress from) {
        if (from == heard) {
            return true;
        }
        boolean same = wire.equals(from);
        heard = same ? from : heard;
        return same;
    }
}
