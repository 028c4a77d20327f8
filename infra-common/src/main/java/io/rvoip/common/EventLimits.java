package io.rvoip.common;

/**
 * The bounds of an {@link EventBus}.
 *
 * @param queue events that may wait for one subscriber; beyond it the oldest is dropped
 * @param terminals terminal events that may wait for one subscriber besides; beyond it the subscriber is cut off
 * @param replay events kept for those who ask again
 */
public record EventLimits(int queue, int terminals, int replay) {
    private static final int MOST = 1 << 24;

    /** Checks the ranges. */
    public EventLimits {
        Expect.inRange("queue", queue, 1, MOST);
        Expect.inRange("terminals", terminals, 1, MOST);
        Expect.inRange("replay", replay, 0, MOST);
    }

    /** 1,024 events and 65,536 terminal ones for each subscriber, 10,000 for replay. */
    public static EventLimits standard() {
        return new EventLimits(1024, 65_536, 10_000);
    }
}
