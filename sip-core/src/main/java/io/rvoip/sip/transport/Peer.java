package io.rvoip.sip.transport;

import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * Whom a connection of ours leads to. Over TLS that is an address and the name it has proved: a connection is never
 * used for another name, though the address be the same (RFC 5923 §9.1). A WebSocket was asked of a host by its name.
 *
 * @param name in lower case, empty where nothing is proved
 */
record Peer(InetSocketAddress address, String name) {
    static Peer of(Target target) {
        boolean named = target.protocol() != TransportProtocol.TCP;
        return new Peer(target.address(), named ? target.name().toLowerCase(Locale.ROOT) : "");
    }

    /** Somebody who connected to us and has proved nothing. */
    static Peer unproved(InetSocketAddress address) {
        return new Peer(address, "");
    }

    @Override
    public String toString() {
        return name.isEmpty() ? Addresses.text(address) : Addresses.text(address) + " (" + name + ')';
    }
}
