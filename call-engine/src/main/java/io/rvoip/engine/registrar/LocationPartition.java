package io.rvoip.engine.registrar;

import io.rvoip.common.Loop;
import io.rvoip.common.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of record of one loop: their changes, deadlines and events. Confined to it. */
final class LocationPartition {
    private final InMemoryLocationService store;
    private final Loop loop;
    private final TimerWheel wheel;
    private final Loop.Timer timer;

    LocationPartition(InMemoryLocationService store, Loop loop) {
        this.store = store;
        this.loop = loop;
        wheel = new TimerWheel(loop.now());
        timer = loop.timer(this::onDeadline);
    }

    Loop loop() {
        return loop;
    }

    BindingDecision update(String aor, BindingChange change, long now) {
        BoundAor known = store.known(aor);
        List<Binding> before = known == null ? List.of() : known.bindings();
        List<Binding> alive = known == null ? List.of() : known.alive(now);
        BindingDecision decision = change.decide(alive);
        if (decision instanceof BindingDecision.Store wanted) {
            if (!store.reserve(wanted.bindings().size() - before.size())) {
                return new BindingDecision.Refuse(503, "there are as many bindings as the limit allows");
            }
            List<LocationEvent> events = ended(before, now);
            events.addAll(wanted.events());
            put(aor, known, before, wanted.bindings());
            store.tell(events);
        }
        return decision;
    }

    /** The deadline of the first of these bindings has passed. */
    void expire(BoundAor user, long now) {
        List<Binding> before = user.bindings();
        List<Binding> after = user.alive(now);
        store.reserve(after.size() - before.size());
        put(user.aor(), user, before, after);
        store.tell(ended(before, now));
    }

    private void put(String aor, @Nullable BoundAor known, List<Binding> before, List<Binding> after) {
        store.reindex(aor, before, after);
        if (after.isEmpty()) {
            if (known != null) {
                known.bindings(after);
                wheel.cancel(known);
                store.remove(known);
            }
            return;
        }
        BoundAor user = known == null ? new BoundAor(this, aor) : known;
        user.bindings(after);
        if (known == null) {
            store.add(user);
        }
        wheel.arm(user, after.stream().mapToLong(Binding::expiresAt).min().orElse(Loop.Timer.NEVER));
        timer.arm(wheel.nextDeadline());
    }

    private void onDeadline() {
        wheel.advance(loop.now());
        timer.arm(wheel.nextDeadline());
    }

    private static List<LocationEvent> ended(List<Binding> bindings, long now) {
        List<LocationEvent> events = new ArrayList<>(2);
        for (Binding binding : bindings) {
            if (binding.isExpired(now)) {
                events.add(new LocationEvent.Expired(binding));
            }
        }
        return events;
    }
}
