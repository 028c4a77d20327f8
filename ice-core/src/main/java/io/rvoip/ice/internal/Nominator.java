package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceRole;
import org.jspecify.annotations.Nullable;

/**
 * Picks pairs where we control: the best valid one as soon as nothing better can be hoped for, or after a while
 * (RFC 8445 §8.1.1, regular nomination).
 */
final class Nominator {
    private final Generation generation;
    private final long wait;

    Nominator(Generation generation, long waitNanos) {
        this.generation = generation;
        this.wait = waitNanos;
    }

    void consider(CheckList list, long now) {
        if (generation.role() != IceRole.CONTROLLING || !list.isActive()) {
            return;
        }
        for (int component : list.components) {
            CheckPair best = candidate(list, component);
            if (best != null && (now >= waitsUntil(list, component) || isBest(list, best))) {
                best.nominating = true;
                list.enqueue(best);
            }
        }
    }

    long nextDeadline(CheckList list) {
        long next = Loop.Timer.NEVER;
        if (generation.role() == IceRole.CONTROLLING && list.isActive()) {
            for (int component : list.components) {
                if (candidate(list, component) != null) {
                    next = Math.min(next, waitsUntil(list, component));
                }
            }
        }
        return next;
    }

    private static @Nullable CheckPair candidate(CheckList list, int component) {
        if (list.selected.containsKey(component)) {
            return null;
        }
        for (CheckPair pair : list.pairs()) {
            if (pair.component() == component && pair.nominating) {
                return null;
            }
        }
        return list.bestValid(component);
    }

    private long waitsUntil(CheckList list, int component) {
        return list.validSince.getOrDefault(component, 0L) + wait;
    }

    private boolean isBest(CheckList list, CheckPair best) {
        boolean relayed = best.local.type() == CandidateType.RELAYED || best.remote().type() == CandidateType.RELAYED;
        if (relayed && !generation.knowsAll()) {
            return false;
        }
        for (CheckPair other : list.pairs()) {
            boolean rival = other.component() == best.component() && other.priority() > best.priority();
            if (rival && other.isOpen()) {
                return false;
            }
        }
        return true;
    }
}
