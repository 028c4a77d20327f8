package io.rvoip.engine.registrar;

/** Hears what happens to bindings. */
@FunctionalInterface
public interface LocationListener {
    /**
     * An event, told after it was stored. Events of one address of record come in order; those of different ones may come
     * on different threads at once. Must not block and must not throw.
     */
    void onEvent(LocationEvent event);
}
