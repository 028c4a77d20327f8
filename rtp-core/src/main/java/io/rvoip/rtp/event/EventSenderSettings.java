package io.rvoip.rtp.event;

import io.rvoip.rtp.internal.Check;
import java.time.Duration;

/**
 * How telephone events are sent.
 *
 * @param clockRate of the telephone-event payload type, 1,000 to 192,000 Hz
 * @param update time between packets of an event, 10 to 100 ms
 * @param gap silence after an event before the next, 20 to 1,000 ms
 * @param volume power in dBm0 without its sign, 0 to 63
 * @param maxQueued events that may wait, 1 to 1,024
 */
public record EventSenderSettings(int clockRate, Duration update, Duration gap, int volume, int maxQueued) {
    /** Checks the ranges. */
    public EventSenderSettings {
        Check.range("clockRate", clockRate, 1_000, 192_000);
        Check.millis("update", update, 10, 100);
        Check.millis("gap", gap, 20, 1_000);
        Check.range("volume", volume, 0, 63);
        Check.range("maxQueued", maxQueued, 1, 1_024);
    }

    /** A packet each 20 ms, 60 ms between digits, -10 dBm0, 64 waiting. */
    public static EventSenderSettings of(int clockRate) {
        return new EventSenderSettings(clockRate, Duration.ofMillis(20), Duration.ofMillis(60), 10, 64);
    }

    /** These settings with another packet interval. */
    public EventSenderSettings withUpdate(Duration interval) {
        return new EventSenderSettings(clockRate, interval, gap, volume, maxQueued);
    }

    /** These settings with another silence between events. */
    public EventSenderSettings withGap(Duration silence) {
        return new EventSenderSettings(clockRate, update, silence, volume, maxQueued);
    }

    /** These settings with another volume. */
    public EventSenderSettings withVolume(int level) {
        return new EventSenderSettings(clockRate, update, gap, level, maxQueued);
    }

    /** These settings with another bound of the queue. */
    public EventSenderSettings withMaxQueued(int events) {
        return new EventSenderSettings(clockRate, update, gap, volume, events);
    }
}
