package io.rvoip.sip;

import java.util.Optional;

/** What came of parsing one datagram or one framed message. */
public sealed interface ParseResult {
    /** A message whose start line and mandatory fields are valid. */
    record Parsed(SipMessage message) implements ParseResult {}

    /**
     * No valid message.
     *
     * @param problem  the first one found; status 0 means drop
     * @param response the answer to send, ready but for {@code received} and {@code rport}: present only for a request
     *                 other than ACK whose top Via is usable. It carries what the request had of Via, From, To, Call-ID
     *                 and CSeq; the getters of what it lacked throw {@link SipSyntaxException}.
     */
    record Refused(SipProblem problem, Optional<SipResponse> response) implements ParseResult {}

    /**
     * Line breaks alone, which keep a flow open (RFC 5626 §3.5.1).
     *
     * @param ping true for CRLFCRLF, which on a connection is answered with CRLF; false for that answer
     */
    record KeepAlive(boolean ping) implements ParseResult {}
}
