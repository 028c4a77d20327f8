package io.rvoip.sip.transport;

/** Finds Content-Length in the raw headers of one message: full or compact name, any case, folded or not. */
final class ContentLengthReader {
    static final long ABSENT = -1;
    static final long MALFORMED = -2;

    private static final String NAME = "content-length";
    private static final int MAX_DIGITS = 10;

    private final byte[] head;
    private final int end;
    private int at;

    private ContentLengthReader(byte[] head, int end) {
        this.head = head;
        this.end = end;
    }

    /** The length, {@link #ABSENT}, or {@link #MALFORMED}; equal repetitions are accepted. */
    static long read(byte[] head, int end) {
        return new ContentLengthReader(head, end).find();
    }

    private long find() {
        long found = ABSENT;
        skipLine();
        while (at < end) {
            if (atName()) {
                long value = value();
                if (value == MALFORMED || found != ABSENT && found != value) {
                    return MALFORMED;
                }
                found = value;
            }
            skipLine();
        }
        return found;
    }

    /** Consumes a name that means Content-Length together with its colon; else stays. */
    private boolean atName() {
        int colon = at;
        while (colon < end && head[colon] != ':' && head[colon] != '\n') {
            colon++;
        }
        if (colon == end || head[colon] != ':') {
            return false;
        }
        int nameEnd = colon;
        while (nameEnd > at && isBlank(head[nameEnd - 1])) {
            nameEnd--;
        }
        if (!isContentLength(at, nameEnd)) {
            return false;
        }
        at = colon + 1;
        return true;
    }

    private boolean isContentLength(int from, int to) {
        if (to - from == 1) {
            return lower(head[from]) == 'l';
        }
        if (to - from != NAME.length()) {
            return false;
        }
        for (int i = 0; i < NAME.length(); i++) {
            if (lower(head[from + i]) != NAME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long value() {
        skipBlanks();
        int digits = 0;
        long value = 0;
        while (at < end && head[at] >= '0' && head[at] <= '9') {
            if (++digits > MAX_DIGITS) {
                return MALFORMED;
            }
            value = value * 10 + (head[at++] - '0');
        }
        skipBlanks();
        return digits > 0 && (at >= end || head[at] == '\n' || head[at] == '\r') ? value : MALFORMED;
    }

    /** Spaces, tabs, and line ends that a blank follows. */
    private void skipBlanks() {
        while (at < end) {
            int next = at;
            if (head[next] == '\r' && next + 1 < end && head[next + 1] == '\n') {
                next++;
            }
            if (head[next] == '\n' && next + 1 < end && isBlank(head[next + 1])) {
                at = next + 2;
            } else if (isBlank(head[at])) {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (at < end && head[at] != '\n') {
            at++;
        }
        at++;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
