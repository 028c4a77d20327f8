package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.sip.trace.Hep3;
import io.rvoip.sip.trace.HepSettings;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.trace.TraceSink;
import io.rvoip.sip.trace.TracedMessage;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports messages to a collector by {@link Hep3} over UDP. Those who report only put them into a bounded queue; they are
 * redacted, written and sent on a loop of its own. What finds no place, or cannot be sent, is dropped and counted.
 * Thread-safe.
 */
public final class HepExporter implements TraceSink {
    private static final Logger LOG = LoggerFactory.getLogger(HepExporter.class);
    private static final int BATCH = 64;

    private final HepSettings settings;
    private final Redaction redaction;
    private final Loop loop;
    private final DatagramPath.Binder sockets;
    private final Queue<TracedMessage> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Metrics.Counter sent;
    private final Metrics.Counter full;
    private final Metrics.Counter unfit;
    private final Metrics.Counter unsent;
    private final RateLimitedLog log;
    private @Nullable DatagramPath path;
    private boolean opening;

    /**
     * Opens a socket with the first message.
     *
     * @param loop where the work is done: none that handles calls
     */
    public HepExporter(
            HepSettings settings, Redaction redaction, Loop loop, DatagramPath.Binder sockets, Metrics metrics) {
        this.settings = settings;
        this.redaction = redaction;
        this.loop = loop;
        this.sockets = sockets;
        sent = metrics.counter("rvoip_hep_sent_total");
        full = metrics.counter("rvoip_hep_dropped_total", "reason", "queue");
        unfit = metrics.counter("rvoip_hep_dropped_total", "reason", "size");
        unsent = metrics.counter("rvoip_hep_dropped_total", "reason", "send");
        log = new RateLimitedLog(LOG, loop.time());
    }

    @Override
    public void traced(TracedMessage message) {
        if (waiting.getAndIncrement() >= settings.queue()) {
            waiting.decrementAndGet();
            full.increment();
            log.warn("HEP: {} messages wait, others are dropped", settings.queue());
            return;
        }
        queue.add(message);
        later();
    }

    private void later() {
        if (!scheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(this::drain);
        } catch (RejectedExecutionException loopGone) {
            // the platform has ended
        }
    }

    private void drain() {
        scheduled.set(false); // before it looks, so that what comes while it looks is not left behind
        DatagramPath open = path;
        if (open == null) {
            open();
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            TracedMessage next = queue.poll();
            if (next == null) {
                return;
            }
            waiting.decrementAndGet();
            send(next, open);
        }
        later();
    }

    private void open() {
        if (opening) {
            return;
        }
        opening = true;
        String wildcard = settings.collector().getAddress() instanceof Inet6Address ? "::" : "0.0.0.0";
        sockets.bind(new InetSocketAddress(wildcard, 0), loop, (bound, datagram, from) -> datagram.release())
                .whenComplete((bound, failure) -> {
                    if (bound == null) {
                        LOG.warn("HEP: nothing is reported to {}: {}", settings.collector(), String.valueOf(failure));
                    } else {
                        path = bound;
                        drain();
                    }
                });
    }

    private void send(TracedMessage message, DatagramPath open) {
        Optional<ByteBuf> packet = Hep3.packet(message, redaction, settings.captureId());
        if (packet.isEmpty()) {
            unfit.increment();
        } else if (open.send(packet.get(), settings.collector())) {
            sent.increment();
        } else {
            unsent.increment();
        }
    }
}
