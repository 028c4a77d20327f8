package io.rvoip.simple;

import io.rvoip.common.CallbackPool;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.media.transport.BlockingIsland;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.ice.turn.transport.TurnConnections;
import io.rvoip.rtp.transport.ConnectionOpener;
import io.rvoip.rtp.transport.TcpOpener;
import io.rvoip.session.SipStun;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.sip.transport.dns.NettyDnsClient;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Real sockets and threads: one loop for signalling, one for media, daemon threads for the rest when needed. */
final class SocketWiring implements Wiring {
    private static final int CALLBACK_THREADS = 8;
    private static final int WAITING_CALLBACKS = 1024;
    private static final int WAITING_BLOCKERS = 256;
    /** Microphone, loudspeaker and a recording for each call. */
    private static final int BLOCKERS_PER_CALL = 3;
    private static final int MOST_BLOCKERS = 64;
    private static final ThreadLocal<Boolean> IN_CALLBACK = new ThreadLocal<>();

    private final ClientConfig config;
    private final String name;
    private final EventLoops signalling;
    private final EventLoops media;
    private final CallbackPool callbacks;
    private final CallbackPool results;
    private final BlockingIsland island;
    private volatile @Nullable SipTransports sockets;

    private SocketWiring(ClientConfig config) {
        this.config = config;
        name = "rvoip-" + Account.addressOfRecord(config.sipUri()).user().orElse("client");
        signalling = EventLoops.create(name + "-sip", 1);
        media = EventLoops.create(name + "-media", 1);
        callbacks = new CallbackPool(name + "-events", CALLBACK_THREADS, WAITING_CALLBACKS);
        results = new CallbackPool(name + "-results", CALLBACK_THREADS, WAITING_CALLBACKS);
        int blockers = Math.min(MOST_BLOCKERS, 4 + BLOCKERS_PER_CALL * config.maxCalls());
        island = BlockingIsland.create(name + "-blocking", blockers, WAITING_BLOCKERS);
    }

    static Wiring open(ClientConfig config) {
        return new SocketWiring(config);
    }

    @Override
    public Loop signalling() {
        return signalling.next();
    }

    @Override
    public Loop media() {
        return media.next();
    }

    @Override
    public SipTransport transport(Shards shards, List<Advertised> advertised) {
        SipTransports.Builder builder = SipTransports.builder(shards)
                .withUdp(UdpBinder.signalling(Metrics.none()).withDscp(config.qos().signalingDscp()), signalling.next())
                .withDscp(config.qos().signalingDscp())
                .withStun(new SipStun(signalling.next(), new SecureIds(), Metrics.none()))
                .withTcp(signalling)
                .withTls(config.tlsPolicy())
                .withWebSocket(WebSocketPolicy.DEFAULT.withPath(config.webSocketPath()));
        advertised.forEach(builder::withAdvertise);
        SipTransports built = builder.build();
        sockets = built;
        return built;
    }

    /** Whom signalling believes over TLS is believed as a relay. */
    @Override
    public Optional<TurnConnection.Connector> relays() {
        return Optional.of(new TurnConnections(() -> Optional.ofNullable(sockets).flatMap(SipTransports::tlsContexts)
                .orElseThrow(() -> new IllegalStateException("TLS is always built")).client()));
    }

    @Override
    public Optional<ConnectionOpener> connections() {
        return Optional.of(new TcpOpener());
    }

    @Override
    public DatagramPath.Binder mediaSockets() {
        return UdpBinder.media(Metrics.none()).withDscp(config.qos().audioDscp());
    }

    @Override
    public Set<InetAddress> addresses() {
        try {
            return NetworkInterface.networkInterfaces().filter(SocketWiring::isUp).flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException unknown) {
            return Set.of(); // as without any network: the next look tells
        }
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }

    @Override
    public DnsClient dns() {
        return NettyDnsClient.on(signalling.next(), config.dns().servers());
    }

    @Override
    public IdSource ids() {
        return new SecureIds();
    }

    @Override
    public Executor island() {
        return island;
    }

    @Override
    public Executor lane() {
        return marked(callbacks.serial());
    }

    @Override
    public Executor results() {
        return task -> marked(results.serial()).execute(task);
    }

    private static Executor marked(Executor serial) {
        return task -> serial.execute(() -> {
            IN_CALLBACK.set(true);
            try {
                task.run();
            } finally {
                IN_CALLBACK.remove();
            }
        });
    }

    @Override
    public boolean inCallback() {
        return Boolean.TRUE.equals(IN_CALLBACK.get());
    }

    @Override
    public void close() {
        signalling.close();
        media.close();
        callbacks.close();
        results.close();
        island.close();
    }

    @Override
    public void closeLater(Runnable then) {
        Thread closer = new Thread(() -> {
            close();
            then.run();
        }, name + "-close");
        closer.setDaemon(true);
        closer.start();
    }
}
