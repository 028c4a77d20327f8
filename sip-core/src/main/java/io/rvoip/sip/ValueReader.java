package io.rvoip.sip;

import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.Commas;
import io.rvoip.sip.internal.Head;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of one field line by line. Lives for one call. */
final class ValueReader<T> {
    private final Head head;
    private final HeaderKind<T> kind;
    private final Fault fault = new Fault();
    private @Nullable T only;
    private @Nullable List<T> several;
    private @Nullable SipProblem problem;

    ValueReader(Head head, HeaderKind<T> kind) {
        this.head = head;
        this.kind = kind;
    }

    /** Takes a first value that was read before for all of line {@code i}; false where the line may hold more. */
    boolean only(int i, T first) {
        if (head.folded(i) || kind.isList() && Chars.indexOf(head.s(), head.valueFrom(i), head.valueTo(i), ',') >= 0) {
            return false;
        }
        only = first;
        return true;
    }

    void line(int i) {
        if (head.folded(i)) {
            byte[] value = Codecs.unfolded(head.s(), head.valueFrom(i), head.valueTo(i));
            line(value, 0, value.length, head.valueFrom(i) - head.base(), 0);
        } else {
            line(head.s(), head.valueFrom(i), head.valueTo(i), 0, head.base());
        }
    }

    /**
     * @param shift what to add to, and {@code origin} what to take from, a position to get the offset in the message
     */
    private void line(byte[] s, int from, int to, int shift, int origin) {
        if (!kind.isList()) {
            value(s, from, to, shift, origin);
            return;
        }
        if (from == to) {
            return;
        }
        int p = from;
        while (true) {
            int comma = Commas.next(s, p, to, kind.isPlain());
            value(s, Chars.skipSpace(s, p, comma), Chars.trimEnd(s, p, comma), shift, origin);
            if (comma >= to) {
                return;
            }
            p = comma + 1;
        }
    }

    private void value(byte[] s, int from, int to, int shift, int origin) {
        T value = kind.isList() && from >= to ? fault.at(from, "empty value") : kind.codec().read(s, from, to, fault);
        if (value == null) {
            if (problem == null && fault.present()) {
                problem = new SipProblem(kind.name(), fault.reason(), fault.offset() - origin + shift, 400);
            }
            fault.clear();
        } else if (only == null) {
            only = value;
        } else {
            if (several == null) {
                several = new ArrayList<>(4);
                several.add(only);
            }
            several.add(value);
        }
    }

    List<T> values() {
        if (several != null) {
            return List.copyOf(several);
        }
        return only == null ? List.of() : List.of(only);
    }

    @Nullable SipProblem problem() {
        return problem;
    }
}
