package io.rvoip.engine.registrar;

import java.util.List;

/** What is to become of the bindings of an address of record. */
public sealed interface BindingDecision {
    /**
     * From now on these and no others.
     *
     * @param bindings all that there are now; those tried first come first
     * @param events what to tell listeners once it is stored
     */
    record Store(List<Binding> bindings, List<LocationEvent> events) implements BindingDecision {
        /** Copies the lists. */
        public Store {
            bindings = List.copyOf(bindings);
            events = List.copyOf(events);
        }
    }

    /**
     * Nothing changes.
     *
     * @param status the SIP status for whoever wanted it
     * @param why one sentence for logs
     */
    record Refuse(int status, String why) implements BindingDecision {}
}
