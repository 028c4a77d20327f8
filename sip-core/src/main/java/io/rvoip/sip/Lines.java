package io.rvoip.sip;

import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.Commas;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The header lines of a message being built, in order. Untouched ones stay slices. Not thread-safe. */
final class Lines {
    private static final int VIA = HeaderName.VIA.ordinal();
    private static final int FROM = HeaderName.FROM.ordinal();
    private static final int TO = HeaderName.TO.ordinal();
    private static final int CALL_ID = HeaderName.CALL_ID.ordinal();
    private static final int CSEQ = HeaderName.CSEQ.ordinal();
    private static final int TIMESTAMP = HeaderName.TIMESTAMP.ordinal();
    private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.ordinal();

    private static final byte[] NONE = {};

    private final List<Line> lines = new ArrayList<>(16);

    void copy(Head head) {
        for (int i = 0; i < head.count(); i++) {
            lines.add(Line.of(head, i));
        }
    }

    void copyAnswered(Head head, boolean timestamp) {
        for (int i = 0; i < head.count(); i++) {
            int id = head.id(i);
            if (id >= VIA && id <= CSEQ || timestamp && id == TIMESTAMP) {
                lines.add(Line.of(head, i));
            }
        }
    }

    void copyAll(Head head, int id, String name) {
        for (int i = head.next(0, id, name); i >= 0; i = head.next(i + 1, id, name)) {
            lines.add(Line.of(head, i));
        }
    }

    int find(int from, int id, String name) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).named(id, name)) {
                return i;
            }
        }
        return -1;
    }

    void set(int id, String name, byte[] value) {
        int first = find(0, id, name);
        Line line = Line.of(name, id, value);
        if (first < 0) {
            lines.add(line);
        } else {
            removeFrom(first + 1, id, name);
            lines.set(first, line);
        }
    }

    void append(int id, String name, byte[] value) {
        lines.add(Line.of(name, id, value));
    }

    /** Before the first of its kind; without one, below the Vias, and a Via on top. */
    void prepend(int id, String name, byte[] value) {
        int at = find(0, id, name);
        if (at < 0) {
            at = id == VIA ? 0 : afterVias();
        }
        lines.add(at, Line.of(name, id, value));
    }

    private int afterVias() {
        int at = lines.size();
        while (at > 0 && lines.get(at - 1).id() != VIA) {
            at--;
        }
        return at;
    }

    void remove(int id, String name) {
        removeFrom(0, id, name);
    }

    private void removeFrom(int from, int id, String name) {
        for (int i = lines.size() - 1; i >= from; i--) {
            if (lines.get(i).named(id, name)) {
                lines.remove(i);
            }
        }
    }

    void removeNamed(Predicate<String> unwanted) {
        lines.removeIf(line -> unwanted.test(line.name()));
    }

    /** Replaces the first value, or removes it for an empty one; other values in its line stay as they are written. */
    void first(HeaderKind<?> kind, byte[] value) {
        int i = find(0, kind.id(), kind.name());
        if (i < 0) {
            if (value.length > 0) {
                append(kind.id(), kind.name(), value);
            }
            return;
        }
        Line line = lines.get(i);
        byte[] rest = kind.isList()
                ? afterFirst(line.s(), line.valueFrom(), line.valueTo(), line.folded(), kind.isPlain()) : NONE;
        if (value.length == 0 && rest.length == 0) {
            lines.remove(i);
        } else {
            lines.set(i, Line.of(kind.name(), kind.id(), joined(value, rest)));
        }
    }

    /** Two values, or a value and nothing, as one line has them. */
    static byte[] joined(byte[] first, byte[] rest) {
        if (first.length == 0 || rest.length == 0) {
            return first.length == 0 ? rest : first;
        }
        return new ByteText(first.length + rest.length + 2).add(first).add(", ").add(rest).toBytes();
    }

    /** What follows the first value in [from, to), without the comma. */
    static byte[] afterFirst(byte[] s, int from, int to, boolean folded, boolean plain) {
        if (folded) {
            byte[] unfolded = Codecs.unfolded(s, from, to);
            return afterFirst(unfolded, 0, unfolded.length, false, plain);
        }
        int comma = Commas.next(s, from, to, plain);
        return comma >= to ? NONE : Arrays.copyOfRange(s, Chars.skipSpace(s, comma + 1, to), to);
    }

    /** The first value of a field. @throws SipSyntaxException when it is absent or malformed */
    <T> T value(HeaderKind<T> kind) {
        int i = find(0, kind.id(), kind.name());
        Line line = i < 0 ? null : lines.get(i);
        T value = line == null ? null
                : kind.first(line.s(), line.valueFrom(), line.valueTo(), line.folded(), new Fault());
        if (value == null) {
            throw new SipSyntaxException(kind + ": absent or malformed");
        }
        return value;
    }

    boolean has(int id) {
        return find(0, id, "") >= 0;
    }

    /** Bytes of the header lines, without start line and blank line. */
    int length() {
        int length = 0;
        for (int i = 0; i < lines.size(); i++) {
            length += lines.get(i).length();
        }
        return length;
    }

    /** Puts start line, header lines, blank line and body into one array and bounds them. */
    Frame frame(byte[] startLine, byte[] body, int bodyFrom, int bodyTo) {
        int size = startLine.length + length() + 2 + bodyTo - bodyFrom;
        if (size - (bodyTo - bodyFrom) > Head.MAX_BYTES) {
            throw new SipSyntaxException("message: " + size + " bytes of header fields (expected: up to "
                    + Head.MAX_BYTES + ")");
        }
        byte[] out = new byte[size];
        System.arraycopy(startLine, 0, out, 0, startLine.length);
        int at = startLine.length;
        long[] table = new long[lines.size()];
        long present = 0;
        for (int i = 0; i < table.length; i++) {
            table[i] = lines.get(i).copyTo(out, at);
            at += lines.get(i).length();
            present |= 1L << lines.get(i).id();
        }
        out[at] = '\r';
        out[at + 1] = '\n';
        System.arraycopy(body, bodyFrom, out, at + 2, bodyTo - bodyFrom);
        return new Frame(new Head(out, 0, table, table.length, present, at), at + 2, out.length);
    }

    /** Makes Content-Length say the body's length, leaving a line that came with the untouched body as it is. */
    void contentLength(int bodyBytes, boolean touched) {
        if (touched || !has(CONTENT_LENGTH)) {
            set(CONTENT_LENGTH, HeaderName.CONTENT_LENGTH.text(), Chars.bytes(Integer.toString(bodyBytes)));
        }
    }

    /** @throws SipSyntaxException naming the mandatory fields that are not there */
    void requireMandatory() {
        if (has(FROM) && has(TO) && has(CALL_ID) && has(CSEQ)) {
            return;
        }
        StringBuilder missing = new StringBuilder();
        for (int id : new int[] {FROM, TO, CALL_ID, CSEQ}) {
            if (!has(id)) {
                missing.append(missing.length() == 0 ? "" : ", ").append(HeaderName.of(id).text());
            }
        }
        throw new SipSyntaxException("message: " + missing + " missing");
    }

    static byte[] rawValue(String name, String value) {
        return Chars.bytes(Wire.clean(Wire.token("header", name), value));
    }
}
