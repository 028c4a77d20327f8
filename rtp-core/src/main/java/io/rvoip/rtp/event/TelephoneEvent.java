package io.rvoip.rtp.event;

/**
 * The four bytes of a named telephone event (RFC 4733 section 2.3) as an {@code int}, and the names of DTMF digits.
 */
public final class TelephoneEvent {
    /** Bytes of one event on the wire. */
    public static final int BYTES = 4;
    /** The highest DTMF code: D. */
    public static final int LAST_DTMF = 15;
    /** The largest duration that one packet can state, in timestamp units. */
    public static final int MAX_DURATION = 0xFFFF;

    private static final String DIGITS = "0123456789*#ABCD";

    private TelephoneEvent() {}

    /**
     * The payload of an event.
     *
     * @param code 0 to 255
     * @param end whether the event is over
     * @param volume power in dBm0 without its sign, 0 to 63
     * @param duration since its timestamp, 0 to 65,535 units
     */
    public static int payload(int code, boolean end, int volume, int duration) {
        return code << 24 | (end ? 1 << 23 : 0) | volume << 16 | duration;
    }

    /** The event code of a payload, 0 to 255. */
    public static int code(int payload) {
        return payload >>> 24;
    }

    /** Whether a payload says that the event is over. */
    public static boolean end(int payload) {
        return (payload & 1 << 23) != 0;
    }

    /** The volume of a payload, 0 to 63. */
    public static int volume(int payload) {
        return payload >>> 16 & 0x3F;
    }

    /** The duration of a payload, 0 to 65,535 units. */
    public static int duration(int payload) {
        return payload & 0xFFFF;
    }

    /**
     * The event code of a DTMF digit.
     *
     * @param digit 0-9, *, #, A-D in either case
     * @throws IllegalArgumentException for anything else
     */
    public static int code(char digit) {
        int code = DIGITS.indexOf(Character.toUpperCase(digit));
        if (code < 0) {
            throw new IllegalArgumentException("digit: '" + digit + "' (expected: 0-9, *, #, A-D)");
        }
        return code;
    }

    /**
     * The digit of a DTMF event.
     *
     * @param code 0 to 15
     */
    public static char digit(int code) {
        return DIGITS.charAt(code);
    }
}
