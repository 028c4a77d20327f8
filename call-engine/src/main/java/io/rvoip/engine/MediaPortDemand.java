package io.rvoip.engine;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ValidationReport;

/** How many UDP ports the media of a declared number of calls needs, and whether they are there. */
public final class MediaPortDemand {
    private static final int LEGS = 2;

    private MediaPortDemand() {}

    /**
     * UDP ports that one call holds while it is answered: two legs with RTP and RTCP each, or with one port for both.
     * While several phones ring, each holds the ports of a leg.
     */
    public static int portsPerCall(MediaMode mode, boolean rtcpMux) {
        return mode == MediaMode.DIRECT ? 0 : LEGS * (rtcpMux ? 1 : 2);
    }

    /**
     * How many legs may have ports of their own for video, an RTP and an RTCP port each, so that those for the audio of the declared
     * calls are left.
     *
     * @param calls declared, with anchored media
     * @param ports UDP ports in the range, in one address family
     */
    public static int legsWithVideo(int calls, int ports) {
        return (int) Math.max(0, (ports - (long) calls * portsPerCall(MediaMode.ANCHORED, false)) / 2);
    }

    /**
     * Checks a declared port range against the declared calls.
     *
     * @param ports UDP ports in the range, in one address family
     * @return a problem at {@code media.ports} when they are too few
     */
    public static ValidationReport check(CapacityConfig capacity, MediaMode mode, boolean rtcpMux, int ports) {
        long needed = (long) capacity.maxCalls() * portsPerCall(mode, rtcpMux);
        return ValidationReport.collect()
                .require(
                        ports >= needed, "media.ports",
                        ports + " ports (expected: at least " + needed + " for " + capacity.maxCalls() + " calls)",
                        "widen the range or lower capacity.maxCalls to " + Math.max(0, ports / Math.max(1, portsPerCall(
                                mode, rtcpMux))))
                .report();
    }
}
