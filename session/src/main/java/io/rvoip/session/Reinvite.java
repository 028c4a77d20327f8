package io.rvoip.session;

import io.rvoip.session.auth.AuthOutcome;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.transaction.ClientListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A re-INVITE of ours on the wire. Acknowledges its 2xx, each time it comes, also when the call has ended meanwhile;
 * answers challenges; gives up with CANCEL when the far end takes longer than a call may take to be answered.
 */
final class Reinvite implements ClientListener {
    /** Instead of a number of seconds: it makes no sense to try again. */
    static final long NEVER_AGAIN = -1;

    private final InviteSession session;
    private final AgentCore core;
    private final Way way;
    private final Owner owner;
    private final Alarm patience;
    private SipRequest invite;
    private @Nullable Sending sending;
    private @Nullable SipRequest ack;
    private boolean heard;
    private boolean cancelled;
    private boolean done;

    Reinvite(InviteSession session, SipRequest invite, Way way, Owner owner) {
        this.session = session;
        this.core = session.core;
        this.invite = invite;
        this.way = way;
        this.owner = owner;
        patience = core.alarm(this::tooLong);
    }

    void send() {
        patience.in(core.settings.callTimeout().toNanos());
        ask();
    }

    private void ask() {
        core.tally.invites++;
        sending = core.outbound.request(invite, way.flow(), this);
    }

    /** To the next server of the same name, unless the one before has said anything (RFC 3263 §4.3). */
    private boolean goesOn() {
        if (heard || cancelled || !way.goesOn() || session.state() != SessionState.CONFIRMED) {
            return false;
        }
        way.next(reached -> {
            if (session.state() == SessionState.CONFIRMED) {
                ask();
            } else {
                finish();
            }
        }, this::unreachable);
        return true;
    }

    private void unreachable(String reason) {
        finish();
        owner.refused(503, reason, NEVER_AGAIN);
    }

    /** The transaction cancels when it may, and times out when that does not help. */
    private void tooLong() {
        cancelled = true;
        if (sending != null) {
            core.outbound.cancel(sending, List.of());
        }
    }

    @Override
    public void provisional(SipResponse response) {
        heard |= response.status() > 100;
    }

    @Override
    public void finalResponse(SipResponse response) {
        if (response.status() < 300) {
            acknowledge(response);
            return;
        }
        boolean busy = way.refused(response);
        if (done || busy && goesOn()) {
            return;
        }
        switch (response.status()) {
            case 401, 407 -> challenged(response);
            case 408, 481 -> {
                finish();
                owner.dialogLost(response.status(), response.reason());
            }
            default -> {
                finish();
                owner.refused(response.status(), response.reason(), Update.secondsToRetry(session, response));
            }
        }
    }

    private void acknowledge(SipResponse response) {
        boolean first = ack == null;
        if (ack == null) {
            SipRequest.Builder builder = session.establishedDialog().ack(invite.cseq().number());
            invite.rawAll("Authorization").forEach(value -> builder.addRaw("Authorization", value));
            invite.rawAll("Proxy-Authorization").forEach(value -> builder.addRaw("Proxy-Authorization", value));
            core.stamp(builder);
            ack = builder.build();
        }
        ack = core.outbound.ack(ack, way.flow());
        if (first && !done) {
            session.auth().passed(response);
            finish();
            owner.accepted(response);
        }
    }

    private void challenged(SipResponse challenge) {
        AuthOutcome outcome = session.auth().answer(invite, challenge);
        if (outcome instanceof AuthOutcome.Retry retry && !cancelled) {
            owner.authenticating(challenge.status(), retry.realm());
            if (session.state() == SessionState.CONFIRMED) {
                long next = session.establishedDialog().nextCSeq();
                invite = retry.request().toBuilder().set(HeaderKind.CSEQ, new CSeq(next, Method.INVITE)).build();
                ask();
                return;
            }
        }
        finish();
        owner.refused(challenge.status(), challenge.reason(), NEVER_AGAIN);
    }

    @Override
    public void timeout() {
        if (!done) {
            way.failed();
            if (!goesOn()) {
                finish();
                owner.dialogLost(408, "no response to re-INVITE");
            }
        }
    }

    @Override
    public void transportError(String reason) {
        if (!done) {
            way.failed();
            if (!goesOn()) {
                unreachable(reason);
            }
        }
    }

    @Override
    public void terminated() {
        core.tally.invites--;
    }

    private void finish() {
        done = true;
        patience.cancel();
    }

    /** Hears what becomes of it, or of an {@link Update}; one of the first three, once. */
    interface Owner {
        /** A 2xx; its ACK was sent. */
        void accepted(SipResponse response);

        /** The call goes on as before. @param retryAfter seconds, or {@link #NEVER_AGAIN} */
        void refused(int status, String text, long retryAfter);

        /** The far end does not know the call any more, or is not there (RFC 3261 §12.2.1.2). */
        void dialogLost(int status, String text);

        /** Sent again with credentials. */
        void authenticating(int status, String realm);

        /** Whether it is still wanted. */
        boolean waiting();
    }
}
