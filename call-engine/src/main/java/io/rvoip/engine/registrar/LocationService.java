package io.rvoip.engine.registrar;

import io.rvoip.sip.transport.Flow;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port to the store of bindings (RFC 3261 §10: the location service). It knows nothing of REGISTER: it applies
 * changes to one address of record at a time, each as a whole or not at all, in the order they were asked for, and
 * tells listeners. Bindings end by themselves when their time is over.
 *
 * <p>Stages may complete on any thread: continue with {@code …Async(…, loop)}. A stage fails when the store cannot be
 * asked. Thread-safe. {@code now} is always the present on the scale of {@link Binding#expiresAt()}.
 */
public interface LocationService {
    /** The bindings of an address of record that have not expired, those tried first come first; empty for none. */
    CompletionStage<List<Binding>> find(String aor, long now);

    /**
     * Changes the bindings of an address of record.
     *
     * @return what was done: what the change decided, or {@code Refuse} with 503 when the store is full
     */
    CompletionStage<BindingDecision> update(String aor, BindingChange change, long now);

    /** All bindings of all users that have not expired: for operators, not for routing. */
    CompletionStage<List<Binding>> all(long now);

    /** Removes what can only be reached over this connection, which is gone. */
    void flowClosed(Flow flow, long now);

    /** How many bindings there are. */
    int size();

    /** From now on this one hears all events. */
    void listen(LocationListener listener);
}
