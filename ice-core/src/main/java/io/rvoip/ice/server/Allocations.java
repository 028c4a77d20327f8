package io.rvoip.ice.server;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttribute.ErrorCode;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All allocations of a server: made, refreshed, ended (RFC 8656 §7.2, §8.2). What has ended is found out when it is asked
 * for, and swept once a second. Confined to one loop.
 */
final class Allocations {
    private static final int UDP = StunAttribute.RequestedTransport.UDP;

    private final RelaySettings settings;
    private final Loop loop;
    private final Peers peers;
    private final DataRelay data;
    private final Map<Integer, RelayPorts> ports = new HashMap<>();
    private final Set<Allocation> all = new LinkedHashSet<>();
    private final Map<String, Integer> byOwner = new HashMap<>();
    private final Loop.Timer sweep;
    /** Where relays that are made now are told to be. */
    private List<RelayAddress> places;
    private volatile int size;

    Allocations(RelaySettings settings, Loop loop, DatagramPath.Binder binder, IdSource ids, Peers peers, DataRelay data) {
        this.settings = settings;
        this.loop = loop;
        this.peers = peers;
        this.data = data;
        places = settings.relays();
        places.forEach(relay -> ports.put(relay.family(), new RelayPorts(relay.local(), settings, binder, loop, ids)));
        sweep = loop.timer(this::sweep);
    }

    /** Any thread. */
    int size() {
        return size;
    }

    /**
     * Tells relays made from now on to be there. Those that are told elsewhere stay, and as long as one of them does, what was
     * told is ours. What was given for the host while it was a stranger's is taken back.
     */
    void seenAs(InetAddress host) {
        List<RelayAddress> before = places;
        boolean stranger = !peers.knows(host);
        places = before.stream().map(place -> place.isOfFamily(host) ? place.withAdvertised(host) : place).toList();
        peers.advertise(places);
        if (stranger) {
            all.forEach(allocation -> allocation.forget(host));
        }
        forgetUntold(before);
    }

    private void forgetUntold(List<RelayAddress> before) {
        if (before != places) {
            before.stream().map(RelayAddress::advertised)
                    .filter(host -> Stream.concat(places.stream(), all.stream().flatMap(allocation -> allocation.places.stream()))
                            .noneMatch(place -> place.advertised().equals(host)))
                    .forEach(peers::forget);
        }
    }

    /** @param later told the outcome when it takes a moment */
    Outcome allocate(ClientLink link, StunMessage request, Authentication.Known user, long now, Consumer<Outcome> later) {
        Allocation existing = link.allocation;
        if (existing != null) {
            boolean repeated = existing.madeBy.equals(request.transactionId());
            return !repeated ? Outcome.refused(ErrorCode.ALLOCATION_MISMATCH, "an allocation is there")
                    : existing.open ? made(existing, now) : Outcome.NONE;
        }
        int refusal = refusal(request);
        if (refusal != 0) {
            return Outcome.refused(refusal, "transport, address family or reserved port");
        }
        if (byOwner.getOrDefault(user.owner(), 0) >= settings.quotas().perUser()) {
            return Outcome.refused(ErrorCode.QUOTA_REACHED, "too many allocations of one user");
        }
        if (all.size() >= settings.quotas().allocations()) {
            return Outcome.refused(ErrorCode.INSUFFICIENT_CAPACITY, "too many allocations");
        }
        Allocation allocation = new Allocation(link, request.transactionId(), user, places, settings.quotas(), now);
        add(allocation);
        long wished = request.attribute(StunAttribute.Lifetime.class).map(StunAttribute.Lifetime::seconds).orElse(0L);
        open(allocation, request).whenComplete((nothing, failed) -> {
            long then = loop.now();
            if (allocation.ended) {
                close(allocation, 0);
            } else if (failed != null) {
                end(allocation);
                later.accept(Outcome.refused(ErrorCode.INSUFFICIENT_CAPACITY, "no port"));
            } else {
                allocation.open = true;
                allocation.expiresAt = then + settings.lifetime(wished) * Allocation.SECOND;
                later.accept(made(allocation, then));
            }
        });
        return Outcome.NONE;
    }

    private int refusal(StunMessage request) {
        var transport = request.attribute(StunAttribute.RequestedTransport.class);
        var family = request.attribute(StunAttribute.RequestedAddressFamily.class);
        var additional = request.attribute(StunAttribute.AdditionalAddressFamily.class);
        if (transport.isEmpty() || family.isPresent() && additional.isPresent()
                || additional.filter(second -> second.family() != RelaySettings.IPV6).isPresent()) {
            return ErrorCode.BAD_REQUEST;
        }
        if (transport.get().protocol() != UDP) {
            return ErrorCode.UNSUPPORTED_TRANSPORT;
        }
        if (request.attribute(StunAttribute.EvenPort.class).filter(StunAttribute.EvenPort::reserve).isPresent()) {
            return additional.isPresent() ? ErrorCode.BAD_REQUEST : ErrorCode.INSUFFICIENT_CAPACITY;
        }
        int wished = family.map(StunAttribute.RequestedAddressFamily::family).orElse(RelaySettings.IPV4);
        boolean either = additional.isPresent() && !ports.isEmpty();
        return either || ports.containsKey(wished) ? 0 : ErrorCode.FAMILY_NOT_SUPPORTED;
    }

    private CompletionStage<Void> open(Allocation allocation, StunMessage request) {
        boolean even = request.attribute(StunAttribute.EvenPort.class).isPresent();
        boolean both = request.attribute(StunAttribute.AdditionalAddressFamily.class).isPresent();
        if (!both) {
            int family = request.attribute(StunAttribute.RequestedAddressFamily.class)
                    .map(StunAttribute.RequestedAddressFamily::family).orElse(RelaySettings.IPV4);
            return open(allocation, family, even);
        }
        RelayPorts four = ports.get(RelaySettings.IPV4);
        RelayPorts six = ports.get(RelaySettings.IPV6);
        if (four == null || six == null) {
            allocation.otherFamilyError = ErrorCode.FAMILY_NOT_SUPPORTED;
            return open(allocation, four == null ? RelaySettings.IPV6 : RelaySettings.IPV4, even);
        }
        return open(allocation, RelaySettings.IPV4, even).handle((nothing, failed) -> failed).thenCompose(failed ->
                open(allocation, RelaySettings.IPV6, even).exceptionally(also -> {
                    if (failed != null) {
                        throw new CompletionException(also);
                    }
                    return null;
                })).thenAccept(nothing -> {
                    boolean whole = allocation.ipv4 != null && allocation.ipv6 != null;
                    allocation.otherFamilyError = whole ? 0 : ErrorCode.INSUFFICIENT_CAPACITY;
                });
    }

    private CompletionStage<Void> open(Allocation allocation, int family, boolean even) {
        RelayPorts from = ports.get(family);
        return from.open(even, (path, datagram, peer) -> data.fromPeer(allocation, datagram, peer, loop.now())).thenAccept(path -> {
            if (family == RelaySettings.IPV6) {
                allocation.ipv6 = path;
            } else {
                allocation.ipv4 = path;
            }
        });
    }

    private Outcome made(Allocation allocation, long now) {
        List<StunAttribute> answer = new ArrayList<>();
        relayed(allocation, allocation.ipv4, RelaySettings.IPV4, answer);
        relayed(allocation, allocation.ipv6, RelaySettings.IPV6, answer);
        if (allocation.otherFamilyError != 0) {
            int missing = allocation.ipv4 == null ? RelaySettings.IPV4 : RelaySettings.IPV6;
            answer.add(new StunAttribute.AddressErrorCode(missing, allocation.otherFamilyError));
        }
        answer.add(new StunAttribute.XorMappedAddress(allocation.link.remote()));
        answer.add(new StunAttribute.Lifetime((allocation.expiresAt - now) / Allocation.SECOND));
        return Outcome.success(answer);
    }

    private static void relayed(Allocation allocation, @Nullable DatagramPath path, int family, List<StunAttribute> answer) {
        if (path != null) {
            answer.add(new StunAttribute.XorRelayedAddress(allocation.told(path, family)));
        }
    }

    Outcome refresh(Allocation allocation, StunMessage request, long now) {
        int family = request.attribute(StunAttribute.RequestedAddressFamily.class)
                .map(StunAttribute.RequestedAddressFamily::family).orElse(0);
        if (family != 0 && (family > RelaySettings.IPV6 || !allocation.has(family))) {
            return Outcome.refused(ErrorCode.PEER_FAMILY_MISMATCH, "no relay of that family");
        }
        long wished = request.attribute(StunAttribute.Lifetime.class).map(StunAttribute.Lifetime::seconds).orElse(-1L);
        if (wished == 0) {
            close(allocation, family);
            if (allocation.ipv4 == null && allocation.ipv6 == null) {
                end(allocation);
            }
            return Outcome.success(List.of(new StunAttribute.Lifetime(0)));
        }
        long seconds = settings.lifetime(wished);
        allocation.expiresAt = now + seconds * Allocation.SECOND;
        return Outcome.success(List.of(new StunAttribute.Lifetime(seconds)));
    }

    private void add(Allocation allocation) {
        if (all.isEmpty()) {
            sweep.arm(loop.now() + Allocation.SECOND);
        }
        all.add(allocation);
        size = all.size();
        byOwner.merge(allocation.user.owner(), 1, Integer::sum);
        allocation.link.allocation = allocation;
    }

    /** Idempotent. */
    void end(Allocation allocation) {
        if (allocation.ended) {
            return;
        }
        allocation.ended = true;
        close(allocation, 0);
        all.remove(allocation);
        size = all.size();
        forgetUntold(allocation.places);
        byOwner.computeIfPresent(allocation.user.owner(), (owner, count) -> count == 1 ? null : count - 1);
        allocation.link.allocation = null;
        allocation.link.released();
    }

    private void close(Allocation allocation, int family) {
        DatagramPath four = allocation.ipv4;
        DatagramPath six = allocation.ipv6;
        allocation.close(family);
        if (four != null && allocation.ipv4 == null) {
            ports.get(RelaySettings.IPV4).free(four);
        }
        if (six != null && allocation.ipv6 == null) {
            ports.get(RelaySettings.IPV6).free(six);
        }
    }

    private void sweep() {
        long now = loop.now();
        for (Allocation allocation : List.copyOf(all)) {
            if (allocation.open && now >= allocation.expiresAt) {
                end(allocation);
            } else {
                allocation.sweep(now);
            }
        }
        if (!all.isEmpty()) {
            sweep.arm(now + Allocation.SECOND);
        }
    }

    void close() {
        List.copyOf(all).forEach(this::end);
        sweep.cancel();
    }
}
