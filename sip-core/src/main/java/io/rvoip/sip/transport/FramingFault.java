package io.rvoip.sip.transport;

/** Why a byte stream cannot be cut into messages any further (RFC 3261 §18.3). */
enum FramingFault {
    HEADERS_TOO_LARGE("headers over the limit"),
    NO_CONTENT_LENGTH("no Content-Length on a stream"),
    BAD_CONTENT_LENGTH("malformed or contradictory Content-Length"),
    BODY_TOO_LARGE("body over the limit");

    private final String reason;

    FramingFault(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
