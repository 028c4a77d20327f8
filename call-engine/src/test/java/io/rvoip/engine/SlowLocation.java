package io.rvoip.engine;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingChange;
import io.rvoip.engine.registrar.BindingDecision;
import io.rvoip.engine.registrar.LocationListener;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.sip.transport.Flow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that answers no search before it is opened. */
final class SlowLocation implements LocationService {
    private final LocationService store;
    private final CompletableFuture<Void> open;

    SlowLocation(LocationService store, CompletableFuture<Void> open) {
        this.store = store;
        this.open = open;
    }

    @Override
    public CompletionStage<List<Binding>> find(String aor, long now) {
        return open.thenCompose(opened -> store.find(aor, now));
    }

    @Override
    public CompletionStage<BindingDecision> update(String aor, BindingChange change, long now) {
        return store.update(aor, change, now);
    }

    @Override
    public CompletionStage<List<Binding>> all(long now) {
        return store.all(now);
    }

    @Override
    public void flowClosed(Flow flow, long now) {
        store.flowClosed(flow, now);
    }

    @Override
    public int size() {
        return store.size();
    }

    @Override
    public void listen(LocationListener listener) {
        store.listen(listener);
    }
}
