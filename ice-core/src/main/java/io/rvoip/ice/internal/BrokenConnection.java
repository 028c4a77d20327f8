package io.rvoip.ice.internal;

import io.rvoip.ice.IceRole;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What becomes of pairs whose connection, which we had opened, has ended or could not be had: they fail (RFC 6544 §7.1). One
 * that is selected has a check at once, which opens another (§11.1); where that one breaks soon too, questions for consent go
 * on to open some until consent is lost.
 */
final class BrokenConnection {
    private static final long REOPENING = 4_000_000_000L;

    private BrokenConnection() {}

    static void end(
            CheckList list, CheckSchedule schedule, IceRole role, InetSocketAddress local, InetSocketAddress to, String why, long now) {
        for (CheckPair pair : List.copyOf(list.pairs())) {
            if (pair.isPath(local, to)) {
                pair.broken = why;
                schedule.forget(pair);
                Consent consent = list.selected.get(pair.component());
                if (consent != null && consent.pair == pair) {
                    reopen(list, pair, role, now);
                } else {
                    fail(list, pair);
                    pair.valid = null;
                }
            }
        }
    }

    private static void reopen(CheckList list, CheckPair pair, IceRole role, long now) {
        if (pair.valid == null || now - pair.reopenedAt < REOPENING) {
            fail(list, pair);
            return;
        }
        pair.reopenedAt = now;
        pair.state = CheckPair.State.SUCCEEDED;
        pair.nominating = role == IceRole.CONTROLLING; // over the new one the far end has another candidate of ours to choose
        list.enqueue(pair);
    }

    private static void fail(CheckList list, CheckPair pair) {
        list.unqueue(pair);
        pair.state = CheckPair.State.FAILED;
        pair.nominating = false;
        pair.wanted = false;
    }
}
