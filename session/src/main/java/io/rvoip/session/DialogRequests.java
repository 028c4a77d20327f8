package io.rvoip.session;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.transaction.ServerTransaction;

/** What the far end asks within the dialog of a call, but for its ACK: each method and state has its answer. */
final class DialogRequests {
    private final InviteSession session;
    private final AgentCore core;
    private final Modifications modifications;
    private final RemoteOffers remoteOffers;

    DialogRequests(InviteSession session, Modifications modifications, RemoteOffers remoteOffers) {
        this.session = session;
        this.core = session.core;
        this.modifications = modifications;
        this.remoteOffers = remoteOffers;
    }

    /** A request within the dialog; methods that this build does not know were refused before. */
    void received(ServerTransaction transaction, SipRequest request, boolean inOrder) {
        if (request.method().equals(Method.PRACK)) {
            prackReceived(transaction, request); // RAck tells which it is, whatever overtook it
        } else if (!inOrder) {
            core.refuse(transaction, request, 500);
        } else if (request.method().equals(Method.BYE)) {
            byeReceived(transaction, request);
        } else if (request.method().equals(Method.INVITE)) {
            inviteReceived(transaction, request);
        } else if (request.method().equals(Method.UPDATE)) {
            updateReceived(transaction, request);
        } else if (request.method().equals(Method.INFO)) {
            session.infos().received(transaction, request, session.establishedDialog());
        } else {
            core.respond(transaction, core.capabilities.answerOptions(core, request)
                    .toTag(transaction.toTag()).build());
        }
    }

    private void prackReceived(ServerTransaction transaction, SipRequest prack) {
        if (!session.early().onPrack(transaction, prack)) {
            core.refuse(transaction, prack, 481);
        }
    }

    private void byeReceived(ServerTransaction transaction, SipRequest bye) {
        core.refuse(transaction, bye, 200);
        CallEnd why = switch (session.state()) {
            case INVITED -> session.ended(EndParty.REMOTE, EndCause.CANCELLED, 0, "hung up before the answer");
            case ENDING -> session.wanted().orElseGet(this::hungUpByRemote);
            default -> hungUpByRemote();
        };
        session.finish(session.state() == SessionState.ENDING ? why : why.withReasons(AgentCore.reasons(bye)));
    }

    private CallEnd hungUpByRemote() {
        return session.ended(EndParty.REMOTE, EndCause.HANGUP, 0, "hung up");
    }

    private void updateReceived(ServerTransaction transaction, SipRequest update) {
        switch (session.state()) {
            case INVITED, ACCEPTED, CONFIRMED ->
                remoteOffers.onUpdate(transaction, update, session.establishedDialog(), session.turn());
            case STARTING, CALLING, PROCEEDING, CANCELLING, ENDING, ENDED -> core.refuse(transaction, update, 481);
        }
    }

    private void inviteReceived(ServerTransaction transaction, SipRequest invite) {
        switch (session.state()) {
            case CONFIRMED -> modifications.onInvite(transaction, invite);
            case ACCEPTED -> core.refuse(transaction, invite, 491);
            case INVITED -> core.respond(transaction, session.busy(transaction, invite));
            case STARTING, CALLING, PROCEEDING, CANCELLING, ENDING, ENDED -> core.refuse(transaction, invite, 481);
        }
    }
}
