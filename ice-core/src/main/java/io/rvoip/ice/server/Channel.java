package io.rvoip.ice.server;

import java.net.InetSocketAddress;

/** A number for one peer, for a while (RFC 8656 §12). */
final class Channel {
    final int number;
    final InetSocketAddress peer;
    long expiresAt;

    Channel(int number, InetSocketAddress peer) {
        this.number = number;
        this.peer = peer;
    }
}
