package io.rvoip.ice.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of one server, which keep clients away from the server itself. What others see us at is another name of a host
 * inside: open by either name is open by both, and closed by one is closed by both. Confined to one loop.
 */
final class Peers {
    private final PeerRules rules;
    /** What others see us at, or saw, by the host inside that is meant. */
    private final Map<InetAddress, InetAddress> names = new HashMap<>();
    private final Set<InetAddress> ownHosts = new HashSet<>();
    private final Set<InetSocketAddress> ownListeners = new HashSet<>();
    private int edition;

    Peers(RelaySettings settings) {
        rules = settings.peers();
        settings.relays().forEach(relay -> ownHosts.add(relay.local()));
        advertise(settings.relays());
    }

    /** A place where requests are taken, which no rule opens. */
    void listening(InetSocketAddress at) {
        ownListeners.add(at);
        ownHosts.add(at.getAddress());
        edition++;
    }

    /** Takes what others see relays at for ours, beside what they saw before. */
    void advertise(List<RelayAddress> relays) {
        relays.forEach(relay -> names.put(relay.advertised(), relay.inside()));
        edition++;
    }

    /** Takes a host that others no longer see us at for a stranger's. */
    void forget(InetAddress name) {
        names.remove(name);
        edition++;
    }

    /** Whether a host is one of us, by this name or another. */
    boolean knows(InetAddress host) {
        return isOurs(host) || names.containsValue(host);
    }

    /** Another one whenever an answer may be another one. */
    int edition() {
        return edition;
    }

    /** Whether any port of the host may be reached: of our own addresses only what is opened by name. */
    boolean permits(InetAddress host) {
        if (!isOurs(host)) {
            return rules.permits(host);
        }
        InetAddress meant = wire(host);
        return !rules.closes(host) && !rules.closes(meant) && (rules.opens(host) || rules.opens(meant));
    }

    /** The host that is meant: behind a NAT our own address is another one inside. */
    InetAddress wire(InetAddress host) {
        return names.getOrDefault(host, host);
    }

    /** The same with a port. */
    InetSocketAddress wire(InetSocketAddress peer) {
        InetAddress host = wire(peer.getAddress());
        return host.equals(peer.getAddress()) ? peer : new InetSocketAddress(host, peer.getPort());
    }

    boolean permits(InetSocketAddress peer) {
        InetAddress host = peer.getAddress();
        int port = peer.getPort();
        if (!isOurs(host)) {
            return rules.permits(host, port) && !takesRequests(host, port);
        }
        InetAddress meant = wire(host);
        return port > 0 && !takesRequests(host, port) && !takesRequests(meant, port)
                && !rules.closes(host, port) && !rules.closes(meant, port)
                && (rules.opens(host, port) || rules.opens(meant, port));
    }

    private boolean isOurs(InetAddress host) {
        return ownHosts.contains(host) || names.containsKey(host);
    }

    private boolean takesRequests(InetAddress host, int port) {
        return ownListeners.stream().anyMatch(own -> own.getPort() == port
                && (own.getAddress().isAnyLocalAddress() ? knows(host) || host.isLoopbackAddress() : own.getAddress().equals(host)));
    }
}
