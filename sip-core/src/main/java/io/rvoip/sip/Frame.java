package io.rvoip.sip;

import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;

/** A message put together: its array with the bounds of the header lines and of the body. */
record Frame(Head head, int bodyFrom, int bodyTo) {
    /** A message with line {@code i} replaced by a new one of the same field, copied with everything around it. */
    static Frame replacing(Head head, int i, byte[] value, int bodyTo) {
        Line line = Line.of(HeaderName.of(head.id(i)).text(), head.id(i), value);
        int delta = line.length() - (head.end(i) - head.start(i));
        if (head.headEnd() + delta > Head.MAX_BYTES) {
            throw new SipSyntaxException("message: over " + Head.MAX_BYTES + " bytes of header fields");
        }
        byte[] out = new byte[bodyTo - head.base() + delta];
        int at = head.start(i) - head.base();
        System.arraycopy(head.s(), head.base(), out, 0, at);
        System.arraycopy(head.s(), head.end(i), out, at + line.length(), bodyTo - head.end(i));
        long[] table = new long[head.count()];
        System.arraycopy(head.lines(), 0, table, 0, i);
        table[i] = line.copyTo(out, at);
        for (int n = i + 1; n < table.length; n++) {
            table[n] = Head.moved(head.lines()[n], delta);
        }
        int headEnd = head.headEnd() + delta;
        return new Frame(new Head(out, 0, table, table.length, head.present(), headEnd), headEnd + 2, out.length);
    }
}
