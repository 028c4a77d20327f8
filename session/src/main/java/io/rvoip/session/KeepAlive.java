package io.rvoip.session;

/** How a registration keeps the way to its registrar open between refreshes. */
public enum KeepAlive {
    /** Not at all. */
    NONE,
    /** CRLF CRLF (RFC 5626 §3.5.1, RFC 6223): a few bytes that no SIP element answers over UDP. */
    CRLF,
    /** OPTIONS to the registrar; without an answer the registration is renewed at once. */
    OPTIONS
}
