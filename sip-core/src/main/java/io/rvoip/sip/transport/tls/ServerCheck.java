package io.rvoip.sip.transport.tls;

/** What happens when a server we connect to cannot prove who it is (RFC 5922 §7.3). */
public enum ServerCheck {
    /** The connection does not come up. */
    VERIFY,
    /** It comes up and is warned about and counted: for development only, where certificates are self-signed. */
    WARN
}
