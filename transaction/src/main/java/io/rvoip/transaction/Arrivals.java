package io.rvoip.transaction;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one shard that have been read and wait for their turn, so that a shard that has too much to do chooses
 * what it does: {@link Precedence} says what goes before what, and a request that has waited for {@value #PATIENCE_MILLIS}
 * ms is given out to be turned away. Each time that something can be let in something is, so what is let in is
 * just what the shard can do, whatever a request costs. Nobody is turned away until the shard has found something that waited
 * for more than {@value #CALM_MILLIS} ms each time it looked for {@value #STANDING_MILLIS} ms: one that was held up for once
 * works off what came meanwhile.
 *
 * <p>While the oldest request of its kind has waited for more than {@value #CALM_MILLIS} ms the newest comes first: it
 * is answered as fast as if there were no others, where in their order all would wait until nearly all patience is gone.
 *
 * <p>A turn in {@value #FAIR} goes to the back of the order, so that a flood of one kind does not keep out all others.
 * What cannot even be turned away in time is forgotten, oldest first, when {@value #MOST} of its kind wait.
 *
 * <p>Confined to the loop of the shard.
 */
final class Arrivals {
    static final int PATIENCE_MILLIS = 40;
    static final int CALM_MILLIS = 5;
    static final int STANDING_MILLIS = 100;
    static final int MOST = 4096;
    static final int FAIR = 16;

    private static final int REFUSALS_IN_A_ROW = 8;
    private static final long PATIENCE = PATIENCE_MILLIS * 1_000_000L;
    private static final long CALM = CALM_MILLIS * 1_000_000L;
    private static final long STANDING = STANDING_MILLIS * 1_000_000L;

    private final ArrayDeque<Arrival> first = new ArrayDeque<>();
    /** In the order of precedence, without the first. */
    private final List<ArrayDeque<Arrival>> rest = new ArrayList<>();
    private int waiting;
    private int turn;
    private int refusals;
    private boolean crowded;
    private long crowdedSince;
    private long lookedAt;

    /** A message that waits since a moment. */
    record Arrival(SipMessage message, Flow flow, Precedence precedence, long since) {}

    Arrivals() {
        for (int i = 1; i < Precedence.values().length; i++) {
            rest.add(new ArrayDeque<>());
        }
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** @return false when another of its kind was forgotten for it */
    boolean add(Arrival arrival) {
        if (arrival.message instanceof SipRequest request && request.method() == Method.CANCEL) {
            letIn(request);
        }
        ArrayDeque<Arrival> queue = arrival.precedence == Precedence.FIRST ? first : rest.get(arrival.precedence.ordinal() - 1);
        boolean room = queue.size() < MOST;
        if (!room) {
            queue.pollFirst();
            waiting--;
        }
        queue.addLast(arrival);
        waiting++;
        return room;
    }

    /** What is given up is not left to ring: the INVITE goes before its CANCEL. */
    private void letIn(SipRequest cancel) {
        TransactionKey invite = TransactionKey.of(cancel).withMethod(Method.INVITE);
        for (ArrayDeque<Arrival> queue : rest) {
            for (Iterator<Arrival> all = queue.iterator(); all.hasNext();) {
                Arrival one = all.next();
                if (one.message.callId().equals(cancel.callId()) && TransactionKey.of((SipRequest) one.message).equals(invite)) {
                    all.remove();
                    first.addLast(new Arrival(one.message, one.flow, Precedence.FIRST, one.since));
                    return;
                }
            }
        }
    }

    /** Whether it has waited for too long to be let in. */
    boolean isLate(Arrival arrival, long now) {
        return crowded && now - crowdedSince >= STANDING && arrival.precedence != Precedence.FIRST && now - arrival.since >= PATIENCE;
    }

    /** The shard turns to what waits: it has just begun to, or goes on to. */
    void look(long now) {
        boolean before = crowded && now - lookedAt <= STANDING;
        crowded = false;
        for (int i = 0; i < rest.size(); i++) {
            Arrival oldest = rest.get(i).peekFirst();
            crowded |= oldest != null && now - oldest.since > CALM;
        }
        lookedAt = now;
        crowdedSince = before ? crowdedSince : now;
    }

    /** What comes next, to be turned away where it is {@linkplain #isLate late}; null when nothing waits. */
    @Nullable Arrival next(long now) {
        if (waiting == 0) {
            return null;
        }
        waiting--;
        turn++;
        boolean others = waiting >= first.size();
        if (!first.isEmpty() && (turn % FAIR != 0 || !others)) {
            return first.pollFirst();
        }
        Arrival late = refusals < REFUSALS_IN_A_ROW ? late(now) : null;
        refusals = late == null ? 0 : refusals + 1;
        return late == null ? chosen(now) : late;
    }

    private @Nullable Arrival late(long now) {
        for (int i = rest.size() - 1; i >= 0; i--) {
            Arrival oldest = rest.get(i).peekFirst();
            if (oldest != null && isLate(oldest, now)) {
                return rest.get(i).pollFirst();
            }
        }
        return null;
    }

    private @Nullable Arrival chosen(long now) {
        boolean back = turn % FAIR == 0;
        for (int i = 0; i < rest.size(); i++) {
            ArrayDeque<Arrival> queue = rest.get(back ? rest.size() - 1 - i : i);
            Arrival oldest = queue.peekFirst();
            if (oldest != null) {
                return now - oldest.since > CALM ? queue.pollLast() : queue.pollFirst();
            }
        }
        return first.pollFirst();
    }
}
