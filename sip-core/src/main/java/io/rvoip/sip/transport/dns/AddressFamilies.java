package io.rvoip.sip.transport.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which addresses of a host are asked for, and which come first. */
public enum AddressFamilies {
    IPV4_FIRST(DnsType.A, DnsType.AAAA),
    IPV6_FIRST(DnsType.AAAA, DnsType.A),
    IPV4_ONLY(DnsType.A),
    IPV6_ONLY(DnsType.AAAA);

    private final List<DnsType> types;

    AddressFamilies(DnsType... types) {
        this.types = List.of(types);
    }

    /** The records to ask for, in the order of their use. */
    List<DnsType> types() {
        return types;
    }

    /** Whether an address of that family is used at all. */
    public boolean allows(InetAddress address) {
        return types.contains(address instanceof Inet4Address ? DnsType.A : DnsType.AAAA);
    }
}
