package io.rvoip.sip;

/**
 * What is wrong with a message, as a value.
 *
 * @param header the header field's name, or "start-line", "message", "body"
 * @param reason in plain words
 * @param offset in bytes from the start of the message
 * @param status the response status that suits it (400, 413, 501, 505, 513 …); 0 means drop without an answer
 */
public record SipProblem(String header, String reason, int offset, int status) {
    @Override
    public String toString() {
        return header + ": " + reason + " (at byte " + offset + ")";
    }
}
