package io.rvoip.transaction.internal;

import static io.rvoip.common.Loop.Timer.NEVER;

import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.TimerSettings;
import org.jspecify.annotations.Nullable;

/**
 * Server transaction of any request but INVITE and ACK, RFC 3261 §17.2.2, figure 8.
 *
 * <pre>
 * state       input              action                     next
 * (start)     request            N = 64*T1                  TRYING
 * TRYING      request            -                          TRYING
 *             1xx from user      send                       PROCEEDING
 *             200-699 from user  send; J                    COMPLETED
 *             N                  timeout to user            TERMINATED
 *             transport error    to user                    TERMINATED
 * PROCEEDING  request            send the last provisional  PROCEEDING
 *             1xx from user      send                       PROCEEDING
 *             200-699 from user  send; J                    COMPLETED
 *             N                  timeout to user            TERMINATED
 *             transport error    to user                    TERMINATED
 * COMPLETED   request            send the response          COMPLETED
 *             any from user      refuse                     COMPLETED
 *             J                  -                          TERMINATED
 *             transport error    to user                    TERMINATED
 * TERMINATED  anything           -                          TERMINATED
 * </pre>
 *
 * J is 64*T1 on unreliable transports and zero on reliable ones, which skip COMPLETED. N is ours: after 64*T1 the
 * client has given up and a response would be a stray one (RFC 4320 §4.2), so nothing is kept for it.
 */
public final class NonInviteServerMachine implements ServerMachine {
    private final boolean reliable;
    private final ServerSink out;
    private final long patience;
    private State state = State.TRYING;
    private @Nullable SipResponse last;
    private long endAt;

    enum State { TRYING, PROCEEDING, COMPLETED, TERMINATED }

    public NonInviteServerMachine(boolean reliable, TimerSettings timers, ServerSink out, long now) {
        this.reliable = reliable;
        this.out = out;
        patience = timers.patience().toNanos();
        endAt = now + patience;
    }

    @Override
    public void onRetransmission() {
        SipResponse answer = switch (state) {
            case PROCEEDING, COMPLETED -> last;
            case TRYING, TERMINATED -> null;
        };
        if (answer != null) {
            out.transmit(answer);
        }
    }

    @Override
    public boolean respond(SipResponse response, long now) {
        boolean send = switch (state) {
            case TRYING, PROCEEDING -> answer(response, now);
            case COMPLETED, TERMINATED -> false;
        };
        if (send) {
            out.transmit(response);
        }
        return send;
    }

    @Override
    public boolean respondOnce(SipResponse response) {
        if (!isOpen()) {
            return false;
        }
        end();
        out.transmit(response);
        return true;
    }

    @Override
    public void onTransportError(String reason, long now) {
        boolean fatal = switch (state) {
            case TRYING, PROCEEDING, COMPLETED -> true;
            case TERMINATED -> false;
        };
        if (fatal) {
            end();
            out.transportError(reason);
        }
    }

    @Override
    public void onDeadline(long now) {
        boolean timeout = switch (state) {
            case TRYING, PROCEEDING -> isOver(now);
            case COMPLETED -> leave(now);
            case TERMINATED -> false;
        };
        if (timeout) {
            out.timeout();
        }
    }

    @Override
    public long nextDeadline() {
        return endAt;
    }

    @Override
    public boolean isOpen() {
        return state == State.TRYING || state == State.PROCEEDING;
    }

    @Override
    public boolean isTerminated() {
        return state == State.TERMINATED;
    }

    State state() {
        return state;
    }

    private boolean answer(SipResponse response, long now) {
        last = response;
        if (response.status() < 200) {
            state = State.PROCEEDING;
        } else if (reliable) {
            end();
        } else {
            state = State.COMPLETED;
            endAt = now + patience;
        }
        return true;
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
        last = null;
        endAt = NEVER;
    }
}
