package io.rvoip.sip.trace;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages of the latest calls within one budget of memory: when it is full the call that began first is forgotten as
 * a whole, and a call that has its full share loses its own first messages. A call begins with an INVITE; what belongs to
 * none (REGISTER, OPTIONS) is not kept. It is known by its Call-ID, and by what it is {@link #join joined} to. Confined
 * to one loop, but for the figures.
 */
public final class MessageTrace {
    private static final int NAME_WEIGHT = 200;
    private static final int MAX_NAMES = 16;

    private final long budget;
    private final long share;
    /** In the order of their first messages, by each name. */
    private final Map<String, Kept> calls = new LinkedHashMap<>();
    private volatile long held;
    private volatile long forgotten;

    private static final class Kept {
        final Set<String> names = new HashSet<>();
        final Deque<TracedMessage> messages = new ArrayDeque<>(8);
        long weight;
    }

    /**
     * @param budget bytes, at least 4,096; the objects around a message are counted as 400 bytes, a name as 200
     * @param share what one call may have of it, bytes
     */
    public MessageTrace(long budget, long share) {
        if (budget < 4_096) {
            throw new IllegalArgumentException("budget: " + budget + " (expected: at least 4096 bytes)");
        }
        this.budget = budget;
        this.share = Math.min(budget, share);
    }

    /** Keeps a message of a call; one that is larger than the share of a call is not kept. */
    public void add(TracedMessage traced) {
        if (traced.weight() > share) {
            forgotten += traced.weight();
            return;
        }
        String callId = traced.message().callId();
        Kept call = calls.get(callId);
        if (call == null) {
            if (!begins(traced.message())) {
                return;
            }
            call = new Kept();
            name(callId, call);
        }
        call.messages.add(traced);
        weigh(call, traced.weight());
        shrink(call);
    }

    private static boolean begins(SipMessage message) {
        return message instanceof SipRequest request && request.method().equals(Method.INVITE);
    }

    /**
     * The messages of a Call-ID, past and to come, are those of a call: both sides of a bridge become one.
     *
     * @param call any name, which then leads to the call as the Call-ID does
     */
    public void join(String call, String callId) {
        Kept joined = calls.computeIfAbsent(call, first -> new Kept());
        name(call, joined);
        Kept other = calls.get(callId);
        if (joined.names.size() < MAX_NAMES && other == null) {
            name(callId, joined);
        } else if (joined.names.size() < MAX_NAMES && other != joined) {
            absorb(joined, other);
        }
        shrink(joined);
    }

    private void absorb(Kept joined, Kept other) {
        other.names.forEach(name -> calls.put(name, joined));
        joined.names.addAll(other.names);
        joined.messages.addAll(other.messages);
        joined.weight += other.weight;
    }

    private void name(String name, Kept call) {
        if (call.names.add(name)) {
            calls.put(name, call);
            weigh(call, NAME_WEIGHT);
        }
    }

    private void weigh(Kept call, long bytes) {
        call.weight += bytes;
        held += bytes;
    }

    private void shrink(Kept call) {
        while (call.weight > share && !call.messages.isEmpty()) {
            long weight = call.messages.remove().weight();
            weigh(call, -weight);
            forgotten += weight;
        }
        boolean others = true;
        while (held > budget && others) {
            others = forgetOtherThan(call);
        }
    }

    private boolean forgetOtherThan(Kept current) {
        for (Kept oldest : calls.values()) {
            if (oldest != current) {
                calls.keySet().removeAll(oldest.names);
                held -= oldest.weight;
                forgotten += oldest.weight;
                return true;
            }
        }
        return false;
    }

    /** The messages of one call, oldest first; none when it is not known or forgotten. */
    public List<TracedMessage> messages(String name) {
        Kept call = calls.get(name);
        if (call == null) {
            return List.of();
        }
        List<TracedMessage> all = new ArrayList<>(call.messages);
        all.sort(Comparator.comparingLong(TracedMessage::atNanos));
        return all;
    }

    /** Bytes in use, at most the budget; any thread. */
    public long held() {
        return held;
    }

    /** Bytes that had to go, ever; any thread. */
    public long forgotten() {
        return forgotten;
    }
}
