package io.rvoip.sip.sdp;

/**
 * A line of a type RFC 8866 does not know, kept and written back after the known ones. Readers never act on it.
 *
 * @param type one letter
 * @param value the text after the equals sign, as it came
 */
public record OtherLine(char type, String value) {
    private static final String KNOWN = "vosiuepcbtrzkam";

    public OtherLine {
        SdpText.require(isOtherType(type), "line type", String.valueOf(type), "a letter RFC 8866 does not use");
        if (!SdpText.isLineText(value)) {
            throw SdpText.invalid(type + "=", value, "text in one line");
        }
    }

    static boolean isOtherType(char type) {
        return SdpText.isAlphanumeric(type) && !Character.isDigit(type) && KNOWN.indexOf(type) < 0;
    }

    @Override
    public String toString() {
        return type + "=" + value;
    }
}
