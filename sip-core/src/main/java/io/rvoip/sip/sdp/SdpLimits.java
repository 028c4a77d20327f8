package io.rvoip.sip.sdp;

/**
 * What a description may measure before it is refused.
 *
 * @param maxLength of the whole text, characters
 * @param maxLineLength of one line, characters
 * @param maxMedia media lines
 * @param maxFormats of one media line; there are 128 RTP payload types
 * @param maxAttributes in the whole description
 * @param maxCandidates ICE candidates of one media line
 * @param maxRepeats lines of one kind in one section: times, repeats of a time, e-mail addresses, phone numbers,
 *     connections, bandwidths, unknown lines
 */
public record SdpLimits(
        int maxLength, int maxLineLength, int maxMedia, int maxFormats, int maxAttributes, int maxCandidates,
        int maxRepeats) {
    /** 64 KiB, 4 KiB a line, 8 media of 128 formats and 64 candidates, 1024 attributes, 32 of the rest. */
    public static final SdpLimits DEFAULT = new SdpLimits(65_536, 4_096, 8, 128, 1_024, 64, 32);

    public SdpLimits {
        SdpText.requireRange("maxLength", maxLength, 1, Integer.MAX_VALUE);
        SdpText.requireRange("maxLineLength", maxLineLength, 1, Integer.MAX_VALUE);
        SdpText.requireRange("maxMedia", maxMedia, 0, 4_096);
        SdpText.requireRange("maxFormats", maxFormats, 1, 65_536);
        SdpText.requireRange("maxAttributes", maxAttributes, 0, 1_000_000);
        SdpText.requireRange("maxCandidates", maxCandidates, 0, 65_536);
        SdpText.requireRange("maxRepeats", maxRepeats, 1, 65_536);
    }
}
