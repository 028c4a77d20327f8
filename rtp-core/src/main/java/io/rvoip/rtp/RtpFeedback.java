package io.rvoip.rtp;

/**
 * What receivers of video agreed to ask for and to tell by RTCP. Immutable.
 *
 * @param pictureLoss that a picture was lost (PLI, RFC 4585 section 6.3.1)
 * @param intraRequest that a picture is wanted which needs none before it (FIR, RFC 5104 section 3.5.1)
 * @param estimates what the path is believed to carry (REMB)
 */
public record RtpFeedback(boolean pictureLoss, boolean intraRequest, boolean estimates) {
    /** Nothing, as for audio. */
    public static final RtpFeedback NOTHING = new RtpFeedback(false, false, false);
}
