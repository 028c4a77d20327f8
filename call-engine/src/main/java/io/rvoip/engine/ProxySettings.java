package io.rvoip.engine;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * How the engine is a proxy. Immutable; each wither gives a copy.
 *
 * @param timerC how long an INVITE may go without a sign of life from where it was sent, over 3 minutes, up to 1 hour (RFC
 *     3261 §16.6 step 11)
 * @param recordRoute whether requests within a call come by as well; without it they go directly from end to end, which
 *     works only where both ends reach each other
 * @param edge for which domains it is the edge; needs {@code recordRoute}
 */
public record ProxySettings(Duration timerC, boolean recordRoute, EdgeSettings edge) {
    /** 181 seconds, on the way, no edge. */
    public static final ProxySettings DEFAULT = new ProxySettings(Duration.ofSeconds(181), true, EdgeSettings.NONE);

    /** Checks the ranges. */
    public ProxySettings {
        Expect.inRange("timerC", timerC.toSeconds(), 181, 3600);
        if (!recordRoute && !edge.domains().isEmpty()) {
            throw new ConfigurationException("recordRoute", "false, and an edge keeps the flows of its phones for their calls",
                    "leave it true, or leave edge out");
        }
    }

    /** The same with another Timer C. */
    public ProxySettings withTimerC(Duration value) {
        return new ProxySettings(value, recordRoute, edge);
    }

    /** The same, on the way of requests within a call or not. */
    public ProxySettings withRecordRoute(boolean yes) {
        return new ProxySettings(timerC, yes, edge);
    }

    /** The same as the edge of these domains. */
    public ProxySettings withEdge(EdgeSettings value) {
        return new ProxySettings(timerC, recordRoute, value);
    }
}
