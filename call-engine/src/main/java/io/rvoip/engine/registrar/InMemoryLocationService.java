package io.rvoip.engine.registrar;

import io.rvoip.common.Expect;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bindings in the memory of this process; they are gone when it ends. Each address of record is owned by one of the given
 * loops, chosen by hash of its name: changes run there one after another, and so do expiry and events. Reads are answered
 * at once on any thread.
 */
public final class InMemoryLocationService implements LocationService {
    private final List<LocationPartition> partitions = new ArrayList<>();
    private final Map<String, BoundAor> bound = new ConcurrentHashMap<>();
    private final Map<Flow, Set<String>> byConnection = new ConcurrentHashMap<>();
    private final List<LocationListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int maxBindings;

    /**
     * An empty store. Measures {@code rvoip_registrations}.
     *
     * @param owners loops that share the work, at least one: those of the SIP shards
     * @param maxBindings of all users together, 1–10,000,000
     */
    public InMemoryLocationService(List<Loop> owners, int maxBindings, Metrics metrics) {
        Expect.inRange("owners", owners.size(), 1, 1024);
        this.maxBindings = Expect.inRange("maxBindings", maxBindings, 1, 10_000_000);
        owners.forEach(loop -> partitions.add(new LocationPartition(this, loop)));
        metrics.gauge("rvoip_registrations", size::get);
    }

    @Override
    public CompletionStage<List<Binding>> find(String aor, long now) {
        return CompletableFuture.completedFuture(current(aor, now));
    }

    /** The same as {@link #find}, at once. */
    public List<Binding> current(String aor, long now) {
        BoundAor known = bound.get(aor);
        return known == null ? List.of() : known.alive(now);
    }

    @Override
    public CompletionStage<BindingDecision> update(String aor, BindingChange change, long now) {
        LocationPartition owner = owner(aor);
        CompletableFuture<BindingDecision> done = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                done.complete(owner.update(aor, change, now));
            } catch (RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        };
        if (owner.loop().inLoop()) {
            task.run();
        } else {
            try {
                owner.loop().execute(task);
            } catch (RejectedExecutionException stopped) {
                done.completeExceptionally(stopped);
            }
        }
        return done;
    }

    @Override
    public CompletionStage<List<Binding>> all(long now) {
        List<Binding> all = new ArrayList<>(size());
        bound.values().forEach(known -> all.addAll(known.alive(now)));
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public void flowClosed(Flow flow, long now) {
        Set<String> users = byConnection.get(flow);
        if (users != null) {
            for (String aor : List.copyOf(users)) {
                update(aor, BindingChanges.flowClosed(flow), now);
            }
        }
    }

    @Override
    public int size() {
        return size.get();
    }

    /** How many deadlines are set: one for each user with bindings. */
    public int timers() {
        return bound.size();
    }

    @Override
    public void listen(LocationListener listener) {
        listeners.add(listener);
    }

    private LocationPartition owner(String aor) {
        return partitions.get(Math.floorMod(aor.hashCode(), partitions.size()));
    }

    // for partitions, each with its own addresses of record

    @Nullable BoundAor known(String aor) {
        return bound.get(aor);
    }

    void add(BoundAor user) {
        bound.put(user.aor(), user);
    }

    void remove(BoundAor user) {
        bound.remove(user.aor());
    }

    /** Makes room for more, or less than nothing; false when there is none. */
    boolean reserve(int more) {
        int after = size.addAndGet(more);
        if (more > 0 && after > maxBindings) {
            size.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** Keeps the index of connections in step with the bindings of a user. */
    void reindex(String aor, List<Binding> before, List<Binding> after) {
        for (Binding binding : before) {
            Flow flow = binding.flow();
            if (flow.connection() != 0 && after.stream().noneMatch(other -> other.flow().equals(flow))) {
                byConnection.computeIfPresent(flow, (any, users) -> {
                    users.remove(aor);
                    return users.isEmpty() ? null : users;
                });
            }
        }
        for (Binding binding : after) {
            if (binding.flow().connection() != 0) {
                byConnection.compute(binding.flow(), (any, users) -> {
                    Set<String> some = users == null ? ConcurrentHashMap.newKeySet(1) : users;
                    some.add(aor);
                    return some;
                });
            }
        }
    }

    void tell(List<LocationEvent> events) {
        for (LocationEvent event : events) {
            for (LocationListener listener : listeners) {
                listener.onEvent(event);
            }
        }
    }

    /** How many connections are indexed. */
    int connections() {
        return byConnection.size();
    }
}
