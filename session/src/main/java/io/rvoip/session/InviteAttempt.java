package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.ClientListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One INVITE on the wire with all its forks; lives until its transaction ends, also beyond the session. */
final class InviteAttempt implements ClientListener {
    private final AgentCore core;
    private final SipRequest invite;
    private final Flow flow;
    private final Owner owner;
    private final Map<String, Fork> forks = new HashMap<>();
    private @Nullable Sending sending;

    InviteAttempt(AgentCore core, SipRequest invite, Flow flow, Owner owner) {
        this.core = core;
        this.invite = invite;
        this.flow = flow;
        this.owner = owner;
    }

    void send() {
        core.tally.invites++;
        sending = core.outbound.request(invite, flow, this);
    }

    SipRequest invite() {
        return invite;
    }

    Flow flow() {
        return flow;
    }

    /** Gives up; the transaction sends CANCEL as soon as a provisional response is there (RFC 3261 §9.1). */
    void cancel(List<Reason> reasons) {
        if (sending != null) {
            core.outbound.cancel(sending, reasons);
        }
    }

    /** The fork of a provisional response; empty without To tag, and for one fork more than allowed. */
    Optional<Fork> fork(SipResponse response) {
        return response.to().tag().flatMap(tag -> fork(tag, response, core.settings.limits().maxForks()));
    }

    /** The fork of a 2xx, which gets twice the room: each that is known can be acknowledged and ended. */
    Optional<Fork> forkOf2xx(SipResponse response) {
        return fork(response.to().tag().orElse(""), response, 2 * core.settings.limits().maxForks());
    }

    private Optional<Fork> fork(String tag, SipResponse response, int limit) {
        Fork known = forks.get(tag);
        if (known != null || forks.size() >= limit) {
            return Optional.ofNullable(known);
        }
        Fork fork = new Fork(core, Dialog.ofResponse(invite, response), owner);
        core.add(fork.dialog(), fork);
        forks.put(tag, fork);
        return Optional.of(fork);
    }

    /** No fork can answer any more. */
    void dropEarly() {
        forks.values().stream().filter(fork -> !fork.answered()).forEach(fork -> core.remove(fork.dialog()));
    }

    /** Whether a place rang, or said anything else before its answer. */
    boolean heard() {
        return !forks.isEmpty();
    }

    /** Whether a place that has not hung up is still at work. */
    boolean anybodyLeft() {
        return forks.isEmpty() || forks.values().stream().anyMatch(Fork::alive);
    }

    @Override
    public void provisional(SipResponse response) {
        owner.progress(this, response);
    }

    @Override
    public void finalResponse(SipResponse response) {
        if (response.status() < 300) {
            forkOf2xx(response).ifPresent(fork -> owner.answered(this, fork, response));
        } else {
            dropEarly();
            owner.refused(this, response);
        }
    }

    @Override
    public void timeout() {
        dropEarly();
        owner.failed(this, EndCause.NO_RESPONSE, 408, "no answer from " + flow.remote());
    }

    @Override
    public void transportError(String reason) {
        dropEarly();
        owner.failed(this, EndCause.TRANSPORT, 503, reason);
    }

    @Override
    public void keptBack(String reason) {
        owner.failed(this, EndCause.LIMIT, 503, reason);
    }

    @Override
    public void terminated() {
        dropEarly();
        core.tally.invites--;
        owner.over(this);
    }

    /** Hears what becomes of it. */
    interface Owner extends Fork.Owner {
        void progress(InviteAttempt attempt, SipResponse response);

        /** A 2xx, also a repeated one. */
        void answered(InviteAttempt attempt, Fork fork, SipResponse response);

        /** A final response from 300. */
        void refused(InviteAttempt attempt, SipResponse response);

        void failed(InviteAttempt attempt, EndCause cause, int status, String text);

        /** Its transaction is gone: no 2xx comes any more. */
        void over(InviteAttempt attempt);
    }
}
