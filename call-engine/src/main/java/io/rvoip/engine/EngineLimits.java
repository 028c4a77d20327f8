package io.rvoip.engine;

import io.rvoip.common.EventLimits;
import io.rvoip.common.Expect;

/**
 * Bounds of what one call and one listener may cost.
 *
 * @param maxPlaces phones rung for one call, those with the best q; 1-100
 * @param maxBreadth places one call may come to on all ways together (RFC 5393 §5), 1-100; a call that may come to none
 *     gets 440
 * @param maxProgress provisional answers passed on to the caller, 1-1000
 * @param events queues of event listeners
 */
public record EngineLimits(int maxPlaces, int maxBreadth, int maxProgress, EventLimits events) {
    /** 10 phones, breadth 60 as RFC 5393 has it, 50 provisional answers. */
    public static final EngineLimits DEFAULT = new EngineLimits(10, 60, 50, EventLimits.standard());

    /** Checks the ranges. */
    public EngineLimits {
        Expect.inRange("maxPlaces", maxPlaces, 1, 100);
        Expect.inRange("maxBreadth", maxBreadth, 1, 100);
        Expect.inRange("maxProgress", maxProgress, 1, 1000);
    }

    /** The same with another number of phones for one call. */
    public EngineLimits withMaxPlaces(int places) {
        return new EngineLimits(places, maxBreadth, maxProgress, events);
    }

    /** The same with another breadth. */
    public EngineLimits withMaxBreadth(int breadth) {
        return new EngineLimits(maxPlaces, breadth, maxProgress, events);
    }

    /** The same with other queues of listeners. */
    public EngineLimits withEvents(EventLimits limits) {
        return new EngineLimits(maxPlaces, maxBreadth, maxProgress, limits);
    }
}
