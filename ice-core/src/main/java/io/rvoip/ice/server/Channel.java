package io.rvoip.ice.server;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A number for one peer, for a while (RFC 8656 §12). */
final class Channel {
    final int number;
    final InetSocketAddress peer;
    /** Where data for it is sent. */
    final InetSocketAddress wire;
    /** What was given with it; it ends earlier unless it is renewed. */
    @Nullable Permission permission;

    long expiresAt;

    Channel(int number, InetSocketAddress peer, InetSocketAddress wire) {
        this.number = number;
        this.peer = peer;
        this.wire = wire;
    }
}
