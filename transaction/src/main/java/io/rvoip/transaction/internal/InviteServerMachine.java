package io.rvoip.transaction.internal;

import static io.rvoip.common.Loop.Timer.NEVER;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.TimerSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * INVITE server transaction, RFC 3261 §17.2.1 with RFC 6026 figure 7.
 *
 * <pre>
 * state       input              action                              next
 * (start)     INVITE             200 ms for the user to answer       PROCEEDING
 * PROCEEDING  200 ms             send 100                            PROCEEDING
 *             INVITE             send the last provisional, if any   PROCEEDING
 *             1xx from user      send                                PROCEEDING
 *             2xx from user      send; L = 64*T1                     ACCEPTED
 *             300-699 from user  send; G = T1 (*), H = 64*T1         COMPLETED
 *             transport error    to user                             PROCEEDING
 *             ACK                -                                   PROCEEDING
 * ACCEPTED    INVITE             -                                   ACCEPTED
 *             ACK                to user                             ACCEPTED
 *             2xx from user      send                                ACCEPTED
 *             other from user    refuse                              ACCEPTED
 *             transport error    to user                             ACCEPTED
 *             L                  -                                   TERMINATED
 * COMPLETED   INVITE             send the response                   COMPLETED
 *             G                  send the response; G doubles to T2  COMPLETED
 *             ACK                I                                   CONFIRMED
 *             H                  timeout to user                     TERMINATED
 *             any from user      refuse                              COMPLETED
 *             transport error    to user                             COMPLETED
 * CONFIRMED   INVITE, ACK        -                                   CONFIRMED
 *             any from user      refuse                              CONFIRMED
 *             I                  -                                   TERMINATED
 *             transport error    -                                   CONFIRMED
 * TERMINATED  anything           -                                   TERMINATED
 * </pre>
 *
 * (*) unreliable transports only. I is T4 on unreliable transports and zero on reliable ones, which skip CONFIRMED.
 */
public final class InviteServerMachine implements ServerMachine {
    private static final long TRYING_AFTER = Duration.ofMillis(200).toNanos();

    private final boolean reliable;
    private final ServerSink out;
    private final long patience;
    private final long t2;
    private final long t4;
    private State state = State.PROCEEDING;
    private @Nullable SipRequest invite;
    private @Nullable SipResponse last;
    private long interval;
    private long resendAt;
    private long endAt = NEVER;

    enum State { PROCEEDING, ACCEPTED, COMPLETED, CONFIRMED, TERMINATED }

    public InviteServerMachine(
            SipRequest invite, boolean reliable, TimerSettings timers, ServerSink out, long now) {
        this.invite = invite;
        this.reliable = reliable;
        this.out = out;
        interval = timers.t1().toNanos();
        patience = timers.patience().toNanos();
        t2 = timers.t2().toNanos();
        t4 = timers.t4().toNanos();
        resendAt = now + TRYING_AFTER;
    }

    @Override
    public void onRetransmission() {
        boolean answer = switch (state) {
            case PROCEEDING, COMPLETED -> true;
            case ACCEPTED, CONFIRMED, TERMINATED -> false;
        };
        if (answer) {
            sendLast();
        }
    }

    /** @return whether the ACK is the user's business: it is for a 2xx */
    public boolean onAck(long now) {
        return switch (state) {
            case ACCEPTED -> true;
            case COMPLETED -> {
                confirm(now);
                yield false;
            }
            case PROCEEDING, CONFIRMED, TERMINATED -> false;
        };
    }

    @Override
    public boolean respond(SipResponse response, long now) {
        boolean send = switch (state) {
            case PROCEEDING -> answer(response, now);
            case ACCEPTED -> response.status() / 100 == 2;
            case COMPLETED, CONFIRMED, TERMINATED -> false;
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
        enter(State.TERMINATED, NEVER, NEVER);
        out.transmit(response);
        return true;
    }

    @Override
    public void onTransportError(String reason, long now) {
        boolean tell = switch (state) {
            case PROCEEDING, ACCEPTED, COMPLETED -> true;
            case CONFIRMED, TERMINATED -> false;
        };
        if (tell) {
            out.transportError(reason);
        }
    }

    @Override
    public void onDeadline(long now) {
        boolean timeout = switch (state) {
            case PROCEEDING -> trying(now);
            case COMPLETED -> isOver(now) || resend(now);
            case ACCEPTED, CONFIRMED -> leave(now);
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
    public boolean isOpen() {
        return state == State.PROCEEDING;
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
            resendAt = NEVER;
        } else if (response.status() < 300) {
            last = null;
            enter(State.ACCEPTED, NEVER, now + patience);
        } else {
            enter(State.COMPLETED, reliable ? NEVER : now + interval, now + patience);
        }
        return true;
    }

    private void confirm(long now) {
        last = null;
        if (reliable) {
            enter(State.TERMINATED, NEVER, NEVER);
        } else {
            enter(State.CONFIRMED, NEVER, now + t4);
        }
    }

    private boolean trying(long now) {
        if (now >= resendAt && invite != null) {
            resendAt = NEVER;
            last = invite.respond(100).build();
            sendLast();
        }
        return false;
    }

    private boolean resend(long now) {
        if (now >= resendAt) {
            interval = Math.min(2 * interval, t2);
            resendAt = now + interval;
            sendLast();
        }
        return false;
    }

    private void sendLast() {
        if (last != null) {
            out.transmit(last);
        }
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
        enter(State.TERMINATED, NEVER, NEVER);
        return true;
    }

    private void enter(State next, long resend, long end) {
        state = next;
        resendAt = resend;
        endAt = end;
        invite = null; // not needed after PROCEEDING
    }
}
