package io.rvoip.session;

import io.rvoip.sip.SipMessage;

/** The Retry-After header (RFC 3261 §20.33). */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** Its seconds; 0 when absent or malformed. */
    static long seconds(SipMessage message) {
        String value = message.raw("Retry-After").orElse("");
        int end = 0;
        while (end < value.length() && end < MOST_DIGITS && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(value.substring(0, end));
    }
}
