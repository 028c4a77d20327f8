package io.rvoip.rtp.event;

import io.rvoip.rtp.internal.Check;
import java.time.Duration;

/**
 * How telephone events are received.
 *
 * @param clockRate of the telephone-event payload type, 1,000 to 192,000 Hz
 * @param endTimeout without a packet after which an event is over although no end packet came, 60 ms to 5 s
 * @param maxPerSecond events that may begin in a second, 1 to 100; people and dialers stay below 20
 */
public record EventReceiverSettings(int clockRate, Duration endTimeout, int maxPerSecond) {
    /** Checks the ranges. */
    public EventReceiverSettings {
        Check.range("clockRate", clockRate, 1_000, 192_000);
        Check.millis("endTimeout", endTimeout, 60, 5_000);
        Check.range("maxPerSecond", maxPerSecond, 1, 100);
    }

    /** Over after 200 ms of nothing, at most 25 events a second. */
    public static EventReceiverSettings of(int clockRate) {
        return new EventReceiverSettings(clockRate, Duration.ofMillis(200), 25);
    }

    /** These settings with another time-out. */
    public EventReceiverSettings withEndTimeout(Duration timeout) {
        return new EventReceiverSettings(clockRate, timeout, maxPerSecond);
    }

    /** These settings with another rate. */
    public EventReceiverSettings withMaxPerSecond(int events) {
        return new EventReceiverSettings(clockRate, endTimeout, events);
    }
}
