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

    /** Removes what can only be reached over a connection that is gone. */
    public static BindingChange flowClosed(Flow flow) {
        return remove(
                binding -> binding.flow().equals(flow) && binding.reach() != Reach.CONTACT,
                LocationEvent.Removal.FLOW_CLOSED);
    }

    /** Notes that a keep-alive was or was not answered, unless the phone has registered anew since. */
    public static BindingChange reachable(Binding binding, boolean yes) {
        return current -> {
            List<Binding> next = new ArrayList<>(current);
            List<LocationEvent> events = new ArrayList<>(1);
            next.replaceAll(other -> {
                if (!isSame(binding, other) || other.reachable() == yes) {
                    return other;
                }
                Binding changed = other.withReachable(yes);
                events.add(yes ? new LocationEvent.Reachable(changed) : new LocationEvent.Unreachable(changed));
                return changed;
            });
            return new BindingDecision.Store(next, events);
        };
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
