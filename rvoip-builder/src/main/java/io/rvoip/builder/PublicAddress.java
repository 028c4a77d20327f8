package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.common.Component;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Health;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.ValidationReport;
import io.rvoip.ice.IceUri;
import io.rvoip.sip.transport.Advertised;
import java.net.InetAddress;
import java.time.Duration;
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
 * The address that others see us at: asked for at the start, which waits for it, and every five minutes after. While nothing is said
 * the last one stays. On one loop; {@link #address} on any thread.
 */
final class PublicAddress implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(PublicAddress.class);

    private final AddressSource source;
    private final InetAddress local;
    private final Loop loop;
    private final Predicate<InetAddress> ours;
    private final CompletableFuture<Void> found = new CompletableFuture<>();
    private final Metrics.Counter changes;
    private final Metrics.Counter failures;
    private final RateLimitedLog log;
    private volatile @Nullable InetAddress address;
    private volatile List<Advertised> names = List.of();
    private volatile @Nullable String silent;
    private volatile Consumer<InetAddress> listener = address -> { };

    /**
     * @param source who is asked, on {@code loop}
     * @param local where media is: an address of the other family says nothing of it
     * @param ours whether an address is one of this machine
     * @param metrics counts {@code rvoip_public_address_changes_total} and {@code rvoip_public_address_failures_total}
     */
    PublicAddress(AddressSource source, InetAddress local, Loop loop, Predicate<InetAddress> ours, Metrics metrics) {
        this.source = source;
        this.local = local;
        this.loop = loop;
        this.ours = ours;
        changes = metrics.counter("rvoip_public_address_changes_total");
        failures = metrics.counter("rvoip_public_address_failures_total");
        log = new RateLimitedLog(LOG, loop.time());
    }

    /** Whether somebody is to be asked, by what {@code advertise} says. */
    static boolean isAsked(String advertise) {
        return advertise.regionMatches(true, 0, "stun:", 0, 5) || isCloud(advertise);
    }

    /** Whether that is the cloud this machine is in. */
    static boolean isCloud(String advertise) {
        return advertise.regionMatches(true, 0, CloudSource.SCHEME, 0, CloudSource.SCHEME.length());
    }

    static void check(PlatformConfig config, ValidationReport.Collector problems) {
        String asked = config.advertise().filter(PublicAddress::isAsked).orElse("");
        try {
            if (isCloud(asked)) {
                CloudSource.Cloud.of(asked);
                problems.require(!NetUtil.isValidIpV6Address(config.mediaAddress()), "advertise",
                    asked + " says an IPv4 address, and media is at " + config.mediaAddress(), "name an IPv4 address in media.address, or say the address itself");
            } else if (!asked.isEmpty()) {
                IceUri.parse(asked);
            }
        } catch (IllegalArgumentException unreadable) {
            problems.add("advertise", String.valueOf(unreadable.getMessage()), "write stun:HOST, stun:HOST:PORT, " + CloudSource.FORMS);
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
        source.start(new Told());
        return found;
    }

    private void refuse(String why) {
        source.stop();
        found.completeExceptionally(new ConfigurationException("advertise", source + " " + why, "name another server, or say the address itself"));
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loop.execute(() -> {
            source.stop();
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
    private final class Told implements AddressSource.Answers {
        @Override
        public boolean seen(InetAddress now) {
            InetAddress before = address;
            if (now.getClass() != local.getClass() || now.isAnyLocalAddress() || now.isMulticastAddress()) {
                return false;
            }
            silent = null;
            names = List.of(new Advertised(NetUtil.toAddressString(now), 0));
            address = now;
            if (!now.equals(before)) {
                changed(before, now);
            }
            return true;
        }

        private void changed(@Nullable InetAddress before, InetAddress now) {
            if (before != null) {
                changes.increment();
                listener.accept(now);
            }
            LOG.info("{} sees us at {}{}", source, NetUtil.toAddressString(now), before == null ? "" : ", and no longer at " + NetUtil.toAddressString(before));
            if (ours.test(now)) {
                LOG.warn("advertise: {} is an address of this machine: there is no NAT towards {}, which need not be asked", NetUtil.toAddressString(now), source);
            }
            found.complete(null);
        }

        @Override
        public void silent(String why, boolean more) {
            failures.increment();
            if (address != null) {
                silent = source + ": " + why;
                log.warn("{} does not say our public address, the last one stays: {}", source, why);
            } else if (!more) {
                refuse("does not say our public address: " + why);
            }
        }

        @Override
        public void unasked(String why) {
            refuse(why);
        }
    }
}
