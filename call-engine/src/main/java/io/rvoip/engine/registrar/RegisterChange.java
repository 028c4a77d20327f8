package io.rvoip.engine.registrar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a REGISTER does to the bindings of its address of record (RFC 3261 §10.3 steps 6 and 7): all of it or nothing. The
 * new bindings are made beforehand, so that deciding again gives the same.
 */
final class RegisterChange implements BindingChange {
    /** Bindings of a user, those tried first come first; a stable sort keeps the order of registration among equals. */
    private static final Comparator<Binding> BY_PREFERENCE = Comparator.comparingDouble(Binding::q).reversed();

    private final String callId;
    private final long cseq;
    private final List<ContactWish> wishes;
    private final List<Binding> wanted;
    private final int maxContacts;

    /**
     * The change.
     *
     * @param wishes in the order of the request
     * @param wanted the new bindings, one for each wish that does not remove, in the same order
     */
    RegisterChange(String callId, long cseq, List<ContactWish> wishes, List<Binding> wanted, int maxContacts) {
        this.callId = callId;
        this.cseq = cseq;
        this.wishes = wishes;
        this.wanted = wanted;
        this.maxContacts = maxContacts;
    }

    /** Removes every binding, unless one of them was made by a later request of the same phone. */
    static BindingChange removeAll(String callId, long cseq) {
        return current -> current.stream().anyMatch(binding -> isLate(binding, callId, cseq))
                ? outOfOrder() : BindingChanges.removeAll(LocationEvent.Removal.BY_USER).decide(current);
    }

    @Override
    public BindingDecision decide(List<Binding> current) {
        for (ContactWish wish : wishes) {
            Binding known = find(current, wish);
            if (known != null && isLate(known, callId, cseq)) {
                return outOfOrder();
            }
        }
        Draft draft = new Draft(current);
        int made = 0;
        for (ContactWish wish : wishes) {
            if (wish.removes()) {
                draft.remove(wish);
            } else {
                draft.put(wish, wanted.get(made++));
            }
        }
        return draft.finish();
    }

    private static @Nullable Binding find(List<Binding> bindings, ContactWish wish) {
        for (Binding binding : bindings) {
            if (wish.isFor(binding)) {
                return binding;
            }
        }
        return null;
    }

    private static boolean isLate(Binding binding, String callId, long cseq) {
        return binding.callId().equals(callId) && cseq <= binding.cseq();
    }

    private static BindingDecision outOfOrder() {
        return new BindingDecision.Refuse(500, "an older request than the one before");
    }

    /** The bindings as they are about to become. */
    private final class Draft {
        private final List<Binding> bindings;
        private final List<LocationEvent> events = new ArrayList<>(2);

        Draft(List<Binding> current) {
            bindings = new ArrayList<>(current);
        }

        void remove(ContactWish wish) {
            Binding known = find(bindings, wish);
            if (known != null) {
                bindings.remove(known);
                events.add(new LocationEvent.Unregistered(known, LocationEvent.Removal.BY_USER));
            }
        }

        void put(ContactWish wish, Binding fresh) {
            Binding made = inSeries(fresh);
            Binding known = find(bindings, wish);
            if (known == null) {
                bindings.add(made);
                events.add(new LocationEvent.Registered(made));
            } else {
                Binding refreshed = made.withRegisteredAt(known.registeredAtMillis());
                int place = bindings.indexOf(known);
                bindings.remove(place);
                boolean named = !wish.device().instance().isEmpty();
                bindings.add(named ? bindings.size() : place, refreshed); // the newest of a phone comes last
                events.add(new LocationEvent.Refreshed(refreshed));
            }
        }

        /**
         * With the series of its phone, whose temporary GRUUs stay good. Under another Call-ID it begins a new one for all
         * bindings of the phone, and the old GRUUs are over (RFC 5627 §5.1).
         */
        private Binding inSeries(Binding made) {
            Device device = made.device();
            Binding newest = null;
            long series = 0;
            for (Binding binding : bindings) {
                if (binding.device().isSame(device)) {
                    series = binding.device().series();
                    newest = binding.device().regId() == device.regId() ? binding : newest;
                }
            }
            if (newest != null && !newest.callId().equals(callId)) {
                bindings.replaceAll(binding -> binding.device().isSame(device)
                        ? binding.withDevice(binding.device().withSeries(device.series())) : binding);
                return made;
            }
            return series == 0 ? made : made.withDevice(device.withSeries(series));
        }

        BindingDecision finish() {
            makeRoom();
            if (bindings.size() > maxContacts) {
                return new BindingDecision.Refuse(403, "more contacts than a user may have");
            }
            bindings.sort(BY_PREFERENCE);
            return new BindingDecision.Store(bindings, events);
        }

        /** A phone that got a new address and forgot its old one must not lock its user out. */
        private void makeRoom() {
            while (bindings.size() > maxContacts) {
                Binding dead = bindings.stream().filter(binding -> !binding.reachable()).findFirst().orElse(null);
                if (dead == null) {
                    return;
                }
                bindings.remove(dead);
                events.add(new LocationEvent.Unregistered(dead, LocationEvent.Removal.REPLACED));
            }
        }
    }
}
