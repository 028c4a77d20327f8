package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.ParamCursor;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ;name=value} parameters after a header value (RFC 3261 §7.3.1): a view of the bytes they were read from.
 * Names are case-insensitive. {@code equals} compares the text. Immutable and thread-safe.
 */
public final class Parameters {
    /** No parameters. */
    public static final Parameters NONE = new Parameters(new byte[0], 0, 0);

    private final byte[] s;
    private final int from;
    private final int to;

    private Parameters(byte[] s, int from, int to) {
        this.s = s;
        this.from = from;
        this.to = to;
    }

    /** Reads {@code ;a=1;b}. @throws SipSyntaxException when it is malformed */
    public static Parameters of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("parameters", text));
        Fault fault = new Fault();
        Parameters read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("parameters: " + text + " (" + fault.reason() + ")");
        }
        return read;
    }

    /** Reads the parameters that fill [from, to), which starts at a semicolon, at spaces, or is empty. */
    public static @Nullable Parameters read(byte[] s, int from, int to, Fault fault) {
        if (from >= to) {
            return NONE;
        }
        ParamCursor cursor = new ParamCursor(s, from, to);
        while (cursor.next()) {
            continue;
        }
        return cursor.ended() ? view(s, from, to) : fault.at(cursor.pos, "malformed parameter");
    }

    /** A view of a range that was checked before. */
    static Parameters view(byte[] s, int from, int to) {
        return from >= to ? NONE : new Parameters(s, from, to);
    }

    /** The value without quotes and escapes; an empty text for a parameter without value. */
    public Optional<String> get(String name) {
        ParamCursor cursor = find(name);
        return cursor == null ? Optional.empty() : Optional.of(cursor.value());
    }

    /** Whether the parameter is there, with or without a value. */
    public boolean has(String name) {
        return find(name) != null;
    }

    private @Nullable ParamCursor find(String name) {
        if (from >= to) {
            return null;
        }
        ParamCursor cursor = new ParamCursor(s, from, to);
        while (cursor.next()) {
            if (cursor.named(name)) {
                return cursor;
            }
        }
        return null;
    }

    /** The names in lower case, in order. */
    public List<String> names() {
        List<String> names = new ArrayList<>(4);
        ParamCursor cursor = new ParamCursor(s, from, to);
        while (cursor.next()) {
            names.add(Chars.text(s, cursor.nameFrom, cursor.nameTo).toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return from >= to;
    }

    /** With a parameter set: in place when it is there, else at the end. The value is quoted when it is no token. */
    public Parameters with(String name, String value) {
        return edited(name, Wire.parameter(name, value));
    }

    /** With a parameter whose value is written in quotes whatever it is. */
    public Parameters withQuoted(String name, String value) {
        return edited(name, Wire.token("parameter", name) + "=" + Chars.quote(Wire.clean(name, value)));
    }

    /** Without a parameter. */
    public Parameters without(String name) {
        return has(name) ? edited(name, null) : this;
    }

    private Parameters edited(String name, @Nullable String element) {
        ByteText out = new ByteText(to - from + 32);
        boolean placed = element == null;
        ParamCursor cursor = new ParamCursor(s, from, to);
        while (cursor.next()) {
            if (!cursor.named(name)) {
                int end = cursor.valueFrom < 0 ? cursor.nameTo : cursor.valueTo;
                out.add(";").add(s, cursor.nameFrom, end);
            } else if (!placed) {
                out.add(";" + element);
                placed = true;
            }
        }
        if (!placed) {
            out.add(";" + element);
        }
        byte[] bytes = out.toBytes();
        return view(bytes, 0, bytes.length);
    }

    /** The text in the bytes it stands in. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(s, from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Parameters p && Chars.same(s, from, to, p.s, p.from, p.to);
    }

    @Override
    public int hashCode() {
        return Chars.hash(s, from, to);
    }

    /** The text as it stands in the message, starting with a semicolon; empty for none. */
    @Override
    public String toString() {
        return Chars.text(s, from, to);
    }
}
