package io.rvoip.rtp.jitter;

import io.rvoip.rtp.internal.Check;
import java.time.Duration;

/**
 * How a {@link JitterBuffer} delays and what it holds at most.
 *
 * @param clockRate of the timestamps, 1,000 to 192,000 Hz
 * @param frame what one concealed gap lasts, 5 to 120 ms; also the guess at a packet's length until two followed
 *     each other
 * @param minDelay the least playout delay, 0 to 2,000 ms
 * @param maxDelay the largest, {@code minDelay} to 2,000 ms; what would wait longer is discarded
 * @param maxPackets buffers held at most, 4 to 1,024
 */
public record JitterSettings(int clockRate, Duration frame, Duration minDelay, Duration maxDelay, int maxPackets) {
    /** Checks the ranges. */
    public JitterSettings {
        Check.range("clockRate", clockRate, 1_000, 192_000);
        Check.millis("frame", frame, 5, 120);
        Check.millis("minDelay", minDelay, 0, 2_000);
        Check.millis("maxDelay", maxDelay, minDelay.toMillis(), 2_000);
        Check.range("maxPackets", maxPackets, 4, 1_024);
    }

    /** For telephony: 20 ms frames, 20 to 200 ms of delay, 128 packets. */
    public static JitterSettings of(int clockRate) {
        return new JitterSettings(clockRate, Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(200), 128);
    }

    /** These settings with another frame. */
    public JitterSettings withFrame(Duration length) {
        return new JitterSettings(clockRate, length, minDelay, maxDelay, maxPackets);
    }

    /** These settings with other bounds of the delay. */
    public JitterSettings withDelay(Duration min, Duration max) {
        return new JitterSettings(clockRate, frame, min, max, maxPackets);
    }

    /** These settings with another bound of packets. */
    public JitterSettings withMaxPackets(int packets) {
        return new JitterSettings(clockRate, frame, minDelay, maxDelay, packets);
    }
}
