package io.rvoip.rtp;

import io.rvoip.rtp.internal.Check;

/**
 * What receivers of video agreed to ask for and to tell by RTCP. Immutable.
 *
 * @param pictureLoss that a picture was lost (PLI, RFC 4585 section 6.3.1)
 * @param intraRequest that a picture is wanted which needs none before it (FIR, RFC 5104 section 3.5.1)
 * @param estimates what the path is believed to carry (REMB)
 * @param limits what may be sent at most (TMMBR, and TMMBN in answer; RFC 5104 section 3.5.4)
 * @param numbers identifier of the header extension in which the far end numbers what it sends over all streams of the
 *     transport, and is told when each packet came (transport-cc); 1 to 255, or {@link #NONE}
 */
public record RtpFeedback(boolean pictureLoss, boolean intraRequest, boolean estimates, boolean limits, int numbers) {
    /** The identifier that is none. */
    public static final int NONE = 0;

    /** Nothing, as for audio. */
    public static final RtpFeedback NOTHING = new RtpFeedback(false, false, false);

    /** Checks the range. */
    public RtpFeedback {
        Check.range("numbers", numbers, NONE, 255);
    }

    /** Without limits and numbers. */
    public RtpFeedback(boolean pictureLoss, boolean intraRequest, boolean estimates) {
        this(pictureLoss, intraRequest, estimates, false, NONE);
    }

    /** With limits, or without. */
    public RtpFeedback withLimits(boolean on) {
        return new RtpFeedback(pictureLoss, intraRequest, estimates, on, numbers);
    }

    /** With numbers of the far end in this header extension, or without. */
    public RtpFeedback withNumbers(int identifier) {
        return new RtpFeedback(pictureLoss, intraRequest, estimates, limits, identifier);
    }
}
