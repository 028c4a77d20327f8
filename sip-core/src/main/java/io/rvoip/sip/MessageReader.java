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
 * One parse: start line, header lines, the mandatory fields, the body's bounds. Notes the first problem and reads on
 * as far as a refusal needs. Lives for one call.
 */
final class MessageReader {
    private static final int VERSION = "SIP/2.0".length();
    private static final int SHORTEST_VIA = "SIP/2.0/T h,".length();
    private static final int UNREAD = -1;
    private static final int VIA = HeaderName.VIA.ordinal();
    private static final int FROM = HeaderName.FROM.ordinal();
    private static final int TO = HeaderName.TO.ordinal();
    private static final int CALL_ID = HeaderName.CALL_ID.ordinal();
    private static final int CSEQ = HeaderName.CSEQ.ordinal();
    private static final int MAX_FORWARDS = HeaderName.MAX_FORWARDS.ordinal();
    private static final int ROUTE = HeaderName.ROUTE.ordinal();
    private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.ordinal();
    /** Fields of which a second line makes the message ambiguous (RFC 4475 §3.3.8, §3.3.9). */
    private static final long SINGLE = HeaderName.FROM.bit() | HeaderName.TO.bit() | HeaderName.CALL_ID.bit()
            | HeaderName.CSEQ.bit() | HeaderName.MAX_FORWARDS.bit() | HeaderName.CONTENT_LENGTH.bit();

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
    private int routes;

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
        locate(reader, head);
        if ((reader.repeated() & SINGLE) != 0) {
            checkRepeated(head, reader.repeated() & SINGLE);
        }
        routes = (reader.repeated() & HeaderName.ROUTE.bit()) == 0 ? 1 : 2;
        if ((reader.repeated() & HeaderName.VIA.bit()) != 0) {
            checkVias(head);
        }
        return finish(head, reader.complete());
    }

    private int lineEnd() {
        return HeadReader.lineEnd(s, base, Math.min(end, base + limits.lineBytes()));
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
        if (uriTo < 0) {
            report("start-line", "malformed request line", space, 400);
            return;
        }
        if (!version(uriTo + 1, to)) {
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
        if (to - from == VERSION && Chars.sip2(s, from, end, '\r')) {
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
        int code = base + VERSION + 1;
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

    private void locate(HeadReader reader, Head head) {
        viaLine = reader.first(head, VIA);
        fromLine = reader.first(head, FROM);
        toLine = reader.first(head, TO);
        callIdLine = reader.first(head, CALL_ID);
        cseqLine = reader.first(head, CSEQ);
        hopsLine = reader.first(head, MAX_FORWARDS);
        lengthLine = reader.first(head, CONTENT_LENGTH);
        routeLine = reader.first(head, ROUTE);
    }

    private void checkRepeated(Head head, long single) {
        long seen = 0;
        for (int i = 0; i < head.count(); i++) {
            long bit = 1L << head.id(i);
            if ((bit & single & seen) != 0) {
                report(HeaderName.of(head.id(i)).text(), "repeated", head.start(i), 400);
            }
            seen |= bit;
        }
    }

    private void checkVias(Head head) {
        int length = 0; // in the usual message too short for so many: then no comma need be counted
        for (int i = viaLine; i >= 0; i = head.next(i + 1, VIA, "")) {
            length += head.valueTo(i) - head.valueFrom(i) + SHORTEST_VIA;
        }
        if (length <= limits.vias() * SHORTEST_VIA) {
            return;
        }
        int vias = 0;
        for (int i = viaLine; i >= 0; i = head.next(i + 1, VIA, "")) {
            for (int p = head.valueFrom(i) - 1; p >= 0; p = Chars.indexOf(s, p + 1, head.valueTo(i), ',')) {
                vias++;
            }
            if (vias > limits.vias()) {
                report("Via", "more than " + limits.vias() + " values", head.start(i), 400);
                return;
            }
        }
    }

    private ParseResult finish(Head head, boolean complete) {
        Via via = via(head);
        NameAddr from = address(head, fromLine, HeaderKind.FROM);
        NameAddr to = address(head, toLine, HeaderKind.TO);
        CSeq cseq = cseq(head);
        checkCallId(head);
        int hops = SipRequest.hops(head, hopsLine);
        if (hops < -1) {
            report("Max-Forwards", "malformed number", head.valueFrom(hopsLine), 400);
        }
        int bodyFrom = complete ? head.base() + head.headEnd() + 2 : end;
        int bodyTo = bodyTo(head, bodyFrom);
        SipMessage.Known known = new SipMessage.Known(via, from, to, cseq);
        if (problem == null && method != null && uri != null) {
            return checked(new SipRequest(head, bodyFrom, bodyTo, known, method, uri, hops), head, known);
        }
        if (problem == null && status >= 100) {
            return new ParseResult.Parsed(
                    new SipResponse(head, bodyFrom, bodyTo, known, status, reasonFrom, reasonTo));
        }
        return refused(head, known);
    }

    /** Fields that may hold several values and that this request's handling hangs on. */
    private ParseResult checked(SipRequest request, Head head, SipMessage.Known known) {
        if (routeLine >= 0 && !knowOnlyRoute(request, head)) {
            problem = request.problemIn(HeaderKind.ROUTE).orElse(null);
        }
        if (problem == null && method == Method.REGISTER) {
            problem = request.problemIn(HeaderKind.CONTACT).orElse(null);
        }
        return problem == null ? new ParseResult.Parsed(request) : refused(head, known);
    }

    /** The usual case, one Route value: reads it once and for all. A comma outside brackets would stop the reading. */
    private boolean knowOnlyRoute(SipRequest request, Head head) {
        if (routes > 1 || head.folded(routeLine)) {
            return false;
        }
        NameAddr route = NameAddr.read(s, head.valueFrom(routeLine), head.valueTo(routeLine), fault);
        if (route == null) {
            return false;
        }
        request.know(HeaderKind.ROUTE, routeLine, route);
        return true;
    }

    private @Nullable Via via(Head head) {
        if (viaLine < 0) {
            report("Via", "missing", base, 400);
            return null;
        }
        Via via = head.folded(viaLine) ? null : Via.read(s, head.valueFrom(viaLine), head.valueTo(viaLine), fault);
        if (via == null) {
            fault.clear();
            via = firstVia(head);
        }
        if (via != null && via.branchLength() > limits.identifierBytes()) {
            report("Via", "branch over " + limits.identifierBytes() + " bytes", head.valueFrom(viaLine), 400);
        }
        return via;
    }

    /** The top value of a line that is folded, holds several, or is broken after its sent-by. */
    private @Nullable Via firstVia(Head head) {
        checkVias(head);
        byte[] value = s;
        int from = head.valueFrom(viaLine);
        int to = head.valueTo(viaLine);
        if (head.folded(viaLine)) {
            value = Codecs.unfolded(s, from, to);
            from = 0;
            to = value.length;
        }
        Via via = Via.readSentBy(value, from, Chars.trimEnd(value, from, Commas.next(value, from, to, false)), fault);
        if (fault.present()) {
            reportFault("Via", head, viaLine);
        }
        return via;
    }

    private @Nullable NameAddr address(Head head, int line, HeaderKind<NameAddr> kind) {
        if (line < 0) {
            report(kind.name(), "missing", base, 400);
            return null;
        }
        NameAddr value = head.folded(line) ? kind.first(head, line, fault)
                : NameAddr.read(s, head.valueFrom(line), head.valueTo(line), fault);
        if (value == null) {
            reportFault(kind.name(), head, line);
        } else if (value.tagLength() > limits.identifierBytes()) {
            report(kind.name(), "tag over " + limits.identifierBytes() + " bytes", head.valueFrom(line), 400);
        }
        return value;
    }

    private @Nullable CSeq cseq(Head head) {
        if (cseqLine < 0) {
            report("CSeq", "missing", base, 400);
            return null;
        }
        CSeq value = head.folded(cseqLine) ? HeaderKind.CSEQ.first(head, cseqLine, fault)
                : CSeq.read(s, head.valueFrom(cseqLine), head.valueTo(cseqLine), fault);
        if (value == null) {
            reportFault("CSeq", head, cseqLine);
        } else {
            checkMethod(head, value);
        }
        return value;
    }

    private void reportFault(String name, Head head, int line) {
        report(name, fault.reason(), head.folded(line) ? head.valueFrom(line) : fault.offset(), 400);
        fault.clear();
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
            if (HeaderKind.CALL_ID.first(head, callIdLine, fault) == null) {
                reportFault("Call-ID", head, callIdLine);
            }
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

    /** RFC 3261 §18.3: bytes beyond Content-Length are no part of a datagram's message, missing ones an error. */
    private int bodyTo(Head head, int bodyFrom) {
        if (lengthLine < 0) {
            return end;
        }
        int length = length(head);
        if (length < 0) {
            report("Content-Length", "malformed number", head.valueFrom(lengthLine), 400);
            return end;
        }
        if (length > end - bodyFrom) {
            report("Content-Length", length + " but " + (end - bodyFrom) + " bytes of body",
                    head.valueFrom(lengthLine), 400);
            return end;
        }
        return bodyFrom + length;
    }

    private int length(Head head) {
        if (head.folded(lengthLine)) {
            Integer length = HeaderKind.CONTENT_LENGTH.first(head, lengthLine, new Fault());
            return length == null ? -1 : length;
        }
        return (int) Chars.number(s, head.valueFrom(lengthLine), head.valueTo(lengthLine), Integer.MAX_VALUE);
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
