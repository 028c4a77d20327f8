package io.rvoip.transaction.internal;

import static io.rvoip.common.Loop.Timer.NEVER;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.TimerSettings;

/**
 * Client transaction of any request but INVITE and ACK, RFC 3261 §17.1.2, figure 6.
 *
 * <pre>
 * state       input            action                                next
 * (start)     start            send request; E = T1 (*), F = 64*T1   TRYING
 * TRYING      E                send request; E doubles up to T2 (*)  TRYING
 *             F                timeout to user                       TERMINATED
 *             1xx              to user                               PROCEEDING
 *             200-699          to user; K                            COMPLETED
 *             transport error  to user                               TERMINATED
 * PROCEEDING  E                send request; E = T2 (*)              PROCEEDING
 *             F                timeout to user                       TERMINATED
 *             1xx              to user                               PROCEEDING
 *             200-699          to user; K                            COMPLETED
 *             transport error  to user                               TERMINATED
 * COMPLETED   any response     -                                     COMPLETED
 *             K                -                                     TERMINATED
 *             transport error  -                                     COMPLETED
 * TERMINATED  anything         -                                     TERMINATED
 * </pre>
 *
 * (*) unreliable transports only. K is T4 on unreliable transports and zero on reliable ones, which skip COMPLETED.
 */
public final class NonInviteClientMachine implements ClientMachine {
    private final SipRequest request;
    private final boolean reliable;
    private final ClientSink out;
    private final long patience;
    private final long t2;
    private final long t4;
    private State state = State.TRYING;
    private long interval;
    private long resendAt = NEVER;
    private long endAt = NEVER;

    enum State { TRYING, PROCEEDING, COMPLETED, TERMINATED }

    public NonInviteClientMachine(SipRequest request, boolean reliable, TimerSettings timers, ClientSink out) {
        this.request = request;
        this.reliable = reliable;
        this.out = out;
        interval = timers.t1().toNanos();
        patience = timers.patience().toNanos();
        t2 = timers.t2().toNanos();
        t4 = timers.t4().toNanos();
    }

    @Override
    public void start(long now) {
        resendAt = reliable ? NEVER : now + interval;
        endAt = now + patience;
        out.transmit(request);
    }

    @Override
    public void onResponse(SipResponse response, long now) {
        boolean news = switch (state) {
            case TRYING, PROCEEDING -> progress(response, now);
            case COMPLETED, TERMINATED -> false;
        };
        if (news) {
            out.response(response);
        }
    }

    @Override
    public void onTransportError(String reason, long now) {
        boolean fatal = switch (state) {
            case TRYING, PROCEEDING -> true;
            case COMPLETED, TERMINATED -> false;
        };
        if (fatal) {
            end();
            out.transportError(reason);
        }
    }

    @Override
    public void onDeadline(long now) {
        boolean timeout = switch (state) {
            case TRYING -> isOver(now) || resend(now, Math.min(2 * interval, t2));
            case PROCEEDING -> isOver(now) || resend(now, t2);
            case COMPLETED -> leave(now);
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
            state = State.PROCEEDING;
        } else if (reliable) {
            end();
        } else {
            state = State.COMPLETED;
            resendAt = NEVER;
            endAt = now + t4;
        }
        return true;
    }

    private boolean resend(long now, long nextInterval) {
        if (now >= resendAt) {
            interval = nextInterval;
            resendAt = now + interval;
            out.transmit(request);
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
        end();
        return true;
    }

    private void end() {
        state = State.TERMINATED;
        resendAt = NEVER;
        endAt = NEVER;
    }
}
