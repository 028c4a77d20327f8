package io.rvoip.rtp.mikey;

/**
 * What is wrong with a message.
 *
 * @param error its kind
 * @param offset of the octet that shows it; -1: the message as a whole
 * @param text in words for a Warning, without secrets
 */
public record MikeyProblem(MikeyError error, int offset, String text) {
    static MikeyProblem of(MikeyError error, String text) {
        return new MikeyProblem(error, -1, text);
    }
}
