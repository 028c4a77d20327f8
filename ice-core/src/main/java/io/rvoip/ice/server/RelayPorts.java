package io.rvoip.ice.server;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The ports of relays at one address, taken at random (RFC 6056). Ports that others on this machine hold are passed
 * over, a few of them for each relay. Confined to one loop.
 */
final class RelayPorts {
    private static final int MOST_TRIES = 16;

    private final InetAddress local;
    private final int first;
    private final int count;
    private final BitSet taken = new BitSet();
    private final DatagramPath.Binder binder;
    private final Loop loop;
    private final IdSource ids;

    RelayPorts(InetAddress local, RelaySettings settings, DatagramPath.Binder binder, Loop loop, IdSource ids) {
        this.local = local;
        this.first = settings.firstPort();
        this.count = settings.lastPort() - first + 1;
        this.binder = binder;
        this.loop = loop;
        this.ids = ids;
    }

    /** Opens a relay; fails with a {@link BindException} when there is no port. Completes on the loop. */
    CompletionStage<DatagramPath> open(boolean even, DatagramPath.Receiver receiver) {
        return attempt(even, receiver, ids.nextInt(count), MOST_TRIES);
    }

    private CompletionStage<DatagramPath> attempt(boolean even, DatagramPath.Receiver receiver, int from, int tries) {
        int next = free(even, from);
        int at = next < count ? next : free(even, 0);
        if (tries == 0 || at >= count) {
            return CompletableFuture.failedStage(new BindException(local + ": no free port for a relay"));
        }
        taken.set(at);
        return binder.bind(new InetSocketAddress(local, first + at), loop, receiver)
                .exceptionallyCompose(refused -> {
                    taken.clear(at);
                    return attempt(even, receiver, (at + 1) % count, tries - 1);
                });
    }

    private int free(boolean even, int from) {
        int at = taken.nextClearBit(from);
        while (even && (first + at & 1) != 0) {
            at = taken.nextClearBit(at + 1);
        }
        return at;
    }

    /** The port of a relay that was closed. */
    void free(DatagramPath path) {
        taken.clear(path.localAddress().getPort() - first);
    }
}
