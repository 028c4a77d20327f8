package io.rvoip.sip.transport.tls;

/** Whether those who connect to us have to show a certificate (RFC 5922 §7.4). */
public enum ClientCertificate {
    /** None is asked for. */
    NONE,
    /** One is asked for; a connection without comes up, a bad one does not. */
    OPTIONAL,
    /** Without a good one no connection comes up. */
    REQUIRED
}
