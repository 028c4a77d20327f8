package io.rvoip.ice.ice4j;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEngine;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceLimits;
import io.rvoip.ice.IceTimes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ice4j.ice.Agent;

/**
 * ICE by ice4j, an optional dependency, for clients with few calls: each agent has a thread of the library for each of its
 * sockets, as long as it lives, and the library has pools for the process, whose threads end when there was nothing to do for
 * a minute. The sockets stay ours: the library is given STUN messages that fit our credentials or what it asked, and what it
 * says goes out through {@link IceEvents#transmit}.
 *
 * <p>It finds host and peer-reflexive candidates, over UDP alone. It nominates the first pair that works, keeps consent (RFC 7675), and
 * knows one far end of an offer only; of two sides that both want to control one yields, of two that both do not, which no
 * offer and answer bring about, it may find no way. Where a forked call is answered by a second one, the leg fails with
 * {@link io.rvoip.ice.IceFailure.Reason#LIBRARY}.
 */
public final class Ice4j implements IceEngine {
    /** For the process, and read when the library is first used; who has set them himself is left alone. */
    private static final Map<String, String> SETTINGS = Map.of(
            "ice4j.harvest.mapping.aws.enabled", "false",
            "ice4j.harvest.udp.use-dynamic-ports", "false",
            "ice4j.consent-freshness.interval", "5 seconds",
            "ice4j.redact-remote-addresses", "true");

    /** Held, so that its level stays. */
    private static final Logger NOISE = Logger.getLogger("org.ice4j");

    private final Executor island;
    private final CryptoProvider crypto;
    private final Metrics metrics;

    /**
     * Loads the library, which takes some tenths of a second.
     *
     * @param island runs what blocks, of several agents at a time
     * @param metrics counts {@code rvoip_ice_dropped_total{reason}}
     * @throws IllegalStateException when the library is missing or does not work here
     */
    public Ice4j(Executor island, CryptoProvider crypto, Metrics metrics) {
        this.island = island;
        this.crypto = crypto;
        this.metrics = metrics;
        SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        if (NOISE.getLevel() == null) {
            NOISE.setLevel(Level.OFF); // it writes for each packet that it dislikes; we count them
        }
        try {
            new Agent().free();
        } catch (LinkageError missing) {
            throw new IllegalStateException("ice4j is not on the class path, or not whole", missing);
        } catch (RuntimeException odd) {
            throw new IllegalStateException("ice4j does not work here: " + odd, odd);
        }
    }

    /** What a configuration asks for that is not done with this library, by name; empty: nothing. */
    public static Optional<String> refusal(IceConfig config) {
        IceTimes times = config.times();
        if (config.lite()) {
            return Optional.of("lite (expected: a full agent)");
        }
        if (!config.servers().isEmpty() || !config.stunServers().isEmpty() || !config.turnServers().isEmpty()) {
            return Optional.of("servers (expected: none: host candidates only)");
        }
        if (config.activeTcp()) {
            return Optional.of("activeTcp (expected: none: it is told of nobody to connect to)");
        }
        if (!config.addresses().equals(IceAddresses.ALL)) {
            return Optional.of("addresses (expected: all: what it finds is told)");
        }
        if (!times.nomination().equals(IceTimes.DEFAULT.nomination())) {
            return Optional.of("times.nomination " + times.nomination() + " (expected: as it is: the first pair that works is taken)");
        }
        return config.limits().pairs() == IceLimits.DEFAULT.pairs()
                ? Optional.empty()
                : Optional.of("limits.pairs " + config.limits().pairs() + " (expected: " + IceLimits.DEFAULT.pairs() + ")");
    }

    @Override
    public IceAgent open(IceConfig config, IceEvents events, Loop loop) {
        refusal(config).ifPresent(what -> {
            throw new IllegalArgumentException("ice4j: " + what);
        });
        return new Ice4jAgent(new Ice4jContext(config, events, loop, new SerialTasks(island), crypto, metrics));
    }
}
