package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.engine.push.Wakeups;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.session.CallEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The phones of a call that sleep and are being woken, and those that did not wake up (RFC 8599). */
final class SleepingPhones {
    private final @Nullable Wakeups wakeups;
    private final Loop loop;
    private final Consumer<Optional<Binding>> woken;
    private final List<Wakeups.Wake> waking = new ArrayList<>();
    private final List<CallEnd> asleep = new ArrayList<>();

    /**
     * @param wakeups null where phones are not woken
     * @param woken told on the loop of each phone that woke up, with its new registration, or did not
     */
    SleepingPhones(@Nullable Wakeups wakeups, Loop loop, Consumer<Optional<Binding>> woken) {
        this.wakeups = wakeups;
        this.loop = loop;
        this.woken = woken;
    }

    /** Whether a place is a phone that sleeps; then it is woken, and rung when it has registered anew. */
    boolean wakes(Place place) {
        if (wakeups == null || !(place instanceof Place.Phone phone) || !wakeups.isAsleep(phone.flows())) {
            return false;
        }
        waking.add(wakeups.wake(phone.flows().first(), loop, this::woken));
        return true;
    }

    private void woken(Wakeups.Wake wake, Optional<Binding> binding) {
        waking.remove(wake);
        woken.accept(binding);
    }

    void staysAsleep(CallEnd why) {
        asleep.add(why);
    }

    /** What became of those that did not wake up. */
    List<CallEnd> stillAsleep() {
        return asleep;
    }

    boolean areAwaited() {
        return !waking.isEmpty();
    }

    void stop() {
        waking.forEach(Wakeups.Wake::cancel);
        waking.clear();
    }
}
