package io.rvoip.engine.registrar;

import java.util.List;

/** A change to all bindings of one address of record at once. */
@FunctionalInterface
public interface BindingChange {
    /**
     * Decides from what there is. Depends on nothing else and changes nothing by itself: a store may call it more than
     * once until it succeeds.
     *
     * @param current bindings that have not expired
     */
    BindingDecision decide(List<Binding> current);
}
