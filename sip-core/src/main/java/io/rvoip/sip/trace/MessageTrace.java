package io.rvoip.sip.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of the latest calls, by Call-ID, within one budget of memory: when it is full the call that began first is
 * forgotten as a whole, and a call that fills it alone loses its own first messages. Confined to one loop.
 */
public final class MessageTrace {
    private final long budget;
    private final Map<String, Deque<TracedMessage>> calls = new LinkedHashMap<>();
    private long held;
    private long forgotten;

    /** @param budget bytes, at least 1,024; the objects around a message are counted as 400 bytes */
    public MessageTrace(long budget) {
        if (budget < 1_024) {
            throw new IllegalArgumentException("budget: " + budget + " (expected: at least 1024 bytes)");
        }
        this.budget = budget;
    }

    /** Keeps a message; one that is larger than the whole budget is not kept. */
    public void add(TracedMessage traced) {
        int weight = traced.weight();
        if (weight > budget) {
            forgotten++;
            return;
        }
        String callId = traced.message().callId();
        Deque<TracedMessage> call = calls.computeIfAbsent(callId, first -> new ArrayDeque<>(8));
        held += weight;
        while (held > budget) {
            if (!forgetOtherThan(call)) {
                forget(call.remove());
            }
        }
        call.add(traced);
    }

    private boolean forgetOtherThan(Deque<TracedMessage> current) {
        for (Iterator<Deque<TracedMessage>> oldest = calls.values().iterator(); oldest.hasNext(); ) {
            Deque<TracedMessage> call = oldest.next();
            if (call != current) {
                call.forEach(this::forget);
                oldest.remove();
                return true;
            }
        }
        return false;
    }

    private void forget(TracedMessage traced) {
        held -= traced.weight();
        forgotten++;
    }

    /** The messages of one call, oldest first; none when it is not known or forgotten. */
    public List<TracedMessage> messages(String callId) {
        Deque<TracedMessage> call = calls.get(callId);
        return call == null ? List.of() : new ArrayList<>(call);
    }

    /** Bytes in use, at most the budget. */
    public long held() {
        return held;
    }

    /** Messages that had to go, ever. */
    public long forgotten() {
        return forgotten;
    }
}
