package io.rvoip.sip;

import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;

/** A request (RFC 3261 §7.1). Immutable and thread-safe. */
public final class SipRequest extends SipMessage {
    /** What {@link #create} writes (RFC 3261 §8.1.1.6). */
    public static final int DEFAULT_MAX_FORWARDS = 70;

    private static final int HOPS = HeaderName.MAX_FORWARDS.ordinal();

    private final Method method;
    private final Uri requestUri;
    private final int maxForwards;

    SipRequest(Head head, int bodyFrom, int bodyTo, Known known, Method method, Uri requestUri, int maxForwards) {
        super(head, bodyFrom, bodyTo, known);
        this.method = method;
        this.requestUri = requestUri;
        this.maxForwards = maxForwards;
    }

    /** Hops left in line {@code i}: a number over 255 counts as absent (RFC 4475 §3.1.2.4), what is none as -2. */
    static int hops(Head head, int i) {
        if (i < 0) {
            return -1;
        }
        byte[] s = head.s();
        int from = head.valueFrom(i);
        int to = head.valueTo(i);
        if (head.folded(i)) {
            s = Codecs.unfolded(s, from, to);
            from = 0;
            to = s.length;
        }
        long hops = Chars.number(s, from, to, 255);
        if (hops < 0) {
            return from < to && Chars.skip(s, from, to, Chars.DIGIT) == to ? DEFAULT_MAX_FORWARDS : -2;
        }
        return (int) hops;
    }

    /**
     * Starts a request with Max-Forwards 70. From, To, Call-ID and CSeq must be set before {@code build()}; Via is
     * left to the transaction.
     */
    public static Builder create(Method method, Uri requestUri) {
        return new Builder(method, requestUri).set(HeaderKind.MAX_FORWARDS, DEFAULT_MAX_FORWARDS);
    }

    /** The method. */
    public Method method() {
        return method;
    }

    /** The Request-URI. */
    public Uri requestUri() {
        return requestUri;
    }

    /**
     * Hops left, 0-255; -1 when the field is absent. A value over 255 counts as {@value #DEFAULT_MAX_FORWARDS} (RFC
     * 4475 §3.1.2.4: as if the field were absent) and shows in {@link #problemIn}.
     */
    public int maxForwards() {
        return maxForwards;
    }

    /** Starts a response with the default reason phrase; see {@link #respond(int, String)}. */
    public SipResponse.Builder respond(int status) {
        return respond(status, StatusCode.phrase(status));
    }

    /**
     * Starts a response with the fields of RFC 3261 §8.2.6.2: all Via, From, To, Call-ID and CSeq as they stand in
     * this request, for a 100 also Timestamp (§8.2.6.1). The To tag is set by {@code toTag}.
     *
     * @param status 100-699
     */
    public SipResponse.Builder respond(int status, String reason) {
        SipResponse.Builder builder = new SipResponse.Builder(status, reason);
        builder.lines().copyAnswered(this.head, status == 100);
        return builder;
    }

    @Override
    public SipRequest withTopVia(Via via) {
        Frame frame = replaceTopVia(via);
        return new SipRequest(frame.head(), frame.bodyFrom(), frame.bodyTo(), known(via), method, requestUri,
                maxForwards);
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds requests. Not thread-safe. */
    public static final class Builder extends SipMessage.Builder<Builder> {
        private Method method;
        private Uri requestUri;

        private Builder(Method method, Uri requestUri) {
            this.method = method;
            this.requestUri = requestUri;
        }

        private Builder(SipRequest request) {
            super(request);
            this.method = request.method;
            this.requestUri = request.requestUri;
        }

        /** Replaces the method; the CSeq is the caller's. */
        public Builder method(Method method) {
            this.method = method;
            return this;
        }

        /** Replaces the Request-URI. */
        public Builder requestUri(Uri uri) {
            this.requestUri = uri;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        byte[] startLine() {
            if (requestUri instanceof SipUri uri && uri.hasHeaders()) {
                throw new SipSyntaxException("Request-URI: " + uri + " (expected: no header part)");
            }
            return Chars.bytes(method.name() + " " + requestUri + " SIP/2.0\r\n");
        }

        /** The request. @throws SipSyntaxException naming each mandatory field that is missing */
        @Override
        public SipRequest build() {
            Frame frame = frame();
            SipRequest request = new SipRequest(frame.head(), frame.bodyFrom(), frame.bodyTo(), Known.NOTHING, method,
                    requestUri, Math.max(-1, hops(frame.head(), frame.head().next(0, HOPS, ""))));
            if (!request.cseq().method().equals(method)) {
                throw new SipSyntaxException("CSeq: " + request.cseq() + " (expected: method " + method + ")");
            }
            return request;
        }
    }
}
