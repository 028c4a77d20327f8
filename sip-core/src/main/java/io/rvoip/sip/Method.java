package io.rvoip.sip;

import io.rvoip.sip.internal.Chars;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SIP method: a case-sensitive token (RFC 3261 §7.1). The methods of the RFCs are constants and are interned, so
 * {@code ==} holds for them; unknown ones compare by name.
 */
public final class Method {
    /** Starts or changes a session (RFC 3261 §13). */
    public static final Method INVITE = new Method("INVITE");
    /** Confirms a final response to INVITE (RFC 3261 §13). */
    public static final Method ACK = new Method("ACK");
    /** Ends a session (RFC 3261 §15). */
    public static final Method BYE = new Method("BYE");
    /** Withdraws a pending INVITE (RFC 3261 §9). */
    public static final Method CANCEL = new Method("CANCEL");
    /** Asks what a peer can do (RFC 3261 §11). */
    public static final Method OPTIONS = new Method("OPTIONS");
    /** Binds addresses to a name (RFC 3261 §10). */
    public static final Method REGISTER = new Method("REGISTER");
    /** Confirms a provisional response (RFC 3262). */
    public static final Method PRACK = new Method("PRACK");
    /** Asks for notifications (RFC 6665). */
    public static final Method SUBSCRIBE = new Method("SUBSCRIBE");
    /** Tells of an event (RFC 6665). */
    public static final Method NOTIFY = new Method("NOTIFY");
    /** Uploads event state (RFC 3903). */
    public static final Method PUBLISH = new Method("PUBLISH");
    /** Carries application data in a session (RFC 6086). */
    public static final Method INFO = new Method("INFO");
    /** Asks the peer to contact someone (RFC 3515). */
    public static final Method REFER = new Method("REFER");
    /** Carries an instant message (RFC 3428). */
    public static final Method MESSAGE = new Method("MESSAGE");
    /** Changes a session before its INVITE is answered (RFC 3311). */
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
        Method method = read(bytes, 0, bytes.length, new Fault());
        if (method == null) {
            throw new SipSyntaxException("method: " + name + " (expected: a token)");
        }
        return method;
    }

    /** The method that fills [from, to) of an array; null with the reason in {@code fault} when it is no token. */
    public static @Nullable Method read(byte[] s, int from, int to, Fault fault) {
        if (from >= to) {
            return fault.at(from, "no method");
        }
        Method known = BY_SHAPE[shape(s[from], to - from)];
        if (known != null && Chars.same(known.bytes, 0, known.bytes.length, s, from, to)) {
            return known;
        }
        return Chars.skip(s, from, to, Chars.TOKEN) == to ? new Method(Chars.text(s, from, to))
                : fault.at(from, "not a method");
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
