package io.rvoip.transaction.internal;

import static io.rvoip.common.Loop.Timer.NEVER;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.TimerSettings;

/**
 * INVITE client transaction, RFC 3261 §17.1.1 with RFC 6026 figure 5, and the CANCEL rules of §9.1.
 *
 * <pre>
 * state       input            action                              next
 * (start)     start            send INVITE; A = T1 (*), B = 64*T1  CALLING
 * CALLING     A                send INVITE; A doubles (*)          CALLING
 *             B                timeout to user                     TERMINATED
 *             1xx              to user; stop A and B               PROCEEDING
 *             2xx              to user; M = 64*T1                  ACCEPTED
 *             300-699          send ACK, to user; D                COMPLETED
 *             cancel           remember until a 1xx comes          CALLING
 *             transport error  to user                             TERMINATED
 * PROCEEDING  1xx              to user                             PROCEEDING
 *             2xx              to user; M = 64*T1                  ACCEPTED
 *             300-699          send ACK, to user; D                COMPLETED
 *             cancel           send CANCEL; C = 64*T1              PROCEEDING
 *             C                timeout to user                     TERMINATED
 *             transport error  -                                   PROCEEDING
 * ACCEPTED    2xx              to user                             ACCEPTED
 *             other response   -                                   ACCEPTED
 *             M                -                                   TERMINATED
 *             cancel, transport error  -                           ACCEPTED
 * COMPLETED   300-699          send ACK                            COMPLETED
 *             other response   -                                   COMPLETED
 *             D                -                                   TERMINATED
 *             transport error  to user                             TERMINATED
 *             cancel           -                                   COMPLETED
 * TERMINATED  anything         -                                   TERMINATED
 * </pre>
 *
 * (*) unreliable transports only. D is at least 32 s on unreliable transports and zero on reliable ones, which skip
 * COMPLETED. C is our name for the wait of §9.1.
 */
public final class InviteClientMachine implements ClientMachine {
    private final SipRequest invite;
    private final boolean reliable;
    private final ClientSink out;
    private final long patience;
    private final long timerD;
    private State state = State.CALLING;
    private long interval;
    private long resendAt = NEVER;
    private long endAt = NEVER;
    private boolean cancelWanted;

    enum State { CALLING, PROCEEDING, ACCEPTED, COMPLETED, TERMINATED }

    public InviteClientMachine(SipRequest invite, boolean reliable, TimerSettings timers, ClientSink out) {
        this.invite = invite;
        this.reliable = reliable;
        this.out = out;
        interval = timers.t1().toNanos();
        patience = timers.patience().toNanos();
        timerD = timers.timerD().toNanos();
    }

    @Override
    public void start(long now) {
        resendAt = reliable ? NEVER : now + interval;
        endAt = now + patience;
        out.transmit(invite);
    }

    @Override
    public void onResponse(SipResponse response, long now) {
        boolean news = switch (state) {
            case CALLING, PROCEEDING -> progress(response, now);
            case ACCEPTED -> isSuccess(response);
            case COMPLETED -> acknowledgeAgain(response);
            case TERMINATED -> false;
        };
        if (news) {
            out.response(response);
        }
        if (cancelWanted && state == State.PROCEEDING) {
            sendCancel(now);
        }
    }

    /** The user gives up: once is enough. */
    public void cancel(long now) {
        boolean sendNow = switch (state) {
            case CALLING -> {
                cancelWanted = true;
                yield false;
            }
            case PROCEEDING -> endAt == NEVER;
            case ACCEPTED, COMPLETED, TERMINATED -> false;
        };
        if (sendNow) {
            sendCancel(now);
        }
    }

    @Override
    public void onTransportError(String reason, long now) {
        boolean fatal = switch (state) {
            case CALLING, COMPLETED -> true;
            case PROCEEDING, ACCEPTED, TERMINATED -> false;
        };
        if (fatal) {
            enter(State.TERMINATED, NEVER);
            out.transportError(reason);
        }
    }

    @Override
    public void onDeadline(long now) {
        boolean timeout = switch (state) {
            case CALLING -> isOver(now) || resend(now);
            case PROCEEDING -> isOver(now);
            case ACCEPTED, COMPLETED -> leave(now);
            case TERMINATED -> false;
        };
        if (timeout) {
            out.timeout();
        }
    }

    @Override
    public long nextDeadline() {
        return Math.min(resendAt, endAt);
    }

    @Override
    public boolean isTerminated() {
        return state == State.TERMINATED;
    }

    State state() {
        return state;
    }

    private boolean progress(SipResponse response, long now) {
        if (response.status() < 200) {
            enter(State.PROCEEDING, state == State.PROCEEDING ? endAt : NEVER);
        } else if (isSuccess(response)) {
            enter(State.ACCEPTED, now + patience);
        } else {
            enter(reliable ? State.TERMINATED : State.COMPLETED, reliable ? NEVER : now + timerD);
            out.transmit(DerivedRequests.ack(invite, response));
        }
        return true;
    }

    private boolean acknowledgeAgain(SipResponse response) {
        if (response.status() >= 300) {
            out.transmit(DerivedRequests.ack(invite, response));
        }
        return false;
    }

    private void sendCancel(long now) {
        cancelWanted = false;
        endAt = now + patience;
        out.sendCancel();
    }

    private boolean resend(long now) {
        if (now >= resendAt) {
            interval *= 2;
            resendAt = now + interval;
            out.transmit(invite);
        }
        return false;
    }

    /** The end of a wait that nobody else waits for. */
    private boolean leave(long now) {
        isOver(now);
        return false;
    }

    private boolean isOver(long now) {
        if (now < endAt) {
            return false;
        }
        enter(State.TERMINATED, NEVER);
        return true;
    }

    private void enter(State next, long end) {
        state = next;
        resendAt = NEVER;
        endAt = end;
    }

    private static boolean isSuccess(SipResponse response) {
        return response.status() / 100 == 2;
    }
}
