package io.rvoip.sip;

import io.rvoip.sip.header.Reason;
import java.util.HashMap;
import java.util.Map;

/**
 * Causes of the telephone network (ITU-T Q.850) beside the statuses of SIP, as RFC 3398 §7.2.4.1 and §8.2.6.1 map them,
 * for Reason in requests (RFC 3326) and responses (RFC 6432).
 */
public final class Q850 {
    /** The protocol in Reason. */
    public static final String PROTOCOL = "Q.850";
    /** A party hung up. */
    public static final int NORMAL_CLEARING = 16;

    /** The highest cause. */
    public static final int HIGHEST = 127;

    private static final Map<Integer, Integer> STATUSES = new HashMap<>();
    private static final Map<Integer, Integer> CAUSES = new HashMap<>();
    private static final Map<Integer, String> TEXTS = new HashMap<>();

    static {
        both(1, "Unallocated number", 404, 404, 485, 604);
        both(16, "Normal call clearing", 480, 487);
        both(17, "User busy", 486, 486, 600);
        both(18, "No user responding", 408, 480);
        both(21, "Call rejected", 403, 401, 402, 403, 407, 603, 607, 608);
        both(22, "Number changed", 410, 410);
        both(25, "Exchange routing error", 500, 482, 483);
        both(28, "Invalid number format", 484, 484);
        both(38, "Network out of order", 503, 502);
        both(41, "Temporary failure", 503, 400, 481, 500, 503);
        both(63, "Service or option not available", 503, 405);
        both(65, "Bearer capability not implemented", 488, 488, 606);
        both(79, "Service or option not implemented", 501, 406, 415, 501);
        both(102, "Recovery on timer expiry", 504, 408, 504);
        both(HIGHEST, "Interworking, unspecified", 500, 413, 414, 416, 420, 421, 423, 505, 513);
        for (int[] only : new int[][] {{2, 404}, {3, 404}, {19, 480}, {20, 480}, {23, 410}, {26, 404}, {27, 502},
                {29, 501}, {31, 480}, {34, 503}, {42, 503}, {47, 503}, {55, 403}, {57, 403}, {58, 503}, {70, 488},
                {87, 403}, {88, 503}, {111, 500}}) {
            STATUSES.put(only[0], only[1]);
        }
    }

    private Q850() {}

    /** @param status what the cause becomes, and {@code from} what becomes the cause */
    private static void both(int cause, String text, int status, int... from) {
        STATUSES.put(cause, status);
        TEXTS.put(cause, text);
        for (int each : from) {
            CAUSES.put(each, cause);
        }
    }

    /** The cause that says a status, 1-127; for an unknown one that of its class. @param status 300-699 */
    public static int cause(int status) {
        Integer cause = CAUSES.get(StatusCode.checked(status));
        return cause != null ? cause : CAUSES.getOrDefault(status / 100 * 100, NORMAL_CLEARING);
    }

    /** The status that says a cause, 400-599; for an unknown cause that of its class in Q.850. */
    public static int status(int cause) {
        Integer status = STATUSES.get(cause);
        if (status != null) {
            return status;
        }
        return switch (cause >> 4) {
            case 0, 1 -> 480;
            case 2, 3 -> 503;
            case 4 -> 501;
            default -> 500;
        };
    }

    /** A value of Reason with a cause this class names, and its name. @param cause 1-127 */
    public static Reason reason(int cause) {
        if (cause < 1 || cause > HIGHEST) {
            throw new SipSyntaxException("cause: " + cause + " (expected: 1-" + HIGHEST + ")");
        }
        return Reason.of(PROTOCOL, cause, TEXTS.getOrDefault(cause, ""));
    }
}
