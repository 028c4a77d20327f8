package io.rvoip.api;

import io.rvoip.common.EventBus;
import io.rvoip.common.EventLimits;
import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.EngineControl;
import io.rvoip.engine.EngineCounts;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.engine.TrunkInfo;
import io.rvoip.engine.auth.UserCheck;
import io.rvoip.engine.whip.WhipCalls;
import io.rvoip.sip.trace.CallTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine whose calls are what a test puts there. */
public final class FakeEngine implements EngineControl {
    private final Map<String, CallInfo> calls = new ConcurrentHashMap<>();
    private final List<RegistrationInfo> registrations = new ArrayList<>();
    /** In the order of the configuration. */
    public final List<TrunkInfo> trunks = new CopyOnWriteArrayList<>();
    private final EventBus<EngineEvent> events;
    /** When set, actions end as the test says. */
    public volatile CompletionStage<Boolean> pending;
    /** The call that has a trace. */
    public volatile String traced = "";
    public volatile CallTrace trace = CallTrace.NONE;
    /** Knows users of SIP. */
    public volatile Optional<UserCheck> users = Optional.empty();
    /** Calls for clients without SIP. */
    public volatile Optional<WhipCalls> whip = Optional.empty();
    public volatile Health health = Health.healthy("engine");

    public FakeEngine() {
        this(EventLimits.standard());
    }

    public FakeEngine(EventLimits limits) {
        events = new EventBus<>(limits, event -> event instanceof EngineEvent.CallEnded, Metrics.none());
    }

    public void add(CallInfo call) {
        calls.put(call.id(), call);
    }

    public synchronized void add(RegistrationInfo registration) {
        registrations.add(registration);
    }

    @Override
    public List<CallInfo> calls() {
        return List.copyOf(calls.values());
    }

    @Override
    public Optional<CallInfo> call(String id) {
        return Optional.ofNullable(calls.get(id));
    }

    @Override
    public CompletionStage<Boolean> hangup(String id) {
        return pending != null ? pending : CompletableFuture.completedFuture(calls.remove(id) != null);
    }

    @Override
    public CompletionStage<CallTrace> trace(String id) {
        return CompletableFuture.completedFuture(id.equals(traced) ? trace : CallTrace.NONE);
    }

    @Override
    public synchronized List<RegistrationInfo> registrations() {
        return List.copyOf(registrations);
    }

    @Override
    public synchronized CompletionStage<Boolean> unregister(String aor) {
        return pending != null ? pending
                : CompletableFuture.completedFuture(registrations.removeIf(one -> one.aor().equals(aor)));
    }

    @Override
    public Optional<UserCheck> users() {
        return users;
    }

    @Override
    public Optional<WhipCalls> whip() {
        return whip;
    }

    @Override
    public List<TrunkInfo> trunks() {
        return List.copyOf(trunks);
    }

    @Override
    public EventBus<EngineEvent> events() {
        return events;
    }

    @Override
    public EngineCounts counts() {
        return new EngineCounts(calls.size(), registrations.size(), 2, 2, 3, 5, 1, 4);
    }

    @Override
    public Health health() {
        return health;
    }
}
