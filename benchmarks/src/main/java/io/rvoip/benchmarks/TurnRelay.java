package io.rvoip.benchmarks;

import io.rvoip.common.Metrics;
import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayAddress;
import io.rvoip.ice.server.RelayQuotas;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TurnUsers;
import io.rvoip.ice.server.transport.TurnListener;
import io.rvoip.ice.server.transport.TurnService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Our side of the TURN benchmark: a server on loopback that knows alice and relays to loopback. */
public final class TurnRelay {
    private static final long NO_LIMIT = 1L << 40;

    private TurnRelay() {}

    /** Args: port. Prints READY. */
    public static void main(String[] args) throws InterruptedException {
        InetAddress host = InetAddress.getLoopbackAddress();
        RelaySettings settings = RelaySettings.on(RelayAddress.of(host))
            .withPeers(PeerRules.PUBLIC.withAllowed(AddressRule.parse("127.0.0.0/8")))
            .withQuotas(RelayQuotas.DEFAULT.withAllocations(10_000, 10_000).withBandwidth(NO_LIMIT, NO_LIMIT).withStrangers(new Rate(100_000, 100_000)));
        TurnService service = new TurnService(() -> settings, TurnUsers.of("rvoip.test", CryptoProvider.jdk()).withUser("alice", Secret.of("pw-alice")),
            List.of(new TurnListener(TurnListener.Protocol.UDP, new InetSocketAddress(host, Integer.parseInt(args[0])))),
            EventLoops.create("turn", 1).loops().get(0), () -> {
                throw new IllegalStateException("no TLS here");
            }, CryptoProvider.jdk(), Metrics.none());
        service.start().toCompletableFuture().join();
        System.out.println("READY");
        Thread.currentThread().join();
    }
}
