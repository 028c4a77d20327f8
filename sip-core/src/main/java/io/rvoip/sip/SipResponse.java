package io.rvoip.sip;

import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.Wire;

/** A response (RFC 3261 §7.2). Immutable and thread-safe. */
public final class SipResponse extends SipMessage {
    private final int status;
    private final int reasonFrom;
    private final int reasonTo;

    SipResponse(Head head, int bodyFrom, int bodyTo, Known known, int status, int reasonFrom, int reasonTo) {
        super(head, bodyFrom, bodyTo, known);
        this.status = status;
        this.reasonFrom = reasonFrom;
        this.reasonTo = reasonTo;
    }

    /** The status code, 100-699. */
    public int status() {
        return status;
    }

    /** The reason phrase as written; may be empty. */
    public String reason() {
        return Chars.text(head.s(), reasonFrom, reasonTo);
    }

    /** Whether the status is 1xx. */
    public boolean isProvisional() {
        return status < 200;
    }

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public SipResponse withTopVia(Via via) {
        Frame frame = replaceTopVia(via);
        return new SipResponse(frame.head(), frame.bodyFrom(), frame.bodyTo(), known(via), status,
                reasonFrom - head.base(), reasonTo - head.base());
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds responses. Not thread-safe. */
    public static final class Builder extends SipMessage.Builder<Builder> {
        private int status;
        private String reason;

        Builder(int status, String reason) {
            this.status = StatusCode.checked(status);
            this.reason = Wire.clean("reason", reason);
        }

        private Builder(SipResponse response) {
            super(response);
            this.status = response.status;
            this.reason = response.reason();
        }

        /** Replaces status and reason phrase. */
        public Builder status(int status, String reason) {
            this.status = StatusCode.checked(status);
            this.reason = Wire.clean("reason", reason);
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        byte[] startLine() {
            return Chars.bytes("SIP/2.0 " + status + " " + reason + "\r\n");
        }

        /** The response. @throws SipSyntaxException naming each mandatory field that is missing */
        @Override
        public SipResponse build() {
            return build(frame(), Known.NOTHING);
        }

        /** A response with whatever of the mandatory fields is there. */
        SipResponse buildPartial(Known known) {
            return build(partialFrame(), known);
        }

        private SipResponse build(Frame frame, Known known) {
            int from = frame.head().base() + "SIP/2.0 200 ".length();
            return new SipResponse(frame.head(), frame.bodyFrom(), frame.bodyTo(), known, status, from,
                    from + Chars.bytes(reason).length);
        }
    }
}
