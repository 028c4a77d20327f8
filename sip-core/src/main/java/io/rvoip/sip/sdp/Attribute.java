package io.rvoip.sip.sdp;

/**
 * One {@code a=} line (RFC 8866 §5.13), known or not.
 *
 * @param name a token; names are case-sensitive
 * @param value the text after the colon, as it came; empty for a property such as {@code a=sendrecv}
 */
public record Attribute(String name, String value) {
    public Attribute {
        SdpText.requireToken("attribute", name);
        if (!SdpText.isLineText(value)) {
            throw SdpText.invalid("a=" + name, value, "text in one line");
        }
    }

    /** A property, without a value. */
    public static Attribute of(String name) {
        return new Attribute(name, "");
    }

    public static Attribute of(String name, String value) {
        return new Attribute(name, value);
    }

    /** As written after {@code a=}. */
    @Override
    public String toString() {
        return value.isEmpty() ? name : name + ':' + value;
    }
}
