package io.rvoip.rtp;

import io.rvoip.rtp.internal.Check;
import java.time.Duration;
import java.util.Map;

/**
 * How two ends agreed to make good what is lost between them. Immutable.
 *
 * @param feedback whether the profile has early feedback (RFC 4585)
 * @param nack whether each side may ask for packets that it misses; only with {@code feedback}
 * @param reducedSize whether feedback may go alone (RFC 5506)
 * @param reportInterval least average time between reports (trr-int)
 * @param sendRedundant payload type of packets of ours that carry earlier ones (RFC 2198), or {@link #NONE}
 * @param redundant payload type of ours that is carried in them
 * @param receiveRedundant payload type of such packets of the far end's, or {@link #NONE}
 * @param sendAgain for payload types of ours the one they are sent again under (RFC 4588); without any they are sent again as they
 *     were
 * @param receiveAgain for payload types under which the far end sends again the one they had
 */
public record RtpRepair(boolean feedback, boolean nack, boolean reducedSize, Duration reportInterval, int sendRedundant,
        int redundant, int receiveRedundant, Map<Integer, Integer> sendAgain, Map<Integer, Integer> receiveAgain) {
    /** The payload type that is none. */
    public static final int NONE = -1;

    /** No way. */
    public static final RtpRepair NOTHING =
            new RtpRepair(false, false, false, Duration.ZERO, NONE, NONE, NONE, Map.of(), Map.of());

    private static final int HIGHEST = 127;

    /** Checks the ranges. */
    public RtpRepair {
        Check.range("sendRedundant", sendRedundant, NONE, HIGHEST);
        Check.range("redundant", redundant, NONE, HIGHEST);
        Check.range("receiveRedundant", receiveRedundant, NONE, HIGHEST);
        Check.millis("reportInterval", reportInterval, 0, 60_000);
        sendAgain = Map.copyOf(sendAgain);
        receiveAgain = Map.copyOf(receiveAgain);
        if (nack && !feedback) {
            throw new IllegalArgumentException("nack: without feedback (expected: the profile of RFC 4585)");
        }
    }

    /** With the profile of feedback. */
    public RtpRepair withFeedback(boolean asking, boolean reduced, Duration interval) {
        return new RtpRepair(true, asking, reduced, interval, sendRedundant, redundant, receiveRedundant, sendAgain, receiveAgain);
    }

    /** With redundancy: {@code type} in the far end's numbers carries {@code carried}, and {@code received} in ours may come. */
    public RtpRepair withRedundancy(int type, int carried, int received) {
        return new RtpRepair(feedback, nack, reducedSize, reportInterval, type, carried, received, sendAgain, receiveAgain);
    }

    /** With payload types of their own for what is sent again. */
    public RtpRepair withAgain(Map<Integer, Integer> sending, Map<Integer, Integer> receiving) {
        return new RtpRepair(feedback, nack, reducedSize, reportInterval, sendRedundant, redundant, receiveRedundant, sending,
                receiving);
    }
}
