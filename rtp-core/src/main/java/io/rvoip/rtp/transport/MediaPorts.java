package io.rvoip.rtp.transport;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hands out media ports from a bounded range: an even one for RTP and the odd one above it for RTCP (RFC 3550 section
 * 11), or a single one with rtcp-mux. Ports that cannot be bound are passed over; released ones rest for a while.
 * Thread-safe.
 */
public final class MediaPorts {
    /** Pairs that other programs may hold before we give up. */
    private static final int MAX_ATTEMPTS = 100;

    private final MediaPortSettings settings;
    private final DatagramPath.Binder binder;
    private final IdSource random;
    private final BitSet used;
    private final long[] restingUntil;
    private final boolean[] resting;
    private final Metrics.Counter exhausted;
    private int inUse;

    /**
     * A range with all ports free.
     *
     * @param random where the search for a free port starts; guarded by this object
     */
    public MediaPorts(MediaPortSettings settings, DatagramPath.Binder binder, IdSource random, Metrics metrics) {
        this.settings = settings;
        this.binder = binder;
        this.random = random;
        this.used = new BitSet(settings.pairs());
        this.restingUntil = new long[settings.pairs()];
        this.resting = new boolean[settings.pairs()];
        this.exhausted = metrics.counter("rvoip_media_ports_exhausted_total");
        metrics.gauge("rvoip_media_port_pairs_in_use", this::inUse);
        metrics.gauge("rvoip_media_port_pairs", settings::pairs);
    }

    /**
     * Binds a pair of ports, or one port.
     *
     * @param loop that the traffic is handled on
     * @param rtcpMux whether RTP and RTCP share a port (RFC 5761)
     * @return completes on {@code loop}, or exceptionally with {@link PortsExhaustedException}
     */
    public CompletionStage<MediaSocket> open(Loop loop, boolean rtcpMux, MediaHandler handler) {
        return open(binder, loop, rtcpMux, handler);
    }

    /**
     * As {@link #open(Loop, boolean, MediaHandler)}, on ports of the same range.
     *
     * @param ownBinder of this socket alone, which may mark packets in another way
     */
    public CompletionStage<MediaSocket> open(DatagramPath.Binder ownBinder, Loop loop, boolean rtcpMux, MediaHandler handler) {
        CompletableFuture<MediaSocket> opened = new CompletableFuture<>();
        new Search(ownBinder, loop, rtcpMux, new MediaSocket(loop, handler), opened).tryNext();
        return opened;
    }

    /**
     * Binds the first port that can be had and takes it, with the one above it, out of the range.
     *
     * @param ownBinder of this socket alone
     */
    CompletionStage<DatagramPath> openFirst(DatagramPath.Binder ownBinder, Loop loop, DatagramPath.Receiver receiver) {
        CompletableFuture<DatagramPath> opened = new CompletableFuture<>();
        tryFrom(0, ownBinder, loop, receiver, opened);
        return opened;
    }

    private void tryFrom(int start, DatagramPath.Binder ownBinder, Loop loop, DatagramPath.Receiver receiver,
            CompletableFuture<DatagramPath> opened) {
        int pair = withdraw(start);
        if (pair < 0 || start == MAX_ATTEMPTS) {
            opened.completeExceptionally(new PortsExhaustedException(settings, inUse(), start));
            return;
        }
        ownBinder.bind(address(pair, 0), loop, receiver).whenComplete((bound, failure) -> {
            if (failure == null) {
                opened.complete(bound);
                return;
            }
            putBack(pair);
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof BindException) {
                tryFrom(pair + 1, ownBinder, loop, receiver, opened);
            } else {
                opened.completeExceptionally(cause);
            }
        });
    }

    private synchronized int withdraw(int start) {
        int pair = used.nextClearBit(start);
        if (pair >= settings.pairs()) {
            return -1;
        }
        used.set(pair);
        return pair;
    }

    private synchronized void putBack(int pair) {
        used.clear(pair);
    }

    /** The first address of the range. */
    InetSocketAddress first() {
        return address(0, 0);
    }

    /** Pairs that are bound, or being bound, now. */
    public synchronized int inUse() {
        return inUse;
    }

    /** Reserves the first pair that is free from {@code start} on; -1 when there is none. */
    private synchronized int reserve(int start, BitSet tried, long now) {
        int pairs = settings.pairs();
        for (int i = 0; i < pairs; i++) {
            int pair = (start + i) % pairs;
            boolean rests = resting[pair] && now - restingUntil[pair] < 0;
            if (!used.get(pair) && !tried.get(pair) && !rests) {
                used.set(pair);
                inUse++;
                return pair;
            }
        }
        return -1;
    }

    private synchronized int randomPair() {
        return random.nextInt(settings.pairs());
    }

    private synchronized void release(int pair, boolean rest, long now) {
        used.clear(pair);
        inUse--;
        resting[pair] = rest;
        restingUntil[pair] = now + settings.quarantine().toNanos();
    }

    /** What a socket holds on to for as long as it is open: not the search that found its ports. */
    private Runnable givingBack(int pair, Loop loop) {
        return () -> release(pair, true, loop.time().nanoTime());
    }

    private InetSocketAddress address(int pair, int offset) {
        return new InetSocketAddress(settings.address(), settings.firstPort() + 2 * pair + offset);
    }

    /** One caller's way through the range. */
    private final class Search {
        private final DatagramPath.Binder binder;
        private final Loop loop;
        private final boolean rtcpMux;
        private final MediaSocket socket;
        private final CompletableFuture<MediaSocket> opened;
        private final BitSet tried = new BitSet();

        Search(DatagramPath.Binder binder, Loop loop, boolean rtcpMux, MediaSocket socket,
                CompletableFuture<MediaSocket> opened) {
            this.binder = binder;
            this.loop = loop;
            this.rtcpMux = rtcpMux;
            this.socket = socket;
            this.opened = opened;
        }

        /** Each attempt starts anywhere: what others hold tends to lie in one piece. */
        void tryNext() {
            int pair = tried.cardinality() < MAX_ATTEMPTS ? reserve(randomPair(), tried, loop.now()) : -1;
            if (pair < 0) {
                exhausted.increment();
                fail(new PortsExhaustedException(settings, inUse(), tried.cardinality()));
                return;
            }
            tried.set(pair);
            bind(pair).whenComplete((bound, failure) -> {
                if (failure == null) {
                    opened(bound);
                } else {
                    release(pair, false, loop.now());
                    again(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
                }
            });
        }

        private void opened(MediaSocket bound) {
            if (!opened.complete(bound)) {
                bound.close();
            }
        }

        private void again(Throwable failure) {
            if (failure instanceof BindException) {
                loop.execute(this::tryNext);
            } else {
                opened.completeExceptionally(failure);
            }
        }

        private void fail(PortsExhaustedException failure) {
            loop.execute(() -> opened.completeExceptionally(failure));
        }

        private CompletionStage<MediaSocket> bind(int pair) {
            CompletionStage<DatagramPath> first = binder.bind(address(pair, 0), loop, socket::receivedOnRtpPort);
            if (rtcpMux) {
                return first.thenApply(rtp -> open(pair, rtp, null));
            }
            return first.thenCompose(rtp -> binder.bind(address(pair, 1), loop, socket::receivedOnRtcpPort)
                    .handle((rtcp, failure) -> {
                        if (failure != null) {
                            rtp.close();
                            throw new CompletionException(failure);
                        }
                        return open(pair, rtp, rtcp);
                    }));
        }

        private MediaSocket open(int pair, DatagramPath rtp, @Nullable DatagramPath rtcp) {
            socket.opened(rtp, rtcp, givingBack(pair, loop));
            return socket;
        }
    }
}
