package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.sip.transport.dns.AddressFamilies;
import io.rvoip.sip.transport.dns.DnsServers;
import io.rvoip.sip.transport.dns.DnsSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The section {@code sip.dns}: {@code servers} (addresses, with a port where it is not 53), {@code timeout} and
 * {@code attempts} of one question, {@code cacheEntries}, {@code addresses} ({@code ipv4-first}, {@code ipv6-first},
 * {@code ipv4-only}, {@code ipv6-only}).
 */
final class YamlDns {
    private static final int PORT = 53;

    private YamlDns() {}

    static DnsSettings read(YamlNode node, DnsSettings base) {
        List<InetSocketAddress> named = node.parsedList("servers", YamlDns::server);
        DnsServers servers = named.isEmpty() ? base.servers() : base.servers().withServers(named);
        int attempts = node.number("attempts", 1, 10).orElse(servers.attempts());
        Duration timeout = node.parsed("timeout", YamlConfig::duration).orElse(servers.timeout());
        DnsServers patient = servers;
        DnsSettings dns = node.attempt(() -> base.withServers(patient.withTimeout(timeout, attempts))).orElse(base);
        int entries = node.number("cacheEntries", 0, 1_000_000).orElse(dns.limits().cacheEntries());
        AddressFamilies families = node.parsed("addresses", YamlDns::families).orElse(dns.families());
        node.refuseOthers();
        return dns.withLimits(dns.limits().withCacheEntries(entries)).withFamilies(families);
    }

    /** {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53} or {@code [2001:db8::53]:5353}. */
    static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        boolean bare = NetUtil.isValidIpV6Address(text) || colon < 0;
        String host = bare ? text : text.substring(0, colon);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host.replaceAll("^\\[|\\]$", ""));
        try {
            int port = bare ? PORT : Integer.parseInt(text.substring(colon + 1));
            if (address != null && port > 0 && port <= 65_535) {
                return new InetSocketAddress(InetAddress.getByAddress(address), port);
            }
        } catch (UnknownHostException | NumberFormatException broken) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: the address of a name server, as in 192.0.2.53:53)");
    }

    private static AddressFamilies families(String text) {
        for (AddressFamilies one : AddressFamilies.values()) {
            if (word(one).equals(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException(
            "\"" + text + "\" (expected: ipv4-first, ipv6-first, ipv4-only or ipv6-only)");
    }

    /** As it stands in a file. */
    static String word(AddressFamilies families) {
        return families.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
