package io.rvoip.sip.sdp;

import org.jspecify.annotations.Nullable;

/** One {@code a=} line (RFC 8866 §5.13), known or not. Immutable; equal when name and value are. */
public final class Attribute {
    private final String name;
    private final String value;

    private Attribute(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /** A property, without a value. @throws IllegalArgumentException when the name is no token */
    public static Attribute of(String name) {
        return of(name, "");
    }

    /** @throws IllegalArgumentException when the name is no token or the value breaks out of its line */
    public static Attribute of(String name, String value) {
        SdpText.requireToken("attribute", name);
        if (!SdpText.isLineText(value)) {
            throw SdpText.invalid("a=" + name, value, "text in one line");
        }
        return new Attribute(name, value);
    }

    /** Of a token and a text that the reader found in one line. */
    static Attribute read(String name, String value) {
        return new Attribute(name, value);
    }

    /** A token; names are case-sensitive. */
    public String name() {
        return name;
    }

    /** The text after the colon, as it came; empty for a property such as {@code a=sendrecv}. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attribute that && name.equals(that.name) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + value.hashCode();
    }

    /** As written after {@code a=}. */
    @Override
    public String toString() {
        return value.isEmpty() ? name : name + ':' + value;
    }
}
