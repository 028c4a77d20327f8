package io.rvoip.ice.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules of one server, which keep clients away from the server itself. Confined to one loop. */
final class Peers {
    private final PeerRules rules;
    private final Map<InetAddress, InetAddress> inside = new HashMap<>();
    private final Set<InetAddress> ownHosts = new HashSet<>();
    private final Set<InetSocketAddress> ownListeners = new HashSet<>();

    Peers(RelaySettings settings) {
        rules = settings.peers();
        settings.relays().forEach(relay -> {
            ownHosts.add(relay.local());
            ownHosts.add(relay.advertised());
            if (!relay.advertised().equals(relay.inside())) {
                inside.put(relay.advertised(), relay.inside());
            }
        });
    }

    /** A place where requests are taken, which no rule opens. */
    void listening(InetSocketAddress at) {
        ownListeners.add(at);
        ownHosts.add(at.getAddress());
    }

    /** Whether any port of the host may be reached: of our own addresses only what is opened by name. */
    boolean permits(InetAddress host) {
        return rules.permits(host) && (!ownHosts.contains(host) || rules.allow().stream().anyMatch(rule -> rule.covers(host)));
    }

    /** The host that is meant: behind a NAT our own address is another one inside. */
    InetAddress wire(InetAddress host) {
        return inside.getOrDefault(host, host);
    }

    /** The same with a port. */
    InetSocketAddress wire(InetSocketAddress peer) {
        InetAddress host = inside.get(peer.getAddress());
        return host == null ? peer : new InetSocketAddress(host, peer.getPort());
    }

    boolean permits(InetSocketAddress peer) {
        InetAddress host = peer.getAddress();
        int port = peer.getPort();
        return rules.permits(host, port)
                && ownListeners.stream().noneMatch(own -> own.getPort() == port
                        && (own.getAddress().isAnyLocalAddress() ? ownHosts.contains(host) || host.isLoopbackAddress()
                                : own.getAddress().equals(host)))
                && (!ownHosts.contains(host) || rules.allow().stream().anyMatch(rule -> rule.covers(host, port)));
    }
}
