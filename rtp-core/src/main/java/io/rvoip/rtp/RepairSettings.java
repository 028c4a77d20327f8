package io.rvoip.rtp;

import io.rvoip.rtp.internal.Check;
import java.time.Duration;

/**
 * How what is lost between two ends is made good: by asking for it and sending it again, or by sending it twice.
 *
 * @param feedback the profile with early feedback, with NACKs in it (RFC 4585)
 * @param reportInterval least average time between our reports under that profile, 0 to 60 s; what the far end says counts instead
 * @param history what was sent that can be sent again: of the last 0 to 2,000 ms; 0: nothing, and no NACK is agreed on
 * @param resendsPerSecond packets sent again in a second at most, 1 to 1,000
 * @param reducedSize feedback may go without a report beside it (RFC 5506)
 * @param redundancy packets that carry earlier ones too (RFC 2198)
 * @param always whether they do so unasked, not only once the far end has reported loss
 * @param generations how many earlier ones each carries, 1 or 2
 * @param lossThreshold share of packets lost by which that begins, above 0 and up to 1; it ends under half of it
 */
public record RepairSettings(RepairUse feedback, Duration reportInterval, Duration history, int resendsPerSecond,
        boolean reducedSize, RepairUse redundancy, boolean always, int generations, double lossThreshold) {
    /**
     * Both are taken where they are offered: reports each second, half a second to send again from, 25 packets a second; one
     * earlier packet from 3 % of loss on.
     */
    public static final RepairSettings DEFAULT = new RepairSettings(RepairUse.ANSWERED, Duration.ofSeconds(1),
            Duration.ofMillis(500), 25, true, RepairUse.ANSWERED, false, 1, 0.03);

    /** Checks the ranges. */
    public RepairSettings {
        Check.millis("reportInterval", reportInterval, 0, 60_000);
        Check.millis("history", history, 0, 2_000);
        Check.range("resendsPerSecond", resendsPerSecond, 1, 1_000);
        Check.range("generations", generations, 1, 2);
        if (!(lossThreshold > 0 && lossThreshold <= 1)) {
            throw new IllegalArgumentException("lossThreshold: " + lossThreshold + " (expected: above 0, at most 1)");
        }
    }

    /** The profile with feedback agreed on in another way. */
    public RepairSettings withFeedback(RepairUse use) {
        return new RepairSettings(use, reportInterval, history, resendsPerSecond, reducedSize, redundancy, always, generations,
                lossThreshold);
    }

    /** Another interval of reports. */
    public RepairSettings withReportInterval(Duration interval) {
        return new RepairSettings(feedback, interval, history, resendsPerSecond, reducedSize, redundancy, always, generations,
                lossThreshold);
    }

    /** Other bounds of what is sent again. */
    public RepairSettings withResends(Duration kept, int perSecond) {
        return new RepairSettings(feedback, reportInterval, kept, perSecond, reducedSize, redundancy, always, generations,
                lossThreshold);
    }

    /** Feedback of reduced size, or not. */
    public RepairSettings withReducedSize(boolean reduced) {
        return new RepairSettings(feedback, reportInterval, history, resendsPerSecond, reduced, redundancy, always, generations,
                lossThreshold);
    }

    /** Redundancy agreed on in another way. */
    public RepairSettings withRedundancy(RepairUse use) {
        return new RepairSettings(feedback, reportInterval, history, resendsPerSecond, reducedSize, use, always, generations,
                lossThreshold);
    }

    /** When packets carry earlier ones, and how many. */
    public RepairSettings withRedundant(boolean unasked, int packets, double threshold) {
        return new RepairSettings(feedback, reportInterval, history, resendsPerSecond, reducedSize, redundancy, unasked, packets,
                threshold);
    }
}
