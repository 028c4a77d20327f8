package io.rvoip.sip.transport.dns;

/**
 * A rule that leads further (RFC 3403 §4.1).
 *
 * @param order 0-65535, the lowest counts
 * @param preference 0-65535, the lowest of one order is tried first
 * @param flags {@code s}: SRV records under {@code replacement}; {@code u}: {@code regexp} makes a URI
 * @param service as in {@code SIP+D2U} or {@code E2U+sip}
 * @param regexp a substitution, often empty; from outside, so never run it unchecked
 * @param replacement the next name, or {@code .} for none
 */
public record NaptrRecord(
        String name, long ttl, int order, int preference, String flags, String service, String regexp,
        String replacement) implements DnsRecord {
    @Override
    public DnsType type() {
        return DnsType.NAPTR;
    }
}
