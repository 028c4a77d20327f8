package io.rvoip.sip.transport.dns;

/** CNAME: everything about {@code name} is to be found under {@code target}. */
public record AliasRecord(String name, long ttl, String target) implements DnsRecord {
    @Override
    public DnsType type() {
        return DnsType.CNAME;
    }
}
