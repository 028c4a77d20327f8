package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Opens the ZRTP of calls, each on the loop of its media: one name, one memory of far ends, and somebody who computes. A
 * computation that finds no thread ends its exchange, stated by {@link ZrtpError#SOFTWARE}. Thread-safe.
 */
public final class ZrtpEngine {
    private final Zid zid;
    private final ZrtpCache cache;
    private final ZrtpAlgorithms algorithms;
    private final CryptoProvider crypto;
    private final Executor threads;
    private final Metrics.Counter dropped;
    private final Metrics.Counter secured;
    private final Metrics.Counter failed;
    private final RateLimitedLog log;

    /**
     * @param zid ours, in all calls and for as long as {@code cache} is kept
     * @param algorithms offered and accepted
     * @param threads compute for milliseconds at a time; a bounded number of them, and a bounded queue that refuses with
     *     {@link RejectedExecutionException}
     */
    public ZrtpEngine(Zid zid, ZrtpCache cache, ZrtpAlgorithms algorithms, CryptoProvider crypto, Executor threads,
            TimeSource time, Metrics metrics) {
        this.zid = zid;
        this.cache = cache;
        this.algorithms = algorithms;
        this.crypto = crypto;
        this.threads = threads;
        log = new RateLimitedLog(LoggerFactory.getLogger(ZrtpEngine.class), time);
        dropped = metrics.counter("rvoip_zrtp_dropped_total");
        secured = metrics.counter("rvoip_zrtp_exchanges_total");
        failed = metrics.counter("rvoip_zrtp_exchange_failures_total");
    }

    /**
     * Opens the session of one call; who receives it closes it.
     *
     * @param loop of all its streams
     * @param random unguessable, on that loop
     */
    public ZrtpSession open(Loop loop, IdSource random, ByteBufAllocator allocator) {
        return new ZrtpSession(zid, algorithms, cache, crypto, random, new OffLoop(loop), allocator, dropped);
    }

    /** A packet from where the far end is not; counted. */
    public void dropped() {
        dropped.increment();
    }

    /** An exchange came to keys; counted. */
    public void secured() {
        secured.increment();
    }

    /** An exchange came to nothing; counted, and logged at a bounded rate. */
    public void failed(String reason) {
        failed.increment();
        log.warn("ZRTP failed: {}", reason);
    }

    private final class OffLoop implements ZrtpSession.Worker {
        private final Loop loop;

        OffLoop(Loop loop) {
            this.loop = loop;
        }

        @Override
        public <T> void compute(Supplier<T> work, ZrtpSession.Then<T> then) {
            try {
                threads.execute(() -> back(result(work), then));
            } catch (RejectedExecutionException busy) {
                log.warn("ZRTP: no thread is free for an exchange");
                back(null, then);
            }
        }

        private <T> @Nullable T result(Supplier<T> work) {
            try {
                return work.get();
            } catch (RuntimeException broken) {
                log.warn("ZRTP: an exchange could not be computed: {}", broken);
                return null;
            }
        }

        private <T> void back(@Nullable T result, ZrtpSession.Then<T> then) {
            try {
                loop.execute(() -> then.done(result, loop.now()));
            } catch (RejectedExecutionException loopGone) {
                // the call is over, and nobody waits for it
            }
        }
    }
}
