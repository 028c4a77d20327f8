package io.rvoip.simple;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.dns.DnsAnswer;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A client on a host of a virtual network, in virtual time; nothing blocks and nothing is a thread. */
final class VirtualWiring implements Wiring {
    private final ManualTime time;
    private final VirtualHost host;
    private final Loop signalling;
    private final Loop media;
    private long seed;
    boolean closed;
    /** Our address as the kernel would tell it. */
    InetAddress own;
    /** What the machine has; null: that address. */
    Set<InetAddress> addresses;
    /** Its interfaces. */
    Supplier<Map<String, Set<InetAddress>>> interfaces = Map::of;
    /** What is between us and the sockets. */
    UnaryOperator<SipTransport> around = UnaryOperator.identity();
    DnsClient dns = (question, then) -> then.accept(new DnsAnswer.NoSuchName(0));

    VirtualWiring(ManualTime time, VirtualHost host, long seed) {
        this.time = time;
        this.host = host;
        this.seed = seed;
        own = host.address();
        signalling = time.loop("sip " + host.address());
        media = time.loop("media " + host.address());
    }

    @Override
    public Loop signalling() {
        return signalling;
    }

    @Override
    public Loop media() {
        return media;
    }

    @Override
    public SipTransport transport(Shards shards, List<Advertised> advertised) {
        SipTransports.Builder builder = SipTransports.builder(shards)
                .withUdp(host, signalling)
                .withLocalAddress(remote -> Optional.of(own));
        advertised.forEach(builder::withAdvertise);
        return around.apply(builder.build());
    }

    @Override
    public DatagramPath.Binder mediaSockets() {
        return host;
    }

    @Override
    public Set<InetAddress> addresses() {
        return addresses == null ? Set.of(own) : addresses;
    }

    @Override
    public Map<String, Set<InetAddress>> interfaces() {
        return interfaces.get();
    }

    @Override
    public DnsClient dns() {
        return dns;
    }

    @Override
    public IdSource ids() {
        return new SeededIds(seed++);
    }

    @Override
    public Executor island() {
        return time.loop("island");
    }

    @Override
    public Executor lane() {
        return time.loop("lane");
    }

    @Override
    public Executor results() {
        return time.loop("results");
    }

    @Override
    public boolean inCallback() {
        return true; // close() must not wait on the thread that moves time
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void closeLater(Runnable then) {
        closed = true;
        then.run();
    }
}
