package io.rvoip.sip.transport.dns;

/**
 * A server of a service (RFC 2782).
 *
 * @param priority 0-65535, the lowest is tried first
 * @param weight 0-65535, the share among those of one priority
 * @param port 0-65535
 * @param target a host name, or {@code .}: the domain has no such service
 */
public record SrvRecord(String name, long ttl, int priority, int weight, int port, String target)
        implements DnsRecord {
    /** The target that says that there is no such service here. */
    public static final String NONE = ".";

    @Override
    public DnsType type() {
        return DnsType.SRV;
    }

    /** Whether it says that the domain has no such service. */
    public boolean isNone() {
        return target.equals(NONE);
    }
}
