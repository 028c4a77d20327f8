package io.rvoip.sip;

import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeadReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies, multipart ones to a depth of {@value #MAX_DEPTH} and up to {@value #MAX_PARTS} parts in all. Copies
 * nothing and never throws for what is in the bytes. Encrypted and signed parts are left as they are.
 */
public final class BodyReader {
    /** How deep multipart bodies may nest. */
    public static final int MAX_DEPTH = 4;
    /** How many parts a message may have at all depths together. */
    public static final int MAX_PARTS = 64;

    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_PART_HEADERS = 32;
    private static final int MAX_PART_LINE = 8_192;
    private static final MediaType PLAIN = MediaType.of("text/plain");

    private final SipMessage message;
    private int count;
    private @Nullable SipProblem problem;

    private BodyReader(SipMessage message) {
        this.message = message;
    }

    /** Reads the body of a message. */
    public static BodyResult read(SipMessage message) {
        if (message.bodyLength() == 0) {
            return new BodyResult.None();
        }
        BodyReader reader = new BodyReader(message);
        MediaType type = message.header(HeaderKind.CONTENT_TYPE).orElse(null);
        BodyPart body = type == null
                ? reader.broken("body without Content-Type", message.bodyFrom)
                : reader.part(message.head, type, message.bodyFrom, message.bodyTo, 0);
        SipProblem problem = reader.problem;
        if (body == null || problem != null) {
            return new BodyResult.Broken(
                    problem == null ? new SipProblem("body", "malformed", message.bodyFrom, 400) : problem);
        }
        return new BodyResult.Read(body);
    }

    private <T> @Nullable T broken(String reason, int at) {
        if (problem == null) {
            problem = new SipProblem("body", reason, at - message.head.base(), 400);
        }
        return null;
    }

    private @Nullable BodyPart part(Head head, MediaType type, int from, int to, int depth) {
        if (!type.type().equalsIgnoreCase("multipart")) {
            return new BodyPart(head, type, from, to, List.of());
        }
        if (depth == MAX_DEPTH) {
            return broken("multipart nested over " + MAX_DEPTH + " deep", from);
        }
        String boundary = type.parameter("boundary").orElse("");
        if (boundary.length() > MAX_BOUNDARY || !allowed(boundary)) {
            return broken("multipart without a usable boundary", from);
        }
        List<BodyPart> parts = parts(head.s(), Chars.bytes("--" + boundary), from, to, depth);
        return parts == null ? null : new BodyPart(head, type, from, to, parts);
    }

    /** bchars of RFC 2046 §5.1.1. */
    private static boolean allowed(String boundary) {
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            if (c > 'z' || !Character.isLetterOrDigit(c) && "'()+_,-./:=? ".indexOf(c) < 0) {
                return false;
            }
        }
        return !boundary.isEmpty() && !boundary.endsWith(" ");
    }

    private @Nullable List<BodyPart> parts(byte[] s, byte[] delimiter, int from, int to, int depth) {
        List<BodyPart> parts = new ArrayList<>(4);
        int at = delimiter(s, delimiter, from, to);
        while (at >= 0) {
            int after = at + delimiter.length;
            if (after + 1 < to && s[after] == '-' && s[after + 1] == '-') {
                return parts.isEmpty() ? broken("multipart without parts", from) : List.copyOf(parts);
            }
            int start = Chars.skipSpace(s, after, to) + 2;
            int next = delimiter(s, delimiter, start - 2, to);
            if (next < 0) {
                break;
            }
            if (++count > MAX_PARTS) {
                return broken("more than " + MAX_PARTS + " parts", at);
            }
            BodyPart part = inner(s, start, Math.max(start, next - 2), next, depth);
            if (part == null) {
                return null;
            }
            parts.add(part);
            at = next;
        }
        return broken("multipart never ends", from);
    }

    /**
     * Reads a part whose header section and content fill [start, end); its closing delimiter stands at {@code limit}.
     */
    private @Nullable BodyPart inner(byte[] s, int start, int end, int limit, int depth) {
        Fault fault = new Fault();
        HeadReader reader = new HeadReader(s, start, limit, fault);
        Head head = reader.read(start, MAX_PART_HEADERS, MAX_PART_LINE);
        if (fault.present()) {
            return broken("part: " + fault.reason(), fault.offset());
        }
        MediaType type = PLAIN;
        int line = head.next(0, HeaderKind.CONTENT_TYPE.id(), "");
        if (line >= 0) {
            type = HeaderKind.CONTENT_TYPE.first(head, line, fault);
        }
        int from = start + head.headEnd() + 2;
        return type == null ? broken("part: malformed Content-Type", start)
                : part(head, type, Math.min(from, end), end, depth + 1);
    }

    /**
     * Where the next delimiter line starts at or after {@code from}: at a line's start, ended by CRLF or two hyphens.
     */
    private int delimiter(byte[] s, byte[] delimiter, int from, int to) {
        int p = from;
        while (p >= 0 && p + delimiter.length <= to) {
            boolean lineStart = p == message.bodyFrom || p >= 2 && s[p - 1] == '\n' && s[p - 2] == '\r';
            int end = p + delimiter.length;
            if (lineStart && Chars.same(s, p, end, delimiter, 0, delimiter.length) && closes(s, end, to)) {
                return p;
            }
            p = Chars.indexOf(s, p + 1, to, '-');
        }
        return -1;
    }

    private static boolean closes(byte[] s, int end, int to) {
        if (end + 1 < to && s[end] == '-' && s[end + 1] == '-') {
            return true;
        }
        int p = Chars.skipSpace(s, end, to);
        return p + 1 < to && s[p] == '\r' && s[p + 1] == '\n';
    }
}
