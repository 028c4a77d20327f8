package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.EngineEvent;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of our certificate, as events and as health: degraded while files are refused, until some are used, and
 * once the certificate has ended. Thread-safe.
 */
final class TlsAlarms implements Component, TlsEvent.Listener {
    private final String id;
    private final TimeSource time;
    private final TlsEvent.Listener next;
    private final List<EngineEvent> early = new ArrayList<>();
    private @Nullable EventBus<EngineEvent> events;
    private @Nullable String refused;
    private Instant end = Instant.MAX;

    /**
     * @param id in health
     * @param next is told as well
     */
    TlsAlarms(String id, TimeSource time, TlsEvent.Listener next) {
        this.id = id;
        this.time = time;
        this.next = next;
    }

    /** Tells there from now on, and what happened so far. */
    synchronized void tell(EventBus<EngineEvent> bus) {
        events = bus;
        early.forEach(bus::publish);
        early.clear();
    }

    @Override
    public void happened(TlsEvent event) {
        note(event);
        next.happened(event);
    }

    private synchronized void note(TlsEvent event) {
        if (event instanceof TlsEvent.Reloaded used) {
            refused = null;
            end = used.notAfter();
        } else if (event instanceof TlsEvent.Expiring expiring) {
            end = expiring.notAfter();
        } else if (event instanceof TlsEvent.ReloadFailed failed) {
            refused = failed.reason();
        }
        EngineEvent told = new EngineEvent.Certificate(event, time.wallClock());
        if (events == null) {
            early.add(told);
        } else {
            events.publish(told);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized Health health() {
        if (refused != null) {
            return Health.degraded(id, "new files are refused, the old ones stay in use: " + refused);
        }
        return time.wallClock().isBefore(end) ? Health.healthy(id) : Health.degraded(id, "the certificate ended at " + end);
    }
}
