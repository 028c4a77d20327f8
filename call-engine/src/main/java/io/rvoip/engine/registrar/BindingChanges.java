package io.rvoip.engine.registrar;

import io.rvoip.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The changes that do not come from a REGISTER. Stateless. */
public final class BindingChanges {
    private BindingChanges() {}

    /** Removes all bindings. */
    public static BindingChange removeAll(LocationEvent.Removal why) {
        return remove(binding -> true, why);
    }

    /** Removes this binding, unless the phone has registered anew since. */
    public static BindingChange remove(Binding binding, LocationEvent.Removal why) {
        return remove(other -> isSame(binding, other), why);
    }

    /** Removes what can only be reached over a connection that is gone; who can be woken has only gone to sleep. */
    public static BindingChange flowClosed(Flow flow) {
        Predicate<Binding> unreached = binding -> binding.flow().equals(flow) && binding.reach() != Reach.CONTACT;
        BindingChange ends = remove(
                unreached.and(binding -> !binding.device().pushed()), LocationEvent.Removal.FLOW_CLOSED);
        return current -> {
            BindingDecision.Store store = (BindingDecision.Store) ends.decide(current);
            List<Binding> next = new ArrayList<>(store.bindings());
            List<LocationEvent> events = new ArrayList<>(store.events());
            mark(next, unreached, false, events);
            return new BindingDecision.Store(next, events);
        };
    }

    /** Notes that a keep-alive was or was not answered, unless the phone has registered anew since. */
    public static BindingChange reachable(Binding binding, boolean yes) {
        return current -> {
            List<Binding> next = new ArrayList<>(current);
            List<LocationEvent> events = new ArrayList<>(1);
            mark(next, other -> isSame(binding, other), yes, events);
            return new BindingDecision.Store(next, events);
        };
    }

    private static void mark(List<Binding> bindings, Predicate<Binding> which, boolean yes, List<LocationEvent> events) {
        bindings.replaceAll(other -> {
            if (!which.test(other) || other.reachable() == yes) {
                return other;
            }
            Binding changed = other.withReachable(yes);
            events.add(yes ? new LocationEvent.Reachable(changed) : new LocationEvent.Unreachable(changed));
            return changed;
        });
    }

    private static BindingChange remove(Predicate<Binding> which, LocationEvent.Removal why) {
        return current -> {
            List<Binding> next = new ArrayList<>(current);
            List<LocationEvent> events = new ArrayList<>();
            next.removeIf(binding -> {
                if (!which.test(binding)) {
                    return false;
                }
                return events.add(new LocationEvent.Unregistered(binding, why));
            });
            return new BindingDecision.Store(next, events);
        };
    }

    private static boolean isSame(Binding one, Binding other) {
        return one.contact().equals(other.contact()) && one.flow().equals(other.flow())
                && one.cseq() == other.cseq() && one.callId().equals(other.callId());
    }
}
