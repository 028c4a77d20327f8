package io.rvoip.engine.registrar;

import java.util.ArrayList;
import java.util.List;

/**
 * The bindings of a user as phones to ring: one phone may have registered over several flows, and a request goes over one
 * of them at a time (RFC 5626 §7). A value.
 *
 * @param flows of one phone, the best and then the newest first; at least one
 */
public record PhoneFlows(List<Binding> flows) {
    /** Copies the list. */
    public PhoneFlows {
        flows = List.copyOf(flows);
    }

    /** Each phone once, in the order of their best bindings. @param bindings those with the best q first, then the oldest */
    public static List<PhoneFlows> of(List<Binding> bindings) {
        List<PhoneFlows> phones = new ArrayList<>(bindings.size());
        for (Binding binding : bindings) {
            int at = 0;
            while (at < phones.size() && !phones.get(at).first().device().isSame(binding.device())) {
                at++;
            }
            if (at == phones.size()) {
                phones.add(new PhoneFlows(List.of(binding)));
            } else {
                phones.set(at, phones.get(at).with(binding));
            }
        }
        return phones;
    }

    private PhoneFlows with(Binding newer) {
        List<Binding> more = new ArrayList<>(flows);
        int place = 0;
        while (place < more.size() && more.get(place).q() > newer.q()) {
            place++;
        }
        more.add(place, newer);
        return new PhoneFlows(more);
    }

    /** The one to try. */
    public Binding first() {
        return flows.get(0);
    }

    /** Whether there is another one, should the first fail. */
    public boolean hasOthers() {
        return flows.size() > 1;
    }

    /** Without the first. @throws IllegalStateException when there is no other */
    public PhoneFlows others() {
        if (!hasOthers()) {
            throw new IllegalStateException("flows: 1 (expected: more)");
        }
        return new PhoneFlows(flows.subList(1, flows.size()));
    }

    /**
     * Whether the answer speaks of the flow and not of the phone, which may be reached by another (RFC 5626 §7).
     *
     * @param status of its final response; 408 when there was none
     */
    public static boolean isFlowFailure(int status) {
        return status == 408 || status == 430;
    }
}
