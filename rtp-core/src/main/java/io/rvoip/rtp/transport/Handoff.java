package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Doorbell;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on their way from one loop to another: a bounded ring with one writer, the loop they come from, and one reader, the
 * loop they go to. Neither allocates, and neither waits.
 */
final class Handoff {
    static final int CAPACITY = 4096;
    private static final int MASK = CAPACITY - 1;

    private final @Nullable PortLease[] leases = new PortLease[CAPACITY];
    private final @Nullable ByteBuf[] datagrams = new ByteBuf[CAPACITY];
    private final @Nullable InetSocketAddress[] addresses = new InetSocketAddress[CAPACITY];
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final Taker taker;
    private final Doorbell bell;

    /** Who gets them, on the loop they go to. */
    @FunctionalInterface
    interface Taker {
        /** Owns {@code datagram}. */
        void take(PortLease lease, ByteBuf datagram, InetSocketAddress address);
    }

    Handoff(Loop to, Taker taker) {
        this.taker = taker;
        bell = to.doorbell(this::drain);
    }

    /** Takes ownership when it returns true; otherwise the reader lags behind, or has ended. */
    boolean offer(PortLease lease, ByteBuf datagram, InetSocketAddress address) {
        long at = written.get();
        if (at - read.get() >= CAPACITY) {
            return false;
        }
        int slot = (int) at & MASK;
        leases[slot] = lease;
        datagrams[slot] = datagram;
        addresses[slot] = address;
        written.set(at + 1); // not lazily: the bell must not be found rung by who has not seen this
        if (!bell.ring()) {
            written.set(at); // nobody will read it
            return false;
        }
        return true;
    }

    private void drain() {
        long at = read.get();
        try {
            while (at < written.get()) {
                int slot = (int) at & MASK;
                PortLease lease = leases[slot];
                ByteBuf datagram = datagrams[slot];
                InetSocketAddress address = addresses[slot];
                leases[slot] = null;
                datagrams[slot] = null;
                addresses[slot] = null;
                read.lazySet(++at);
                if (lease != null && datagram != null && address != null) {
                    taker.take(lease, datagram, address);
                }
            }
        } finally {
            if (at < written.get()) {
                bell.ring(); // one that could not be taken does not hold up the others
            }
        }
    }
}
