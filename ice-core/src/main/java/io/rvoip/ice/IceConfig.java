package io.rvoip.ice;

import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an agent behaves. Immutable.
 *
 * @param lite answers checks and makes none (RFC 8445 §2.5): for servers with public addresses; has host candidates only
 * @param policy which candidates are used
 * @param stunServers numeric addresses that tell our public one, at most 8
 * @param turnServers relays, at most 8; one that is reached by UDP tells the public address too
 * @param servers of both kinds, by name or address, at most 8; their names are looked up by whoever makes agents, who
 *     then calls {@link #resolved}
 * @param trickle whether candidates are told apart from descriptions, where signalling can
 * @param activeTcp whether connections are opened to far ends that take them (RFC 6544), for networks that let no UDP through;
 *     a connection shows our address, so not with relays alone
 * @param addresses which of ours candidates tell; of a full agent, and those of networks not with relays alone, which tell none
 */
public record IceConfig(
        boolean lite,
        IcePolicy policy,
        List<InetSocketAddress> stunServers,
        List<TurnServer> turnServers,
        IceTimes times,
        IceLimits limits,
        List<IceServer> servers,
        IceTrickle trickle,
        boolean activeTcp,
        IceAddresses addresses) {
    /** Full, with host candidates only. */
    public static final IceConfig FULL =
            new IceConfig(false, IcePolicy.ALL, List.of(), List.of(), IceTimes.DEFAULT, IceLimits.DEFAULT, List.of(), IceTrickle.KNOWN, false,
                    IceAddresses.ALL);

    /** Lite. */
    public static final IceConfig LITE =
            new IceConfig(true, IcePolicy.ALL, List.of(), List.of(), IceTimes.DEFAULT, IceLimits.DEFAULT, List.of(), IceTrickle.KNOWN, false,
                    IceAddresses.ALL);

    private static final int MAX_SERVERS = 8;

    public IceConfig {
        stunServers = List.copyOf(stunServers);
        turnServers = List.copyOf(turnServers);
        servers = List.copyOf(servers);
        requireFew("servers", servers);
        requireFew("stunServers", stunServers);
        requireFew("turnServers", turnServers);
        for (InetSocketAddress server : stunServers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                throw new IllegalArgumentException(
                        "stunServers: " + server + " (expected: a numeric address, port 1-65535)");
            }
        }
        if (lite && (policy == IcePolicy.RELAY || !stunServers.isEmpty() || !turnServers.isEmpty() || !servers.isEmpty())) {
            throw new IllegalArgumentException(
                    "lite: with servers or relays only (expected: host candidates alone, or a full agent)");
        }
        if (lite && trickle == IceTrickle.ALWAYS) {
            throw new IllegalArgumentException("trickle: ALWAYS, and lite (expected: KNOWN: all its candidates are there at once)");
        }
        if (activeTcp && (lite || policy == IcePolicy.RELAY)) {
            throw new IllegalArgumentException("activeTcp: with " + (lite ? "lite, which makes no checks" : "policy RELAY, which hides our address")
                    + " (expected: a full agent with policy ALL, or no active TCP)");
        }
        if (lite && !addresses.equals(IceAddresses.ALL)) {
            throw new IllegalArgumentException("addresses: with lite, which is found at what it tells (expected: all of them, or a full agent)");
        }
        if (policy == IcePolicy.RELAY && addresses.choosesNetworks()) {
            throw new IllegalArgumentException("addresses: networks, with policy RELAY, which tells no address of ours (expected: none, or policy ALL)");
        }
        if (policy == IcePolicy.RELAY && turnServers.isEmpty() && servers.stream().noneMatch(server -> server.uri().relays())) {
            throw new IllegalArgumentException("policy: RELAY, and no relay among the servers (expected: one at least)");
        }
    }

    public IceConfig withStunServers(InetSocketAddress... asked) {
        return new IceConfig(lite, policy, List.of(asked), turnServers, times, limits, servers, trickle, activeTcp, addresses);
    }

    /** By name or address. */
    public IceConfig withServers(IceServer... byName) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, limits, List.of(byName), trickle, activeTcp, addresses);
    }

    /**
     * With the addresses that were found for {@link #servers}, which no longer count; those beyond the bound are left out.
     *
     * @throws IllegalArgumentException when relays alone may be used and there is none
     */
    public IceConfig resolved(List<InetSocketAddress> stun, List<TurnServer> turn) {
        return new IceConfig(
                lite, policy, joined(stunServers, stun), joined(turnServers, turn), times, limits, List.of(), trickle, activeTcp, addresses);
    }

    private static <T> List<T> joined(List<T> first, List<T> then) {
        return Stream.concat(first.stream(), then.stream()).distinct().limit(MAX_SERVERS).toList();
    }

    public IceConfig withTurnServers(TurnServer... relays) {
        return new IceConfig(lite, policy, stunServers, List.of(relays), times, limits, servers, trickle, activeTcp, addresses);
    }

    /** Relays must have been given before {@link IcePolicy#RELAY}. */
    public IceConfig withPolicy(IcePolicy value) {
        return new IceConfig(lite, value, stunServers, turnServers, times, limits, servers, trickle, activeTcp, addresses);
    }

    public IceConfig withTimes(IceTimes value) {
        return new IceConfig(lite, policy, stunServers, turnServers, value, limits, servers, trickle, activeTcp, addresses);
    }

    public IceConfig withLimits(IceLimits value) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, value, servers, trickle, activeTcp, addresses);
    }

    /** {@link IceTrickle#ALWAYS} is for full agents. */
    public IceConfig withTrickle(IceTrickle value) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, limits, servers, value, activeTcp, addresses);
    }

    /** For full agents of our own that may show their address. */
    public IceConfig withActiveTcp(boolean value) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, limits, servers, trickle, value, addresses);
    }

    /** For full agents. */
    public IceConfig withAddresses(IceAddresses value) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, limits, servers, trickle, activeTcp, value);
    }

    private static void requireFew(String what, List<?> servers) {
        if (servers.size() > MAX_SERVERS) {
            throw new IllegalArgumentException(
                    what + ": " + servers.size() + " (expected: at most " + MAX_SERVERS + ")");
        }
    }
}
