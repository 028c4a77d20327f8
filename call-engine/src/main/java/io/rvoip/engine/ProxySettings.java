package io.rvoip.engine;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Expect;
import io.rvoip.common.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the engine is a proxy. Immutable; each wither gives a copy.
 *
 * @param timerC how long an INVITE may go without a sign of life from where it was sent, over 3 minutes, up to 1 hour (RFC
 *     3261 §16.6 step 11)
 * @param recordRoute whether requests within a call come by as well; without it they go directly from end to end, which
 *     works only where both ends reach each other
 * @param edge for which domains it is the edge; needs {@code recordRoute}
 * @param followRedirects whether the contacts of a 3xx are tried in place of the user of ours who gave them (RFC 3261 §16.7
 *     step 4), who so decides where calls go; otherwise the 3xx is passed on
 * @param trusted addresses of other servers of our trust domain (RFC 3325 §2.3), up to 64 blocks: what they send passes without
 *     credentials and is believed, and they are told who calls. They must hold nobody else
 */
public record ProxySettings(
        Duration timerC, boolean recordRoute, EdgeSettings edge, boolean followRedirects, List<Network> trusted) {
    /** 181 seconds, on the way, no edge, no redirects, nobody trusted. */
    public static final ProxySettings DEFAULT =
            new ProxySettings(Duration.ofSeconds(181), true, EdgeSettings.NONE, false, List.of());

    private static final int MOST_TRUSTED = 64;

    /** Checks the ranges. */
    public ProxySettings {
        Expect.inRange("timerC", timerC.toSeconds(), 181, 3600);
        Expect.inRange("trusted", trusted.size(), 0, MOST_TRUSTED);
        trusted = List.copyOf(trusted);
        if (!recordRoute && !edge.domains().isEmpty()) {
            throw new ConfigurationException("recordRoute", "false, and an edge keeps the flows of its phones for their calls",
                    "leave it true, or leave edge out");
        }
    }

    /** The same with another Timer C. */
    public ProxySettings withTimerC(Duration value) {
        return new ProxySettings(value, recordRoute, edge, followRedirects, trusted);
    }

    /** The same, on the way of requests within a call or not. */
    public ProxySettings withRecordRoute(boolean yes) {
        return new ProxySettings(timerC, yes, edge, followRedirects, trusted);
    }

    /** The same as the edge of these domains. */
    public ProxySettings withEdge(EdgeSettings value) {
        return new ProxySettings(timerC, recordRoute, value, followRedirects, trusted);
    }

    /** The same, following redirects or not. */
    public ProxySettings withRedirectsFollowed(boolean yes) {
        return new ProxySettings(timerC, recordRoute, edge, yes, trusted);
    }

    /** The same with these in our trust domain. */
    public ProxySettings withTrusted(List<Network> networks) {
        return new ProxySettings(timerC, recordRoute, edge, followRedirects, networks);
    }

    /** Whether an address is in our trust domain. */
    public boolean trusts(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
