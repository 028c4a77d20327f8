package io.rvoip.session;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The places that failed lately (RFC 3263 §4.3, RFC 3261 §21.5.4): until their time is over they are tried after all
 * others, but tried they are, for there may be no others. A bounded number, the oldest is forgotten first.
 */
final class FailedTargets {
    static final int MOST = 1_024;

    private final Map<Place, Long> until = new LinkedHashMap<>();

    private record Place(TransportProtocol protocol, InetSocketAddress address) {
        static Place of(Target target) {
            return new Place(target.protocol(), target.address());
        }
    }

    /** @param nanos how long it is avoided */
    void add(Target target, long now, long nanos) {
        until.remove(Place.of(target));
        until.put(Place.of(target), now + nanos);
        if (until.size() > MOST) {
            until.remove(until.keySet().iterator().next());
        }
    }

    /** It answered. */
    void remove(Target target) {
        if (!until.isEmpty()) {
            until.remove(Place.of(target));
        }
    }

    /** Whether it failed lately. */
    boolean has(Target target, long now) {
        Long end = until.get(Place.of(target));
        return end != null && end - now > 0;
    }

    /** The same targets, those that failed lately last; each kind in its order. */
    List<Target> order(List<Target> targets, long now) {
        until.values().removeIf(end -> end - now <= 0);
        if (until.isEmpty() || targets.size() == 1) {
            return targets;
        }
        List<Target> good = new ArrayList<>();
        List<Target> bad = new ArrayList<>();
        targets.forEach(target -> (until.containsKey(Place.of(target)) ? bad : good).add(target));
        good.addAll(bad);
        return good;
    }

    int size() {
        return until.size();
    }
}
