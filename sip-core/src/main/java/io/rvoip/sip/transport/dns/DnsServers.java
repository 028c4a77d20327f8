package io.rvoip.sip.transport.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Who is asked, and how patiently.
 *
 * @param servers in the order they are asked; none: those of this machine
 * @param timeout of one attempt; 100 ms to 30 s
 * @param attempts for one question, over all servers; 1-10
 */
public record DnsServers(List<InetSocketAddress> servers, Duration timeout, int attempts) {
    /** The name servers of this machine, 2 s for each of at most 3 attempts. */
    public static final DnsServers SYSTEM = new DnsServers(List.of(), Duration.ofSeconds(2), 3);

    public DnsServers {
        servers = List.copyOf(servers);
        for (InetSocketAddress server : servers) {
            if (server.isUnresolved() || server.getPort() == 0) {
                throw new IllegalArgumentException("servers: " + server + " (expected: an address and a port)");
            }
        }
        DnsLimits.require("timeout", timeout, Duration.ofMillis(100), Duration.ofSeconds(30));
        if (attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1-10)");
        }
    }

    /** The same with other servers. */
    public DnsServers withServers(List<InetSocketAddress> inOrder) {
        return new DnsServers(inOrder, timeout, attempts);
    }

    /** The same with another patience. */
    public DnsServers withTimeout(Duration each, int tries) {
        return new DnsServers(servers, each, tries);
    }
}
