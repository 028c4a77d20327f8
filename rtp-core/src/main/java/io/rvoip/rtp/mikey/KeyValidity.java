package io.rvoip.rtp.mikey;

/**
 * When a key counts (RFC 3830 section 6.14).
 *
 * @param kind of the rule
 * @param first the MKI, or from which packet index on
 * @param last up to which packet index; empty for other kinds
 */
public record KeyValidity(Kind kind, Octets first, Octets last) {
    /** Always. */
    public static final KeyValidity ALWAYS = new KeyValidity(Kind.ALWAYS, Octets.NONE, Octets.NONE);

    /** By the numbers on the wire. */
    public enum Kind {
        /** Without a rule. */
        ALWAYS,
        /** For packets with this identifier. */
        MKI,
        /** For these packets. */
        INTERVAL
    }
}
