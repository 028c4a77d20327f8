package io.rvoip.engine.push;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.LocationEvent;
import io.rvoip.engine.registrar.LocationListener;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.sip.transport.SipTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes phones for calls (RFC 8599 §5.6.2): sends a notification and waits for the registration that follows. As many calls
 * wait as were admitted; to one phone one notification is on its way at a time. Thread-safe.
 */
public final class Wakeups implements LocationListener {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

    private final PushSender sender;
    private final SipTransport transport;
    private final long patience;
    private final Map<SleepingPhone, List<Wake>> waiting = new ConcurrentHashMap<>();
    private final Metrics.Counter woken;
    private final Metrics.Counter late;
    private final Metrics.Counter refused;

    /**
     * Tell it to {@code LocationService.listen}. Counts {@code rvoip_push_wakeups_total{outcome="woken|late|refused"}}.
     *
     * @param timeout how long a call waits for a phone
     */
    public Wakeups(PushSender sender, SipTransport transport, Duration timeout, Metrics metrics) {
        this.sender = sender;
        this.transport = transport;
        patience = timeout.toNanos();
        woken = metrics.counter("rvoip_push_wakeups_total", "outcome", "woken");
        late = metrics.counter("rvoip_push_wakeups_total", "outcome", "late");
        refused = metrics.counter("rvoip_push_wakeups_total", "outcome", "refused");
    }

    /** Whether a phone has to be woken: it wants to be, and no connection of its own is up. */
    public boolean isAsleep(PhoneFlows phone) {
        return phone.flows().stream().allMatch(this::isAsleep);
    }

    private boolean isAsleep(Binding binding) {
        return binding.device().pushed()
                && !(binding.flow().protocol().reliable() && binding.reachable() && transport.isOpen(binding.flow()));
    }

    /**
     * Wakes a phone.
     *
     * @param then told once, later, on {@code loop}: the binding it made when it woke up; empty when it did not
     */
    public Wake wake(Binding binding, Loop loop, BiConsumer<Wake, Optional<Binding>> then) {
        SleepingPhone phone = SleepingPhone.of(binding);
        Wake wake = new Wake(phone, loop, then);
        wake.timer.arm(loop.now() + patience);
        boolean[] first = new boolean[1];
        waiting.compute(phone, (any, others) -> {
            first[0] = others == null;
            List<Wake> all = others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(wake);
            return all;
        });
        if (first[0]) {
            send(PushNotice.to(binding, PushNotice.Cause.CALL)).thenAccept(taken -> {
                if (!taken) {
                    release(phone, Optional.empty(), refused);
                }
            });
        }
        return wake;
    }

    private CompletionStage<Boolean> send(PushNotice notice) {
        return Sending.by(sender, notice, why -> LOG.warn("{} was not sent: {}", notice, why));
    }

    @Override
    public void onEvent(LocationEvent event) {
        boolean alive = event instanceof LocationEvent.Registered || event instanceof LocationEvent.Refreshed;
        if (alive && event.binding().device().pushed() && !waiting.isEmpty()) {
            release(SleepingPhone.of(event.binding()), Optional.of(event.binding()), woken);
        }
    }

    private void release(SleepingPhone phone, Optional<Binding> binding, Metrics.Counter outcome) {
        List<Wake> all = waiting.remove(phone);
        if (all != null) {
            outcome.increment();
            all.forEach(wake -> wake.loop.execute(() -> wake.finish(binding)));
        }
    }

    /** A call that waits for a phone. Confined to its loop. */
    public final class Wake {
        private final SleepingPhone phone;
        private final Loop loop;
        private final BiConsumer<Wake, Optional<Binding>> then;
        private final Loop.Timer timer;
        private boolean over;

        private Wake(SleepingPhone phone, Loop loop, BiConsumer<Wake, Optional<Binding>> then) {
            this.phone = phone;
            this.loop = loop;
            this.then = then;
            timer = loop.timer(() -> {
                late.increment();
                leave();
                finish(Optional.empty());
            });
        }

        /** Nobody waits any more; nothing is told. */
        public void cancel() {
            over = true;
            timer.cancel();
            leave();
        }

        private void leave() {
            waiting.computeIfPresent(phone, (any, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }

        private void finish(Optional<Binding> binding) {
            if (!over) {
                over = true;
                timer.cancel();
                then.accept(this, binding);
            }
        }
    }
}
