package io.rvoip.session.offer;

/**
 * Why a description cannot be used, in SIP's terms.
 *
 * @param status the response for an offer (488), or the status to name in the Reason of a BYE for an answer
 * @param warning a code for the Warning header, 300-399 (RFC 3261 §20.43)
 * @param text one sentence for the Warning header and the log
 */
public record Refusal(int status, int warning, String text) {
    /** One or more network protocols or address types are not available. */
    public static final int INCOMPATIBLE_ADDRESS = 301;

    /** One or more transport protocols of the description are not available. */
    public static final int INCOMPATIBLE_TRANSPORT = 302;

    /** One or more media types of the description are not available. */
    public static final int MEDIA_NOT_AVAILABLE = 304;

    /** One or more media formats of the description are not available. */
    public static final int INCOMPATIBLE_FORMAT = 305;

    /** An attribute of the description is not understood, or not accepted. */
    public static final int ATTRIBUTE_NOT_UNDERSTOOD = 306;

    /** We do not do multicast. */
    public static final int NO_MULTICAST = 330;

    /** Something else is wrong; the text says what. */
    public static final int MISCELLANEOUS = 399;

    public Refusal {
        if (status < 400 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
        }
        if (warning < 300 || warning > 399) {
            throw new IllegalArgumentException("warning: " + warning + " (expected: 300-399)");
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: blank (expected: a reason)");
        }
    }

    /** A 488 Not Acceptable Here. */
    public static Refusal notAcceptable(int warning, String text) {
        return new Refusal(488, warning, text);
    }
}
