package io.rvoip.sip;

import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.Commas;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeadReader;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One parse: start line, header lines, the mandatory fields, the body's bounds. Notes the first problem and reads on as
 * far as a refusal needs. Lives for one call.
 */
final class MessageReader {
    private static final byte[] VERSION = Chars.bytes("SIP/2.0");
    private static final int UNREAD = -1;

    private final byte[] s;
    private final int end;
    private final ParseLimits limits;
    private final Fault fault = new Fault();
    private int base;
    private @Nullable SipProblem problem;

    private @Nullable Method method;
    private @Nullable Uri uri;
    private int status = UNREAD;
    private int reasonFrom;
    private int reasonTo;

    private int viaLine = UNREAD;
    private int fromLine = UNREAD;
    private int toLine = UNREAD;
    private int callIdLine = UNREAD;
    private int cseqLine = UNREAD;
    private int hopsLine = UNREAD;
    private int lengthLine = UNREAD;
    private int routeLine = UNREAD;
    private int viaLines;

    MessageReader(byte[] s, int from, int end, ParseLimits limits) {
        this.s = s;
        this.base = from;
        this.end = end;
        this.limits = limits;
    }

    ParseResult read() {
        int start = base;
        while (start + 1 < end && s[start] == '\r' && s[start + 1] == '\n') {
            start += 2;
        }
        if (start == end && end > base) {
            return new ParseResult.KeepAlive(end - base >= 4);
        }
        base = start;
        if (end - base > limits.messageBytes()) {
            report("message", "over " + limits.messageBytes() + " bytes", base, 513);
        }
        int lineEnd = lineEnd();
        if (lineEnd < 0) {
            report("start-line", "no line", base, 400);
            return new ParseResult.Refused(silent(), Optional.empty());
        }
        startLine(lineEnd);
        HeadReader reader = new HeadReader(s, base, end, fault);
        Head head = reader.read(lineEnd + 2, limits.headers(), limits.lineBytes());
        if (fault.present()) {
            report("message", fault.reason(), fault.offset(), reader.overflow() ? 513 : 400);
            fault.clear();
        }
        return finish(head, reader.complete());
    }

    private int lineEnd() {
        int last = Math.min(end, base + limits.lineBytes()) - 1;
        for (int p = base; p < last; p++) {
            if (s[p] == '\r' && s[p + 1] == '\n') {
                return p;
            }
        }
        return -1;
    }

    private void startLine(int to) {
        int space = Chars.skip(s, base, to, Chars.TOKEN);
        if (space - base == 3 && space < to && s[space] == '/') {
            statusLine(to);
        } else {
            requestLine(space, to);
        }
    }

    private void requestLine(int space, int to) {
        if (space == base || space >= to || s[space] != ' ' || space - base > limits.identifierBytes()) {
            report("start-line", "malformed method", base, 400);
            return;
        }
        method = Method.read(s, base, space, fault);
        int uriTo = Chars.indexOf(s, space + 1, to, ' ');
        if (uriTo < 0 || !version(uriTo + 1, to)) {
            return;
        }
        uri = Uri.read(s, space + 1, uriTo, fault);
        if (uri == null) {
            report("start-line", fault.reason(), fault.offset(), 400);
            fault.clear();
        } else if (uri instanceof SipUri sip && sip.hasHeaders()) {
            report("start-line", "Request-URI with header part", space + 1, 400);
        }
    }

    private boolean version(int from, int to) {
        if (to - from == VERSION.length && Chars.same(s, from, to, VERSION, 0, VERSION.length)) {
            return true;
        }
        int p = from + 4;
        boolean sip = to > p && Chars.equalsIgnoreCase(s, from, p, "SIP/");
        int major = sip ? Chars.skip(s, p, to, Chars.DIGIT) : p;
        int minor = sip && major < to && s[major] == '.' ? Chars.skip(s, major + 1, to, Chars.DIGIT) : 0;
        boolean wellFormed = sip && major > p && minor == to && minor > major + 1;
        if (wellFormed && Chars.equalsIgnoreCase(s, from, to, "SIP/2.0")) {
            return true;
        }
        report("start-line", wellFormed ? "version not supported" : "malformed request line", from,
                wellFormed ? 505 : 400);
        return false;
    }

    private void statusLine(int to) {
        status = 0;
        int code = base + VERSION.length + 1;
        int codeTo = Chars.skip(s, code, to, Chars.DIGIT);
        boolean sound = code < to && Chars.equalsIgnoreCase(s, base, code - 1, "SIP/2.0") && s[code - 1] == ' '
                && codeTo - code == 3 && (codeTo == to || s[codeTo] == ' ');
        status = sound ? (int) Chars.number(s, code, codeTo, 699) : 0;
        if (status < 100) {
            report("start-line", "malformed status line", base, 0);
        }
        reasonFrom = Math.min(codeTo + 1, to);
        reasonTo = to;
    }

    private void report(String header, String reason, int at, int status) {
        if (problem == null) {
            problem = new SipProblem(header, reason, at - base, status);
        }
    }

    /** Notes where each field that must be read stands, and fields that may stand only once. */
    private void locate(Head head) {
        for (int i = 0; i < head.count(); i++) {
            switch (HeaderName.of(head.id(i))) {
                case VIA -> viaLine = viaLines++ == 0 ? i : viaLine;
                case FROM -> fromLine = single(head, fromLine, i);
                case TO -> toLine = single(head, toLine, i);
                case CALL_ID -> callIdLine = single(head, callIdLine, i);
                case CSEQ -> cseqLine = single(head, cseqLine, i);
                case MAX_FORWARDS -> hopsLine = single(head, hopsLine, i);
                case CONTENT_LENGTH -> lengthLine = single(head, lengthLine, i);
                case ROUTE -> routeLine = routeLine < 0 ? i : routeLine;
                default -> { }
            }
        }
    }

    private int single(Head head, int before, int i) {
        if (before >= 0) {
            report(HeaderName.of(head.id(i)).text(), "repeated", head.start(i), 400);
            return before;
        }
        return i;
    }

    private ParseResult finish(Head head, boolean complete) {
        locate(head);
        Via via = via(head);
        NameAddr from = value(head, fromLine, HeaderKind.FROM);
        NameAddr to = value(head, toLine, HeaderKind.TO);
        CSeq cseq = value(head, cseqLine, HeaderKind.CSEQ);
        checkCallId(head);
        checkTag(HeaderKind.FROM, head, fromLine, from);
        checkTag(HeaderKind.TO, head, toLine, to);
        if (cseq != null) {
            checkMethod(head, cseq);
        }
        checkHops(head);
        int bodyFrom = complete ? head.base() + head.headEnd() + 2 : end;
        int bodyTo = bodyTo(head, bodyFrom);
        SipMessage.Known known = new SipMessage.Known(via, from, to, cseq);
        if (problem == null && method != null && uri != null) {
            SipRequest request = new SipRequest(head, bodyFrom, bodyTo, known, method, uri);
            return checked(request, head);
        }
        if (problem == null && status >= 100) {
            return new ParseResult.Parsed(
                    new SipResponse(head, bodyFrom, bodyTo, known, status, reasonFrom, reasonTo));
        }
        return refused(head, known);
    }

    /** Fields that are lists and that this request's handling hangs on. */
    private ParseResult checked(SipRequest request, Head head) {
        Optional<SipProblem> bad = routeLine < 0 ? Optional.empty() : request.problemIn(HeaderKind.ROUTE);
        if (bad.isEmpty() && request.method() == Method.REGISTER) {
            bad = request.problemIn(HeaderKind.CONTACT);
        }
        if (bad.isEmpty()) {
            return new ParseResult.Parsed(request);
        }
        problem = bad.get();
        return refused(head, new SipMessage.Known(request.topVia(), request.from(), request.to(), request.cseq()));
    }

    private @Nullable Via via(Head head) {
        if (viaLine < 0) {
            report("Via", "missing", base, 400);
            return null;
        }
        if (viaLines > limits.vias()) {
            report("Via", "more than " + limits.vias() + " values", head.start(viaLine), 400);
        }
        byte[] value = s;
        int from = head.valueFrom(viaLine);
        int to = head.valueTo(viaLine);
        if (head.folded(viaLine)) {
            value = Codecs.unfolded(s, from, to);
            from = 0;
            to = value.length;
        }
        int first = Chars.trimEnd(value, from, Commas.next(value, from, to, false));
        Via via = Via.readSentBy(value, from, first, fault);
        if (fault.present()) {
            report("Via", fault.reason(), head.valueFrom(viaLine), 400);
            fault.clear();
        } else if (via != null && via.branchLength() > limits.identifierBytes()) {
            report("Via", "branch over " + limits.identifierBytes() + " bytes", head.valueFrom(viaLine), 400);
        }
        return via;
    }

    private <T> @Nullable T value(Head head, int line, HeaderKind<T> kind) {
        if (line < 0) {
            report(kind.name(), "missing", base, 400);
            return null;
        }
        T value;
        if (head.folded(line)) {
            byte[] unfolded = Codecs.unfolded(s, head.valueFrom(line), head.valueTo(line));
            value = kind.codec().read(unfolded, 0, unfolded.length, fault);
        } else {
            value = kind.codec().read(s, head.valueFrom(line), head.valueTo(line), fault);
        }
        if (value == null) {
            int at = head.folded(line) ? head.valueFrom(line) : fault.offset();
            report(kind.name(), fault.reason(), at, 400);
            fault.clear();
        }
        return value;
    }

    private void checkCallId(Head head) {
        if (callIdLine < 0) {
            report("Call-ID", "missing", base, 400);
            return;
        }
        int from = head.valueFrom(callIdLine);
        int to = head.valueTo(callIdLine);
        if (to - from > limits.identifierBytes()) {
            report("Call-ID", "over " + limits.identifierBytes() + " bytes", from, 400);
        } else if (head.folded(callIdLine) || Codecs.callIdEnd(s, from, to) != to) {
            value(head, callIdLine, HeaderKind.CALL_ID);
        }
    }

    private void checkTag(HeaderKind<NameAddr> kind, Head head, int line, @Nullable NameAddr address) {
        if (address != null && address.tagLength() > limits.identifierBytes()) {
            report(kind.name(), "tag over " + limits.identifierBytes() + " bytes", head.valueFrom(line), 400);
        }
    }

    private void checkMethod(Head head, CSeq cseq) {
        if (cseq.method().name().length() > limits.identifierBytes()) {
            report("CSeq", "method over " + limits.identifierBytes() + " bytes", head.valueFrom(cseqLine), 400);
        } else if (method != null && !method.equals(cseq.method())) {
            // An unknown method is answered 501 even so: RFC 4475 §3.1.2.18.
            report("CSeq", "method differs from the request line", head.valueFrom(cseqLine),
                    method.isKnown() ? 400 : 501);
        }
    }

    /** A number over 255 counts as absent (RFC 4475 §3.1.2.4); anything else must be a number. */
    private void checkHops(Head head) {
        if (hopsLine < 0 || head.folded(hopsLine)) {
            return;
        }
        int from = head.valueFrom(hopsLine);
        int to = head.valueTo(hopsLine);
        if (from == to || Chars.skip(s, from, to, Chars.DIGIT) != to) {
            report("Max-Forwards", "malformed number", from, 400);
        }
    }

    /** RFC 3261 §18.3: bytes beyond Content-Length are no part of a datagram's message, missing ones an error. */
    private int bodyTo(Head head, int bodyFrom) {
        if (lengthLine < 0) {
            return end;
        }
        Integer length = value(head, lengthLine, HeaderKind.CONTENT_LENGTH);
        if (length == null) {
            return end;
        }
        if (length > end - bodyFrom) {
            report("Content-Length", length + " but " + (end - bodyFrom) + " bytes of body",
                    head.valueFrom(lengthLine), 400);
            return end;
        }
        return bodyFrom + length;
    }

    private SipProblem silent() {
        SipProblem p = problem;
        return p == null ? new SipProblem("message", "malformed", 0, 0)
                : new SipProblem(p.header(), p.reason(), p.offset(), 0);
    }

    /** Requests are answered when their top Via is usable; responses, ACK and what is no message are dropped. */
    private ParseResult refused(Head head, SipMessage.Known known) {
        SipProblem p = problem;
        if (p == null || p.status() == 0 || method == null || method == Method.ACK || known.via() == null) {
            return new ParseResult.Refused(silent(), Optional.empty());
        }
        SipResponse.Builder builder = new SipResponse.Builder(p.status(), StatusCode.phrase(p.status()));
        builder.lines().copyAnswered(head, false);
        NameAddr to = known.to();
        if (to != null && to.tag().isEmpty()) {
            builder.set(HeaderKind.TO, to.withTag(statelessTag(head)));
        }
        return new ParseResult.Refused(p, Optional.of(builder.buildPartial(
                new SipMessage.Known(known.via(), null, null, null))));
    }

    /** The same request gets the same tag (RFC 3261 §8.2.7); it names no dialog, so it need not be unguessable. */
    private String statelessTag(Head head) {
        int hash = viaLine < 0 ? 0 : Chars.hash(s, head.valueFrom(viaLine), head.valueTo(viaLine));
        int other = callIdLine < 0 ? 0 : Chars.hash(s, head.valueFrom(callIdLine), head.valueTo(callIdLine));
        return "r" + Integer.toHexString(hash) + Integer.toHexString(other);
    }
}
