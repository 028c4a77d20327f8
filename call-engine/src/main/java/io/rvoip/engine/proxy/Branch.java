package io.rvoip.engine.proxy;

import io.rvoip.common.Loop;
import io.rvoip.common.TimerWheel;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Target;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.ClientTransaction;
import io.rvoip.transaction.TransactionLimitException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a request on its way to one place, with Timer C (RFC 3261 §16.6 step 11, §16.8).
 *
 * <pre>
 * state    input              action                                    next
 * FINDING  way found          send                                      SENT
 *          no way             tell 430, 480, 503                        OVER
 *          cancel             tell 487                                  OVER
 *          timer              tell 408                                  OVER
 * SENT     503, timeout of an INVITE, transport error; before a 101-199, and where the name has another server
 *                             go on to that                             FINDING
 *          1xx                tell; a 101-199 sets Timer C again        SENT
 *          2xx                tell                                      OVER
 *          300-699            tell; a 487 after our timer as 408        OVER
 *          cancel             CANCEL                                    SENT
 *          timer              CANCEL                                    SENT
 *          timeout            tell 408, after a cancel 487              OVER
 *          transport error    tell 503, for the flow of a token 430     OVER
 * OVER     2xx                tell                                      OVER
 *          anything else      -                                         OVER
 * </pre>
 *
 * The timer is the earlier of Timer C and, for a phone of ours, the ring timeout; only an INVITE has it.
 */
final class Branch extends TimerWheel.Entry implements ClientListener {
    enum State { FINDING, SENT, OVER }

    private final ResponseContext context;
    private final Proxy proxy;
    private final Place place;
    private final int number;
    private final int breadth;
    private final long ringUntil;
    private State state = State.FINDING;
    private List<Target> others = List.of();
    private @Nullable Flow out;
    private @Nullable ClientTransaction transaction;
    private boolean heard;
    private boolean timedOut;
    private boolean cancelled;
    private boolean flowFailed;

    /** @param number of the place among those of the request, from 1 */
    Branch(ResponseContext context, Proxy proxy, Place place, int number, int breadth) {
        this.context = context;
        this.proxy = proxy;
        this.place = place;
        this.number = number;
        this.breadth = breadth;
        ringUntil = place.phone() != null ? proxy.now() + proxy.ringTimeout() : Loop.Timer.NEVER;
    }

    void start() {
        startTimer();
        Arrival arrival = context.arrival();
        int bytes = arrival.request().encodedLength();
        Flow known = Copies.flow(arrival, place);
        if (known != null) {
            proxy.ways().find(known, bytes, this::found, () -> {
                flowFailed = true;
                noWay(arrival.over() != null ? 430 : 480); // RFC 5626 §5.3.1
            });
        } else {
            proxy.ways().find(proxy.copies().nextHop(arrival, place), arrival.request().callId(), bytes, this::found, () -> noWay(503));
        }
    }

    /** To the next server of the same name (RFC 3263 §4.3); false when there is none, or nobody waits any more. */
    private boolean goesOn() {
        if (state != State.SENT || others.isEmpty() || heard || cancelled || timedOut) {
            return false;
        }
        state = State.FINDING;
        proxy.ways().find(others, context.arrival().request().encodedLength(), this::found, () -> noWay(503));
        return true;
    }

    private void noWay(int status) {
        if (state == State.FINDING) {
            fail(Answer.local(status));
        }
    }

    private void found(Flow flow, List<Target> next) {
        if (state != State.FINDING) {
            return;
        }
        others = next;
        out = flow;
        Arrival arrival = context.arrival();
        if (Proxy.isSecure(place.uri()) && !flow.protocol().secure()) {
            noWay(480); // sips: is never taken for less (RFC 5630 §3.1.3)
            return;
        }
        state = State.SENT;
        try {
            SipRequest.Builder copy = proxy.copies().copy(arrival, place, flow, breadth);
            context.sender().ifPresent(sender -> proxy.copies().introduce(copy, sender, arrival, place, number, flow));
            transaction = proxy.layer().forward(copy, flow, context.loopTail(), this, proxy.now());
            proxy.branchOpened();
        } catch (TransactionLimitException full) {
            fail(Answer.local(503));
        } catch (SipSyntaxException tooLarge) {
            fail(Answer.local(513));
        }
    }

    Place place() {
        return place;
    }

    /** The flow its request went over last; null before it was sent. */
    @Nullable Flow out() {
        return out;
    }

    /** Nobody waits for this branch any more. @param reasons values of Reason (RFC 3326) */
    void cancel(List<String> reasons) {
        switch (state) {
            case FINDING -> {
                cancelled = true;
                fail(Answer.local(487));
            }
            case SENT -> {
                cancelled = true;
                stop(reasons);
            }
            case OVER -> { }
        }
    }

    private void stop(List<String> reasons) {
        ClientTransaction sent = transaction;
        if (sent != null && context.isInvite()) {
            proxy.alarms().cancel(this);
            sent.cancel(reasons, proxy.now());
        }
    }

    private void startTimer() {
        if (context.isInvite()) {
            proxy.alarms().arm(this, Math.min(ringUntil, proxy.now() + proxy.timerC()));
        }
    }

    @Override
    protected void expired(long now) {
        switch (state) {
            case FINDING -> fail(Answer.local(408));
            case SENT -> {
                timedOut = true;
                stop(List.of());
            }
            case OVER -> { }
        }
    }

    @Override
    public void provisional(SipResponse response) {
        if (state == State.SENT && response.status() > 100) {
            heard = true;
            if (!cancelled && !timedOut) {
                startTimer();
            }
            context.provisional(this, response);
        }
    }

    @Override
    public void finalResponse(SipResponse response) {
        if (response.isSuccess()) {
            end();
            context.success(this, response);
        } else if (response.status() != 503 || !goesOn()) {
            flowFailed = PhoneFlows.isFlowFailure(response.status());
            boolean ours = timedOut && response.status() == 487;
            boolean flow = response.status() == 430 && place.phone() != null; // nobody else's business
            fail(ours ? Answer.local(408) : flow ? Answer.local(480) : Answer.of(response));
        }
    }

    @Override
    public void timeout() {
        if (!context.isInvite() || !goesOn()) {
            flowFailed = true;
            fail(Answer.local(cancelled ? 487 : 408));
        }
    }

    @Override
    public void transportError(String reason) {
        if (!goesOn()) {
            flowFailed = true;
            fail(Answer.local(context.arrival().over() != null ? 430 : 503));
        }
    }

    @Override
    public void terminated() {
        proxy.branchClosed();
    }

    /** The same phone by its next flow, when this one failed, not the phone, and nobody has given up (RFC 5626 §7). */
    @Nullable Branch again() {
        PhoneFlows phone = place.phone();
        if (!flowFailed || timedOut || cancelled || phone == null || !phone.hasOthers()) {
            return null;
        }
        proxy.flowFailed(phone);
        return new Branch(context, proxy, Place.of(phone.others()), number, breadth);
    }

    private void fail(Answer answer) {
        if (state != State.OVER) {
            end();
            context.failure(this, answer);
        }
    }

    private void end() {
        state = State.OVER;
        proxy.alarms().cancel(this);
    }
}
