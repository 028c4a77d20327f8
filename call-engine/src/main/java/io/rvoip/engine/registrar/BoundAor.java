package io.rvoip.engine.registrar;

import io.rvoip.common.TimerWheel;
import java.util.List;

/** The bindings of one address of record, written by its owner only, and the deadline of the first to end. */
final class BoundAor extends TimerWheel.Entry {
    private final LocationPartition owner;
    private final String aor;
    private volatile List<Binding> bindings = List.of();

    BoundAor(LocationPartition owner, String aor) {
        this.owner = owner;
        this.aor = aor;
    }

    String aor() {
        return aor;
    }

    List<Binding> bindings() {
        return bindings;
    }

    void bindings(List<Binding> next) {
        bindings = next;
    }

    /** Those that have not expired; on any thread. */
    List<Binding> alive(long now) {
        List<Binding> all = bindings;
        for (Binding binding : all) {
            if (binding.isExpired(now)) {
                return all.stream().filter(one -> !one.isExpired(now)).toList();
            }
        }
        return all;
    }

    @Override
    protected void expired(long now) {
        owner.expire(this, now);
    }
}
