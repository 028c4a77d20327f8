package io.rvoip.session.media;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.session.MediaException;
import io.rvoip.sip.transport.dns.DnsLookup;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of STUN and TURN servers (RFC 8489 section 8, RFC 8656 section 7): a name with a port has addresses,
 * one without has the servers of its service (RFC 2782), else addresses and the usual port. Where a relay's URI says no
 * transport either, its domain may (RFC 5928); a domain that has no such rules is asked over UDP alone, or TLS. What is found
 * is kept as long as its records say. Thread-safe.
 */
public final class IceServers {
    private final @Nullable DnsLookup lookup;
    private final @Nullable Loop loop;
    private final Metrics.Counter unresolved;
    private final @Nullable RateLimitedLog log;

    private IceServers(@Nullable DnsLookup lookup, @Nullable Loop loop, Metrics metrics) {
        this.lookup = lookup;
        this.loop = loop;
        unresolved = metrics.counter("rvoip_ice_servers_unresolved_total");
        log = loop == null ? null : new RateLimitedLog(LoggerFactory.getLogger(IceServers.class), loop.time());
    }

    /** Addresses only: a name is not found. */
    public static IceServers addresses() {
        return new IceServers(null, null, Metrics.none());
    }

    /**
     * By name too.
     *
     * @param loop of the look-ups
     * @param metrics counts {@code rvoip_ice_servers_unresolved_total}
     */
    public static IceServers dns(DnsLookup lookup, Loop loop, Metrics metrics) {
        return new IceServers(lookup, loop, metrics);
    }

    /**
     * The configuration with addresses in place of names. A server that is not found is left out.
     *
     * @return completes on any thread, at once where there is nothing to look up; exceptionally with a {@link MediaException}
     *     when only relays may be used, and none is found
     */
    CompletionStage<IceConfig> resolve(IceConfig config) {
        if (config.servers().isEmpty()) {
            return CompletableFuture.completedStage(config);
        }
        Map<IceServer, List<ServerPlace>> found = new LinkedHashMap<>();
        boolean literal = true;
        for (IceServer server : config.servers()) {
            Optional<InetSocketAddress> address = server.uri().address();
            literal &= address.isPresent();
            found.put(server, address.map(at -> List.of(new ServerPlace(at, server.uri().transport()))).orElse(List.of()));
        }
        DnsLookup by = lookup;
        Loop on = loop;
        if (literal || by == null || on == null) {
            return settled(config, found);
        }
        CompletableFuture<IceConfig> resolved = new CompletableFuture<>();
        try {
            on.execute(() -> new Search(by, config, found, resolved).next());
        } catch (RejectedExecutionException ended) {
            resolved.completeExceptionally(new MediaException("the loop of the look-ups has ended", ended));
        }
        return resolved;
    }

    /**
     * Where a STUN server is, best first, at most 8 addresses of both families.
     *
     * @return completes on any thread; with none where it is not found, which is counted and logged
     */
    public CompletionStage<List<InetSocketAddress>> stun(IceUri server) {
        return resolve(IceConfig.FULL.withServers(IceServer.stun(server.toString()))).thenApply(IceConfig::stunServers);
    }

    private CompletionStage<IceConfig> settled(IceConfig config, Map<IceServer, List<ServerPlace>> found) {
        List<InetSocketAddress> stun = new ArrayList<>();
        List<TurnServer> turn = new ArrayList<>();
        List<IceUri> missing = new ArrayList<>();
        found.forEach((server, places) -> {
            if (places.isEmpty()) {
                missing.add(server.uri());
            } else if (server.uri().relays()) {
                places.forEach(place -> turn.add(server.at(place.address(), place.transport())));
            } else {
                places.forEach(place -> stun.add(place.address()));
            }
        });
        if (!missing.isEmpty()) {
            unresolved.add(missing.size());
            if (log != null) {
                log.warn("Servers of ICE are not found: {}", missing);
            }
        }
        if (config.policy() == IcePolicy.RELAY && turn.isEmpty() && config.turnServers().isEmpty()) {
            return CompletableFuture.failedStage(new MediaException("ice: relays alone may be used, and none is found: " + missing));
        }
        return CompletableFuture.completedStage(config.resolved(stun, turn));
    }

    /** One configuration, server after server; on the loop of the look-ups. */
    private final class Search {
        private final DnsLookup by;
        private final IceConfig config;
        private final Map<IceServer, List<ServerPlace>> found;
        private final CompletableFuture<IceConfig> resolved;
        private final List<IceServer> open;

        Search(DnsLookup by, IceConfig config, Map<IceServer, List<ServerPlace>> found, CompletableFuture<IceConfig> resolved) {
            this.by = by;
            this.config = config;
            this.found = found;
            this.resolved = resolved;
            open = new ArrayList<>(config.servers());
            open.removeIf(server -> server.uri().address().isPresent());
        }

        void next() {
            if (open.isEmpty()) {
                settled(config, found).whenComplete((made, failure) -> {
                    if (failure == null) {
                        resolved.complete(made);
                    } else {
                        resolved.completeExceptionally(failure);
                    }
                });
                return;
            }
            IceServer server = open.remove(0);
            find(server.uri(), places -> {
                found.put(server, places.stream().distinct().limit(ServerLookup.MOST_PLACES).toList());
                next();
            });
        }

        private void find(IceUri uri, Consumer<List<ServerPlace>> then) {
            ServerLookup servers = new ServerLookup(by);
            if (uri.port() > 0) {
                servers.addresses(uri.host(), uri.port(), uri.transport(), then);
            } else if (uri.leavesTransport()) {
                new RelayRules(by).find(uri, then, () -> servers.service(uri, then));
            } else {
                servers.service(uri, then);
            }
        }
    }
}
