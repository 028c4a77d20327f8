package io.rvoip.sip.sdp;

/**
 * What is wrong with a description.
 *
 * @param line number of the line, from 1; 0 when the whole text is meant
 * @param offset of that line's first byte in the text (UTF-8)
 * @param reason in plain words, fit for a Warning header; without control characters
 */
public record SdpProblem(int line, int offset, String reason) {
    @Override
    public String toString() {
        return line == 0 ? reason : "line " + line + ": " + reason;
    }
}
