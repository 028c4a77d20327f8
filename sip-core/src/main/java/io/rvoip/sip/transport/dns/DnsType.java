package io.rvoip.sip.transport.dns;

/** The kinds of records SIP needs. */
public enum DnsType {
    /** An IPv4 address (RFC 1035 §3.4.1). */
    A(1),
    /** Another name for the same thing (RFC 1035 §3.3.1); never asked for, but answered. */
    CNAME(5),
    /** An IPv6 address (RFC 3596). */
    AAAA(28),
    /** The servers of a service (RFC 2782). */
    SRV(33),
    /** Rules that lead from a domain to its services (RFC 3403), and from numbers to URIs (RFC 6116). */
    NAPTR(35);

    private final int code;

    DnsType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
