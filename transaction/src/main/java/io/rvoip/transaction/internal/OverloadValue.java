package io.rvoip.transaction.internal;

import io.rvoip.sip.header.Parameters;
import io.rvoip.sip.header.Via;
import org.jspecify.annotations.Nullable;

/**
 * The overload control parameters of one response (RFC 7339 §4), for the algorithm {@code loss}.
 *
 * @param loss percent of requests to be kept back, 0-100
 * @param validityMillis how long; 0 ends it
 * @param sequence larger ones are newer
 */
public record OverloadValue(int loss, int validityMillis, long sequence) {
    public static final String OC = "oc";
    static final String ALGORITHM = "oc-algo";
    static final String VALIDITY = "oc-validity";
    static final String SEQUENCE = "oc-seq";
    static final String LOSS = "loss";

    private static final int DEFAULT_VALIDITY = 500;
    private static final int LONGEST_VALIDITY = 60_000;
    private static final int MOST = 100;
    private static final int WHOLE_DIGITS = 12;
    private static final int FRACTION_DIGITS = 5;
    private static final int FRACTION = 100_000;

    /** The Via of a request that goes to a peer (§5.1). */
    public static Via ask(Via via) {
        return via.with(via.parameters().with(OC, "").withQuoted(ALGORITHM, LOSS));
    }

    /** Whether the sender of a request understands the algorithm (§4.4). */
    static boolean isAsked(Via via) {
        Parameters parameters = via.parameters();
        return parameters.has(OC) && parameters.get(ALGORITHM).filter(OverloadValue::lists).isPresent();
    }

    private static boolean lists(String algorithms) {
        int from = 0;
        for (int to; from <= algorithms.length(); from = to + 1) {
            to = algorithms.indexOf(',', from);
            to = to < 0 ? algorithms.length() : to;
            if (algorithms.substring(from, to).strip().equalsIgnoreCase(LOSS)) {
                return true;
            }
        }
        return false;
    }

    /** The Via of a response to a peer that has asked. */
    Via in(Via via) {
        String number = sequence / FRACTION + "." + Long.toString(FRACTION + sequence % FRACTION).substring(1);
        return via.with(via.parameters().with(OC, Integer.toString(loss)).withQuoted(ALGORITHM, LOSS)
                .with(VALIDITY, Integer.toString(validityMillis)).with(SEQUENCE, number));
    }

    /** What a response of a peer says; null when it says nothing, means another algorithm or makes no sense. */
    static @Nullable OverloadValue read(Via via) {
        Parameters parameters = via.parameters();
        int loss = number(parameters.get(OC).orElse(""), MOST);
        String algorithm = parameters.get(ALGORITHM).orElse(LOSS);
        String validity = parameters.get(VALIDITY).orElse("");
        int millis = validity.isEmpty() ? DEFAULT_VALIDITY : number(validity, Integer.MAX_VALUE);
        long sequence = sequence(parameters.get(SEQUENCE).orElse(""));
        if (loss < 0 || millis < 0 || sequence < 0 || !algorithm.equalsIgnoreCase(LOSS)) {
            return null;
        }
        return new OverloadValue(loss, Math.min(millis, LONGEST_VALIDITY), sequence);
    }

    /** @return -1 for anything but digits, or for more than {@code most} */
    private static int number(String text, int most) {
        boolean digits = !text.isEmpty() && text.length() < FRACTION_DIGITS + FRACTION_DIGITS && text.chars().allMatch(OverloadValue::isDigit);
        int value = digits ? Integer.parseInt(text) : -1;
        return value <= most ? value : -1;
    }

    /** Up to 12 digits, a dot, up to 5 digits, as one number. @return -1 for anything else */
    private static long sequence(String text) {
        int dot = text.indexOf('.');
        int fraction = text.length() - dot - 1;
        if (dot < 1 || dot > WHOLE_DIGITS || fraction < 1 || fraction > FRACTION_DIGITS) {
            return -1;
        }
        String digits = text.substring(0, dot) + text.substring(dot + 1) + "0".repeat(FRACTION_DIGITS - fraction);
        return digits.chars().allMatch(OverloadValue::isDigit) ? Long.parseLong(digits) : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
