package io.rvoip.sip.transport;

import io.rvoip.common.TimeSource;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of our addresses the kernel would use towards a peer, for sockets bound to the wildcard. Answers are kept for
 * half a minute, so that a changed network is noticed. Thread-safe.
 */
final class LocalRoutes {
    private static final int MAX_KEPT = 1_024;
    private static final long KEPT_NANOS = 30_000_000_000L;
    private static final int ANY_PORT = 9;

    private final Function<InetAddress, Optional<InetAddress>> lookup;
    private final TimeSource time;
    private final Map<InetAddress, Answer> kept = new LinkedHashMap<>();

    LocalRoutes(Function<InetAddress, Optional<InetAddress>> lookup, TimeSource time) {
        this.lookup = lookup;
        this.time = time;
    }

    /** Our address towards {@code remote}; empty when there is no route. */
    Optional<InetAddress> towards(InetAddress remote) {
        long now = time.nanoTime();
        synchronized (kept) {
            Answer answer = kept.get(remote);
            if (answer != null && now - answer.at < KEPT_NANOS) {
                return Optional.ofNullable(answer.address);
            }
        }
        Optional<InetAddress> found = lookup.apply(remote);
        synchronized (kept) {
            kept.remove(remote);
            if (kept.size() >= MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
            kept.put(remote, new Answer(found.orElse(null), now));
        }
        return found;
    }

    void forget() {
        synchronized (kept) {
            kept.clear();
        }
    }

    /** Asks the kernel: connecting a datagram socket chooses a route and sends nothing. */
    static Optional<InetAddress> askKernel(InetAddress remote) {
        StandardProtocolFamily family = remote instanceof Inet6Address
                ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            probe.connect(new InetSocketAddress(remote, ANY_PORT));
            InetAddress local = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            return local.isAnyLocalAddress() ? Optional.empty() : Optional.of(local);
        } catch (IOException | UnsupportedOperationException noRoute) {
            return Optional.empty();
        }
    }

    private record Answer(@Nullable InetAddress address, long at) { }
}
