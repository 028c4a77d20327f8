package io.rvoip.sip.sdp;

/** Times with an optional unit, {@code 7d} or {@code 3600} (RFC 8866 §5.10). */
final class TypedTime {
    private TypedTime() { }

    /** The seconds, or -1 when malformed. */
    static long seconds(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long unit = switch (text.charAt(text.length() - 1)) {
            case 'd' -> 86_400;
            case 'h' -> 3_600;
            case 'm' -> 60;
            case 's' -> 1;
            default -> 0;
        };
        String digits = unit == 0 ? text : text.substring(0, text.length() - 1);
        long factor = Math.max(unit, 1);
        long number = SdpText.number(digits, Long.MAX_VALUE / factor);
        return number < 0 ? -1 : number * factor;
    }
}
