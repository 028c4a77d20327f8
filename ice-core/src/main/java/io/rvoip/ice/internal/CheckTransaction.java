package io.rvoip.ice.internal;

import io.rvoip.ice.IceRole;
import io.rvoip.ice.stun.StunMessage;

/** One check on its way, with its repetitions (RFC 8489 §6.2.1, with Rc 5 and Rm 4: 9.5 s from 500 ms). */
final class CheckTransaction {
    private static final int MAX_REQUESTS = 5;
    private static final int LAST_WAIT = 4;

    final CheckList list;
    final CheckPair pair;
    final StunMessage request;
    final CheckMessages.Check check;

    private final long firstTimeout;
    private long timeout;
    private int sent;
    private long deadline;
    private boolean cancelled;

    CheckTransaction(
            CheckList list, CheckPair pair, StunMessage request, CheckMessages.Check check, long timeout) {
        this.list = list;
        this.pair = pair;
        this.request = request;
        this.check = check;
        this.firstTimeout = timeout;
        this.timeout = timeout;
    }

    IceRole role() {
        return check.role();
    }

    long deadline() {
        return deadline;
    }

    /** Counts one more datagram; false when there have been enough, or none more shall be sent. */
    boolean sending(long now) {
        if (cancelled || sent == MAX_REQUESTS) {
            return false;
        }
        sent++;
        deadline = now + (sent == MAX_REQUESTS ? firstTimeout * LAST_WAIT : timeout);
        timeout *= 2;
        return true;
    }

    /** Sends no more, but waits as long as it would have for an answer (RFC 8445 §7.3.1.4). */
    void cancel() {
        if (!cancelled) {
            cancelled = true;
            pair.slow = true;
            for (int i = sent; i < MAX_REQUESTS; i++) {
                deadline += i + 1 == MAX_REQUESTS ? firstTimeout * LAST_WAIT : timeout;
                timeout *= 2;
            }
        }
    }

    boolean isRepeated() {
        return sent > 1;
    }

    boolean isCancelled() {
        return cancelled;
    }
}
