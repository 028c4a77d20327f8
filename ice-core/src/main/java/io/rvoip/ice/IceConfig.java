package io.rvoip.ice;

import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How an agent behaves. Immutable.
 *
 * @param lite answers checks and makes none (RFC 8445 §2.5): for servers with public addresses; has host candidates only
 * @param policy which candidates are used
 * @param stunServers numeric addresses that tell our public one, at most 8
 * @param turnServers relays, at most 8; one that is reached by UDP tells the public address too
 */
public record IceConfig(
        boolean lite,
        IcePolicy policy,
        List<InetSocketAddress> stunServers,
        List<TurnServer> turnServers,
        IceTimes times,
        IceLimits limits) {
    /** Full, with host candidates only. */
    public static final IceConfig FULL =
            new IceConfig(false, IcePolicy.ALL, List.of(), List.of(), IceTimes.DEFAULT, IceLimits.DEFAULT);

    /** Lite. */
    public static final IceConfig LITE =
            new IceConfig(true, IcePolicy.ALL, List.of(), List.of(), IceTimes.DEFAULT, IceLimits.DEFAULT);

    private static final int MAX_SERVERS = 8;

    public IceConfig {
        stunServers = List.copyOf(stunServers);
        turnServers = List.copyOf(turnServers);
        requireFew("stunServers", stunServers);
        requireFew("turnServers", turnServers);
        for (InetSocketAddress server : stunServers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                throw new IllegalArgumentException(
                        "stunServers: " + server + " (expected: a numeric address, port 1-65535)");
            }
        }
        if (lite && (policy == IcePolicy.RELAY || !stunServers.isEmpty() || !turnServers.isEmpty())) {
            throw new IllegalArgumentException(
                    "lite: with servers or relays only (expected: host candidates alone, or a full agent)");
        }
        if (policy == IcePolicy.RELAY && turnServers.isEmpty()) {
            throw new IllegalArgumentException("turnServers: none (expected: at least one with policy RELAY)");
        }
    }

    public IceConfig withStunServers(InetSocketAddress... servers) {
        return new IceConfig(lite, policy, List.of(servers), turnServers, times, limits);
    }

    public IceConfig withTurnServers(TurnServer... servers) {
        return new IceConfig(lite, policy, stunServers, List.of(servers), times, limits);
    }

    /** Relays must have been given before {@link IcePolicy#RELAY}. */
    public IceConfig withPolicy(IcePolicy value) {
        return new IceConfig(lite, value, stunServers, turnServers, times, limits);
    }

    public IceConfig withTimes(IceTimes value) {
        return new IceConfig(lite, policy, stunServers, turnServers, value, limits);
    }

    public IceConfig withLimits(IceLimits value) {
        return new IceConfig(lite, policy, stunServers, turnServers, times, value);
    }

    private static void requireFew(String what, List<?> servers) {
        if (servers.size() > MAX_SERVERS) {
            throw new IllegalArgumentException(
                    what + ": " + servers.size() + " (expected: at most " + MAX_SERVERS + ")");
        }
    }
}
