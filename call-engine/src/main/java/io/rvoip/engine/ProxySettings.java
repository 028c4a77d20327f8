package io.rvoip.engine;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * How the engine is a proxy. Immutable; each wither gives a copy.
 *
 * @param timerC how long an INVITE may go without a sign of life from where it was sent, over 3 minutes, up to 1 hour (RFC
 *     3261 §16.6 step 11)
 * @param recordRoute whether requests within a call come by as well; without it they go directly from end to end, which
 *     works only where both ends reach each other
 */
public record ProxySettings(Duration timerC, boolean recordRoute) {
    /** 181 seconds, on the way. */
    public static final ProxySettings DEFAULT = new ProxySettings(Duration.ofSeconds(181), true);

    /** Checks the ranges. */
    public ProxySettings {
        Expect.inRange("timerC", timerC.toSeconds(), 181, 3600);
    }

    /** The same with another Timer C. */
    public ProxySettings withTimerC(Duration value) {
        return new ProxySettings(value, recordRoute);
    }

    /** The same, on the way of requests within a call or not. */
    public ProxySettings withRecordRoute(boolean yes) {
        return new ProxySettings(timerC, yes);
    }
}
