package io.rvoip.sip;

import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;

/**
 * One header line of a builder: a slice of the message it came from, or new bytes. [from, to) includes the line
 * break.
 */
record Line(byte[] s, int from, int to, int valueFrom, int valueTo, int id, boolean folded) {
    static Line of(Head head, int i) {
        return new Line(head.s(), head.start(i), head.end(i), head.valueFrom(i), head.valueTo(i), head.id(i),
                head.folded(i));
    }

    static Line of(String name, int id, byte[] value) {
        byte[] bytes = new ByteText(name.length() + value.length + 4).add(name + ": ").add(value).add("\r\n").toBytes();
        int from = Chars.skip(bytes, 0, bytes.length, Chars.TOKEN) + 2;
        int to = bytes.length - 2;
        int valueFrom = Chars.skipSpace(bytes, from, to);
        return new Line(bytes, 0, bytes.length, valueFrom, Chars.trimEnd(bytes, valueFrom, to), id, false);
    }

    boolean named(int wanted, String name) {
        return id == wanted
                && (id != 0 || Chars.equalsIgnoreCase(s, from, Chars.skip(s, from, to, Chars.TOKEN), name));
    }

    String name() {
        return id == 0 ? Chars.text(s, from, Chars.skip(s, from, to, Chars.TOKEN)) : HeaderName.of(id).text();
    }

    int length() {
        return to - from;
    }

    /** This line, copied to {@code at} of a new message that starts at {@code base}, as an entry of its table. */
    long copyTo(byte[] out, int at) {
        System.arraycopy(s, from, out, at, to - from);
        return Head.line(at, at + valueFrom - from, at + valueTo - from, id, folded);
    }
}
