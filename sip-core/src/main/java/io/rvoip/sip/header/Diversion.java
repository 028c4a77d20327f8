package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.uri.Uri;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a call elsewhere, and why (RFC 5806): {@code <sip:bob@h>;reason=no-answer;counter=1}. Latest first in a
 * message. Immutable.
 */
public record Diversion(NameAddr address) {
    private static final int MOST = 99;

    /** Who it was, for a reason as {@code unconditional}, {@code user-busy} or {@code no-answer}. */
    public static Diversion of(Uri uri, String reason) {
        return new Diversion(NameAddr.of(uri).withParameter("reason", reason));
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Diversion read(byte[] s, int from, int to, Fault fault) {
        NameAddr address = NameAddr.read(s, from, to, fault);
        return address == null ? null : new Diversion(address);
    }

    /** In lower case; {@code unknown} when absent (RFC 5806 §4.1). */
    public String reason() {
        return text("reason").orElse("unknown");
    }

    /** How often the call was sent on by this entry, 1-99; 1 when absent or malformed. */
    public int counter() {
        int counter = number("counter");
        return counter < 1 ? 1 : counter;
    }

    /** How often more the call may be sent on, 0-99; -1 when absent or malformed. */
    public int limit() {
        return number("limit");
    }

    /** What must not be told of the address: {@code full}, {@code name}, {@code uri}, {@code off} or another token. */
    public Optional<String> privacy() {
        return text("privacy");
    }

    /** Whether the address was checked: {@code yes}, {@code no} or another token. */
    public Optional<String> screen() {
        return text("screen");
    }

    /** The same with a counter. @param times 1-99 */
    public Diversion withCounter(int times) {
        if (times < 1 || times > MOST) {
            throw new SipSyntaxException("counter: " + times + " (expected: 1-" + MOST + ")");
        }
        return new Diversion(address.withParameter("counter", Integer.toString(times)));
    }

    private Optional<String> text(String parameter) {
        return address.parameter(parameter).map(value -> value.toLowerCase(Locale.ROOT));
    }

    private int number(String parameter) {
        byte[] digits = Chars.bytes(address.parameter(parameter).orElse(""));
        return (int) Chars.number(digits, 0, digits.length, MOST);
    }

    /** The value in the bytes it stands in. */
    public byte[] toBytes() {
        return address.toBytes();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
