package io.rvoip.sip.transport.dns;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address of a host: A or AAAA. */
public record AddressRecord(String name, long ttl, InetAddress address) implements DnsRecord {
    @Override
    public DnsType type() {
        return address instanceof Inet4Address ? DnsType.A : DnsType.AAAA;
    }
}
