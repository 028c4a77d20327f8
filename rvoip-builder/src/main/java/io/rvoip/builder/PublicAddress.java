package io.rvoip.builder;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.rvoip.common.Component;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Health;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.ValidationReport;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.stun.StunBinding;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.StunSettings;
import io.rvoip.session.media.IceServers;
import io.rvoip.sip.transport.Advertised;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address that a STUN server sees us at: asked for at the start, which waits for it, and every five minutes after. While the
 * server says nothing the last one stays. On one loop; {@link #address} on any thread.
 */
final class PublicAddress implements Component {
    /** Five requests over 9.5 s: a start is not to wait as long as the 39.5 s of RFC 8489. */
    private static final StunSettings ASKING = new StunSettings(Duration.ofMillis(500), 5, 4, Duration.ofMinutes(5));

    /** Of one server, one after the other, each of which may take that long. */
    private static final int MOST_SERVERS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(PublicAddress.class);

    private final IceUri server;
    private final InetAddress local;
    private final IceServers servers;
    private final Loop loop;
    private final DatagramPath.Binder binder;
    private final IdSource ids;
    private final Predicate<InetAddress> ours;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final CompletableFuture<Void> found = new CompletableFuture<>();
    private final List<InetSocketAddress> untried = new ArrayList<>();
    private final Loop.Timer timer;
    private final Metrics.Counter changes;
    private final Metrics.Counter failures;
    private final RateLimitedLog log;
    private volatile @Nullable InetAddress address;
    private volatile List<Advertised> names = List.of();
    private volatile @Nullable String silent;
    private volatile Consumer<InetAddress> listener = address -> { };
    private @Nullable DatagramPath path;
    private @Nullable StunBinding binding;
    private boolean stopped;

    /**
     * @param local where it is asked from, on a port of its own; a wildcard will do
     * @param ours whether an address is one of this machine
     * @param metrics counts {@code rvoip_public_address_changes_total} and {@code rvoip_public_address_failures_total}
     */
    PublicAddress(IceUri server, InetAddress local, IceServers servers, Loop loop, DatagramPath.Binder binder, IdSource ids,
            Predicate<InetAddress> ours, Metrics metrics) {
        this.server = server;
        this.local = local;
        this.servers = servers;
        this.loop = loop;
        this.binder = binder;
        this.ids = ids;
        this.ours = ours;
        timer = loop.timer(this::onDeadline);
        changes = metrics.counter("rvoip_public_address_changes_total");
        failures = metrics.counter("rvoip_public_address_failures_total");
        log = new RateLimitedLog(LOG, loop.time());
    }

    /** Whether somebody is to be asked, by what {@code advertise} says. */
    static boolean isAsked(String advertise) {
        return advertise.regionMatches(true, 0, "stun:", 0, 5);
    }

    /** Whom. @throws IllegalArgumentException where it is no URI of a STUN server */
    static Optional<IceUri> server(PlatformConfig config) {
        return config.advertise().filter(PublicAddress::isAsked).map(IceUri::parse);
    }

    static void check(PlatformConfig config, ValidationReport.Collector problems) {
        try {
            server(config);
        } catch (IllegalArgumentException unreadable) {
            problems.add("advertise", String.valueOf(unreadable.getMessage()), "write stun:HOST or stun:HOST:PORT");
        }
    }

    /** Empty before the start has come to its end. */
    Optional<InetAddress> address() {
        return Optional.ofNullable(address);
    }

    /** The same as SIP writes it. */
    List<Advertised> names() {
        return names;
    }

    /** Tells of each other address than that of the start, on the loop. Called before the start. */
    void onChange(Consumer<InetAddress> told) {
        listener = told;
    }

    @Override
    public String id() {
        return "public-address";
    }

    @Override
    public CompletionStage<Void> start() {
        servers.stun(server).whenComplete((all, failure) -> loop.execute(() -> {
            if (all != null) {
                all.stream().filter(one -> one.getAddress().getClass() == local.getClass()).limit(MOST_SERVERS).forEach(untried::add);
            }
            if (untried.isEmpty()) {
                refuse("is found at no address of the family of media, " + NetUtil.toAddressString(local));
            } else {
                binder.bind(new InetSocketAddress(local, 0), loop, this::received).whenComplete((bound, refused) -> loop.execute(() -> {
                    if (bound == null) {
                        refuse("cannot be asked from " + NetUtil.toAddressString(local) + ": " + refused.getMessage());
                    } else {
                        path = bound;
                        next();
                    }
                }));
            }
        }));
        return found;
    }

    private void next() {
        StunBinding asked = new StunBinding(untried.remove(0), ASKING, ids, new Answers());
        binding = asked;
        asked.start(loop.now());
        timer.arm(asked.nextDeadline());
    }

    private void refuse(String why) {
        end();
        found.completeExceptionally(new ConfigurationException("advertise", server + " " + why, "name another server, or say the address itself"));
    }

    private void end() {
        stopped = true;
        timer.cancel();
        if (path != null) {
            path.close();
        }
    }

    private void received(DatagramPath on, ByteBuf datagram, InetSocketAddress from) {
        StunBinding asked = binding;
        if (asked != null && !stopped && parser.parse(datagram) instanceof StunResult.Parsed parsed && asked.received(parsed.message(), from, loop.now())) {
            timer.arm(stopped ? Loop.Timer.NEVER : binding.nextDeadline());
        }
        datagram.release();
    }

    private void onDeadline() {
        StunBinding asked = binding;
        if (asked != null && !stopped) {
            asked.onDeadline(loop.now());
            timer.arm(stopped ? Loop.Timer.NEVER : binding.nextDeadline());
        }
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loop.execute(() -> {
            end();
            ended.complete(null);
        });
        return ended;
    }

    @Override
    public Health health() {
        String why = silent;
        return address == null ? Health.unknown(id(), "not known yet") : why == null ? Health.healthy(id()) : Health.degraded(id(), why);
    }

    /** What comes of asking. */
    private final class Answers implements StunBinding.Sink {
        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            DatagramPath open = path;
            if (open == null) {
                datagram.release();
            } else {
                open.send(datagram, to);
            }
        }

        @Override
        public void mapped(InetSocketAddress seen, boolean changed) {
            InetAddress now = seen.getAddress();
            InetAddress before = address;
            if (now.getClass() != local.getClass() || now.isAnyLocalAddress() || now.isMulticastAddress()) {
                failed(new StunFailure(StunFailure.Kind.BAD_ANSWER, 0, NetUtil.toAddressString(now) + " is none to be reached at"));
                return;
            }
            silent = null;
            names = List.of(new Advertised(NetUtil.toAddressString(now), 0));
            address = now;
            if (now.equals(before)) {
                return;
            }
            if (before != null) {
                changes.increment();
                listener.accept(now);
            }
            LOG.info("{} sees us at {}{}", server, NetUtil.toAddressString(now), before == null ? "" : ", and no longer at " + NetUtil.toAddressString(before));
            if (ours.test(now)) {
                LOG.warn("advertise: {} is an address of this machine: there is no NAT towards {}, which need not be asked", NetUtil.toAddressString(now), server);
            }
            found.complete(null);
        }

        @Override
        public void failed(StunFailure failure) {
            failures.increment();
            if (address != null) {
                silent = server + ": " + failure.text();
                log.warn("{} does not say our public address, the last one stays: {}", server, failure.text());
            } else if (untried.isEmpty()) {
                refuse("does not say our public address: " + failure.text());
            } else {
                next();
            }
        }
    }
}
