package io.rvoip.engine.overload;

/**
 * What is done when there is more than this node can serve. Immutable.
 *
 * @param emergency the calls that go before all others
 */
public record OverloadSettings(EmergencyCalls emergency) {
    /** No emergency number but the URN. */
    public static final OverloadSettings DEFAULT = new OverloadSettings(EmergencyCalls.URN_ONLY);

    /** The same with other emergency calls. */
    public OverloadSettings withEmergency(EmergencyCalls calls) {
        return new OverloadSettings(calls);
    }
}
