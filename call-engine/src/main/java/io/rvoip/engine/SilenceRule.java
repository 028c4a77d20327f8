package io.rvoip.engine;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * What becomes of a call from one side of which neither RTP nor RTCP comes, although it should and is not on hold.
 *
 * @param timeout after which {@link EngineEvent.NoInboundMedia} is told, 1 s to 1 h; zero never
 * @param hangUp whether the call is then ended with BYE to both sides
 */
public record SilenceRule(Duration timeout, boolean hangUp) {
    /** 30 s, told only. */
    public static final SilenceRule DEFAULT = new SilenceRule(Duration.ofSeconds(30), false);

    /** Checks the range. */
    public SilenceRule {
        if (!timeout.isZero()) {
            Expect.inRange("timeout", timeout.toMillis(), 1_000, 3_600_000);
        }
    }

    /** The same with another time. */
    public SilenceRule withTimeout(Duration time) {
        return new SilenceRule(time, hangUp);
    }

    /** The same, with or without BYE. */
    public SilenceRule withHangUp(boolean end) {
        return new SilenceRule(timeout, end);
    }
}
