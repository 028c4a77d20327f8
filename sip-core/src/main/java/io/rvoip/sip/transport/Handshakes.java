package io.rvoip.sip.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections that others have opened and not finished to shake hands on. A source with too many gets no more;
 * when there are too many in all the oldest has to go, so that a flood of half handshakes does not keep out those who
 * finish theirs. Thread-safe.
 */
final class Handshakes {
    private final HandshakeLimits limits;
    private final Map<HandshakeGate, Object> open = new LinkedHashMap<>();
    private final Map<Object, Integer> bySource = new HashMap<>();

    Handshakes(HandshakeLimits limits) {
        this.limits = limits;
    }

    /** Counts one more, unless its source has too many. */
    boolean begin(HandshakeGate gate, InetAddress source) {
        HandshakeGate oldest = null;
        synchronized (this) {
            Object key = ConnectionCaps.key(source);
            int fromSource = bySource.getOrDefault(key, 0);
            if (fromSource >= limits.maxOpenPerSource()) {
                return false;
            }
            if (open.size() >= limits.maxOpen()) {
                oldest = removeOldest();
            }
            open.put(gate, key);
            bySource.merge(key, 1, Integer::sum);
        }
        if (oldest != null) {
            oldest.evict();
        }
        return true;
    }

    private @Nullable HandshakeGate removeOldest() {
        Iterator<HandshakeGate> gates = open.keySet().iterator();
        if (!gates.hasNext()) {
            return null;
        }
        HandshakeGate oldest = gates.next();
        end(oldest);
        return oldest;
    }

    /** It is finished, or gone. */
    synchronized void end(HandshakeGate gate) {
        Object key = open.remove(gate);
        if (key != null) {
            bySource.computeIfPresent(key, (source, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized int open() {
        return open.size();
    }
}
