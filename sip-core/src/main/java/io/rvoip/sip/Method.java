package io.rvoip.sip;

import io.rvoip.sip.internal.Chars;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SIP method: a case-sensitive token (RFC 3261 §7.1). The methods of the RFCs are constants and are interned, so
 * {@code ==} holds for them; unknown ones compare by name.
 */
public final class Method {
    public static final Method INVITE = new Method("INVITE");
    public static final Method ACK = new Method("ACK");
    public static final Method BYE = new Method("BYE");
    public static final Method CANCEL = new Method("CANCEL");
    public static final Method OPTIONS = new Method("OPTIONS");
    public static final Method REGISTER = new Method("REGISTER");
    public static final Method PRACK = new Method("PRACK");
    public static final Method SUBSCRIBE = new Method("SUBSCRIBE");
    public static final Method NOTIFY = new Method("NOTIFY");
    public static final Method PUBLISH = new Method("PUBLISH");
    public static final Method INFO = new Method("INFO");
    public static final Method REFER = new Method("REFER");
    public static final Method MESSAGE = new Method("MESSAGE");
    public static final Method UPDATE = new Method("UPDATE");

    private static final List<Method> KNOWN = List.of(INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, PRACK, SUBSCRIBE,
            NOTIFY, PUBLISH, INFO, REFER, MESSAGE, UPDATE);
    /** By (first letter, length), which tells the known methods apart. */
    private static final @Nullable Method[] BY_SHAPE = new Method[32 * 16];

    static {
        for (Method m : KNOWN) {
            BY_SHAPE[shape(m.bytes[0], m.bytes.length)] = m;
        }
    }

    private final String name;
    private final byte[] bytes;

    private Method(String name) {
        this.name = name;
        this.bytes = Chars.bytes(name);
    }

    private static int shape(byte first, int length) {
        return (first & 31) << 4 | length & 15;
    }

    /** The method of this name. @throws SipSyntaxException when it is not a token */
    public static Method of(String name) {
        byte[] bytes = Chars.bytes(name);
        Method method = read(bytes, 0, bytes.length);
        if (method == null) {
            throw new SipSyntaxException("method: " + name + " (expected: a token)");
        }
        return method;
    }

    /** The method in [from, to) of an array, or null when it is not a token. */
    public static @Nullable Method read(byte[] s, int from, int to) {
        if (from >= to) {
            return null;
        }
        Method known = BY_SHAPE[shape(s[from], to - from)];
        if (known != null && Chars.same(known.bytes, 0, known.bytes.length, s, from, to)) {
            return known;
        }
        return Chars.skip(s, from, to, Chars.TOKEN) == to ? new Method(Chars.text(s, from, to)) : null;
    }

    /** The methods that have a constant here. */
    public static List<Method> known() {
        return KNOWN;
    }

    /** Whether this is one of the constants. */
    public boolean isKnown() {
        Method known = BY_SHAPE[shape(bytes[0], bytes.length)];
        return this == known;
    }

    /** The token as written. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Method m && m.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
