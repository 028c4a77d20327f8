package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.uri.Uri;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A Contact value (RFC 3261 §20.10): an address, or {@code *} in a REGISTER that removes all bindings. */
public final class Contact {
    /** {@code *}. */
    public static final Contact STAR = new Contact(null);

    private final @Nullable NameAddr address;

    private Contact(@Nullable NameAddr address) {
        this.address = address;
    }

    /** A contact at an address. */
    public static Contact of(NameAddr address) {
        return new Contact(address);
    }

    /** {@code <uri>}. */
    public static Contact of(Uri uri) {
        return new Contact(NameAddr.of(uri));
    }

    /** Reads a value as it stands in a header. @throws SipSyntaxException when it is malformed */
    public static Contact of(String text) {
        return text.equals("*") ? STAR : new Contact(NameAddr.of(text));
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Contact read(byte[] s, int from, int to, Fault fault) {
        if (to - from == 1 && s[from] == '*') {
            return STAR;
        }
        NameAddr address = NameAddr.read(s, from, to, fault);
        return address == null ? null : new Contact(address);
    }

    /** Whether this is {@code *}. */
    public boolean isStar() {
        return address == null;
    }

    /** The address. @throws IllegalStateException for {@code *} */
    public NameAddr address() {
        if (address == null) {
            throw new IllegalStateException("contact: * has no address");
        }
        return address;
    }

    /** The URI. @throws IllegalStateException for {@code *} */
    public Uri uri() {
        return address().uri();
    }

    /** The header parameters; none for {@code *}. */
    public Parameters parameters() {
        return address == null ? Parameters.NONE : address.parameters();
    }

    /** The preference, 0.0-1.0; 1.0 when absent or malformed. */
    public double q() {
        String q = parameters().get("q").orElse("1");
        byte[] bytes = Chars.bytes(q);
        int dot = q.indexOf('.');
        long whole = Chars.number(bytes, 0, dot < 0 ? bytes.length : dot, 1);
        int digits = dot < 0 ? 0 : bytes.length - dot - 1;
        long fraction = digits == 0 ? 0 : digits > 3 ? -1 : Chars.number(bytes, dot + 1, bytes.length, 999);
        if (whole < 0 || fraction < 0) {
            return 1.0;
        }
        return Math.min(1.0, whole + fraction / Math.pow(10, digits));
    }

    /** The {@code expires} parameter in seconds; -1 when absent, malformed or over 2^32-1 (RFC 4475 §3.1.2.4). */
    public long expires() {
        byte[] value = Chars.bytes(parameters().get("expires").orElse(""));
        return Chars.number(value, 0, value.length, 0xffff_ffffL);
    }

    /** This contact with an {@code expires} in seconds, 0..2^32-1. */
    public Contact withExpires(long seconds) {
        if (seconds < 0 || seconds > 0xffff_ffffL) {
            throw new SipSyntaxException("expires: " + seconds + " (expected: 0-4294967295 s)");
        }
        return withParameter("expires", Long.toString(seconds));
    }

    /** This contact with a preference, 0.0-1.0. */
    public Contact withQ(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new SipSyntaxException("q: " + q + " (expected: 0.0-1.0)");
        }
        return withParameter("q", BigDecimal.valueOf(Math.round(q * 1000), 3).stripTrailingZeros().toPlainString());
    }

    /** This contact with a header parameter set. */
    public Contact withParameter(String name, String value) {
        return new Contact(address().withParameter(name, value));
    }

    /** The value in the bytes it stands in. */
    public byte[] toBytes() {
        return address == null ? new byte[] {'*'} : address.toBytes();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Contact c && (address == null ? c.address == null : address.equals(c.address));
    }

    @Override
    public int hashCode() {
        return address == null ? 0 : address.hashCode();
    }

    @Override
    public String toString() {
        return address == null ? "*" : address.toString();
    }
}
