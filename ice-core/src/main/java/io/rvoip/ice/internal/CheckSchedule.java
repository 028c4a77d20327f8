package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.stun.TransactionId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which check is sent next, and when (RFC 8445 §6.1.4, §14): one at each tick of Ta, the triggered ones of a list
 * first, the lists in turn; questions to STUN and TURN servers take ticks of their own.
 *
 * <p>A pair is frozen while another of its foundation has its first answer to come. RFC 8445 has it wait until the
 * other has failed, some ten seconds; but the other may wait for a NAT that only this pair's datagrams open.
 */
final class CheckSchedule {
    private static final long FIRST_TIMEOUT = 500_000_000L;
    private static final int MAX_OPEN = 256;

    private final Generation generation;
    private final List<CheckList> lists;
    private final Gatherer gatherer;
    private long pace;
    private final Map<TransactionId, CheckTransaction> open = new LinkedHashMap<>();
    private long tickAt = Long.MIN_VALUE;
    private int turn;

    CheckSchedule(Generation generation, List<CheckList> lists, Gatherer gatherer, long pace) {
        this.generation = generation;
        this.lists = lists;
        this.gatherer = gatherer;
        this.pace = pace;
    }

    void pace(long nanos) {
        pace = nanos;
    }

    @Nullable CheckTransaction find(TransactionId id) {
        return open.get(id);
    }

    void remove(CheckTransaction transaction) {
        open.remove(transaction.request.transactionId());
    }

    void removeAll(CheckList list) {
        open.values().removeIf(transaction -> transaction.list == list);
    }

    /** Answers for this component mean nothing any more. */
    void forget(CheckList list, int component) {
        open.values().removeIf(t -> t.list == list && t.pair.component() == component);
    }

    /** The same for a pair. */
    void forget(CheckPair pair) {
        open.values().removeIf(transaction -> transaction.pair == pair);
    }

    boolean isOpen(CheckPair pair) {
        return open.values().stream().anyMatch(transaction -> transaction.pair == pair);
    }

    /** Sends no more for this pair, but takes answers. */
    void cancel(CheckPair pair) {
        open.values().stream().filter(t -> t.pair == pair).forEach(CheckTransaction::cancel);
    }

    /** The same for the other pairs of a component. */
    void cancel(CheckList list, int component, CheckPair but) {
        open.values().stream()
                .filter(t -> t.list == list && t.pair.component() == component && t.pair != but)
                .forEach(CheckTransaction::cancel);
    }

    /** One pair of each foundation may be checked (RFC 8445 §6.1.2.6), the one with the lowest component first. */
    void thaw(CheckList list) {
        Set<String> busy = busyFoundations();
        list.pairs().stream()
                .filter(pair -> pair.state == CheckPair.State.FROZEN)
                .sorted((one, other) -> Integer.compare(one.component(), other.component()))
                .forEach(pair -> {
                    if (busy.add(pair.foundation())) {
                        pair.state = CheckPair.State.WAITING;
                    }
                });
    }

    /** A success speaks for the others of its foundation (RFC 8445 §7.2.5.3.3). */
    void thawLike(CheckPair succeeded) {
        for (CheckList list : lists) {
            for (CheckPair pair : list.pairs()) {
                if (pair.state == CheckPair.State.FROZEN && pair.foundation().equals(succeeded.foundation())) {
                    pair.state = CheckPair.State.WAITING;
                }
            }
        }
    }

    long nextDeadline() {
        long next = gatherer.hasPending() || lists.stream().anyMatch(CheckSchedule::hasWork)
                ? tickAt
                : Loop.Timer.NEVER;
        for (CheckTransaction transaction : open.values()) {
            next = Math.min(next, transaction.deadline());
        }
        return next;
    }

    void onDeadline(long now) {
        for (CheckTransaction transaction : List.copyOf(open.values())) {
            if (now >= transaction.deadline()) {
                repeat(transaction, now);
            }
        }
        if (now >= tickAt) {
            tick(now);
        }
    }

    private void tick(long now) {
        if (gatherer.hasPending()) {
            tickAt = now + pace;
            gatherer.startNext(now);
            return;
        }
        for (int i = 0; i < lists.size(); i++) {
            CheckList list = lists.get((turn + i) % lists.size());
            CheckPair pair = list.isActive() ? next(list) : null;
            if (pair != null) {
                turn = (turn + i + 1) % lists.size();
                tickAt = now + pace;
                check(list, pair, now);
                return;
            }
        }
        // Frozen pairs wait for others; until then there is nothing to do.
        if (lists.stream().anyMatch(CheckSchedule::hasWork)) {
            tickAt = now + pace;
        }
    }

    private @Nullable CheckPair next(CheckList list) {
        CheckPair first = list.dequeue();
        if (first != null || list.isComplete()) {
            return first;
        }
        CheckPair waiting = firstWaiting(list);
        if (waiting == null) {
            thaw(list);
            waiting = firstWaiting(list);
        }
        return waiting;
    }

    private static @Nullable CheckPair firstWaiting(CheckList list) {
        for (CheckPair pair : list.pairs()) {
            if (pair.state == CheckPair.State.WAITING) {
                return pair;
            }
        }
        return null;
    }

    private static boolean hasWork(CheckList list) {
        return list.isActive()
                && (!list.triggered.isEmpty()
                        || !list.isComplete()
                                && list.pairs().stream()
                                        .anyMatch(pair -> pair.state == CheckPair.State.WAITING
                                                || pair.state == CheckPair.State.FROZEN));
    }

    private Set<String> busyFoundations() {
        Set<String> busy = new HashSet<>();
        for (CheckList list : lists) {
            for (CheckPair pair : list.pairs()) {
                if (pair.state == CheckPair.State.WAITING || pair.state == CheckPair.State.IN_PROGRESS && !pair.slow) {
                    busy.add(pair.foundation());
                }
            }
        }
        return busy;
    }

    private void check(CheckList list, CheckPair pair, long now) {
        CheckTransaction transaction = generation.compose(list, pair, timeout());
        pair.state = CheckPair.State.IN_PROGRESS;
        if (open.size() >= MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(transaction.request.transactionId(), transaction);
        repeat(transaction, now);
    }

    /** Longer with many checks on their way (RFC 8445 §14.3, with N = 1: its product grows with the square). */
    private long timeout() {
        long waiting = 0;
        for (CheckList list : lists) {
            for (CheckPair pair : list.pairs()) {
                if (pair.state == CheckPair.State.WAITING || pair.state == CheckPair.State.IN_PROGRESS) {
                    waiting++;
                }
            }
        }
        return Math.max(FIRST_TIMEOUT, pace * waiting);
    }

    private void repeat(CheckTransaction transaction, long now) {
        if (transaction.sending(now)) {
            transaction.pair.slow = transaction.isRepeated();
            if (!transaction.isRepeated() || transaction.pair.local.transport().isUdp()) {
                generation.send(transaction.pair, transaction.request, now); // TCP repeats by itself (RFC 8489 §6.2.2)
            }
        } else {
            remove(transaction);
            generation.failed(transaction, now);
        }
    }
}
