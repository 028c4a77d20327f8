package io.rvoip.session;

import io.rvoip.session.auth.ClientAuth;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RAck;
import io.rvoip.transaction.ServerTransaction;
import org.jspecify.annotations.Nullable;

/** One place that answered an INVITE of ours, told from others by its To tag (RFC 3261 §13.2.2.4). */
final class Fork implements DialogUser {
    private final AgentCore core;
    private final Dialog dialog;
    private final Owner owner;
    private final ReliableOrder order = new ReliableOrder();
    private @Nullable SipRequest ack;
    private @Nullable SdpBody lastAnswer;
    private @Nullable SdpBody settled;
    private int openPracks;
    private boolean answered;
    private boolean alive = true;

    Fork(AgentCore core, Dialog dialog, Owner owner) {
        this.core = core;
        this.dialog = dialog;
        this.owner = owner;
    }

    /** Hears what the place itself asks for before it answers. */
    interface Owner {
        /** It hung up. */
        void forkHungUp();

        /** It sent UPDATE (RFC 3311 §5.2). */
        void forkUpdates(Fork fork, ServerTransaction transaction, SipRequest update);

        /** It sent INFO (RFC 6086). */
        void forkInforms(Fork fork, ServerTransaction transaction, SipRequest info);
    }

    Dialog dialog() {
        return dialog;
    }

    /** The description it sent last. */
    @Nullable SdpBody lastAnswer() {
        return lastAnswer;
    }

    void lastAnswer(SdpBody body) {
        lastAnswer = body;
    }

    /** How far its reliable provisional responses have come. */
    ReliableOrder order() {
        return order;
    }

    /** A reliable response brought this answer or offer: what it says later in the same transaction does not count. */
    void settle(SdpBody body) {
        settled = body;
    }

    /** Its description in a reliable response; null when there was none. */
    @Nullable SdpBody settled() {
        return settled;
    }

    /**
     * Acknowledges a reliable provisional response (RFC 3262 §4).
     *
     * @param body our answer, when the response had the offer
     * @param then runs when the PRACK has come to something
     */
    void prack(
            SipResponse response, long number, @Nullable SdpBody body, DialogPath path, ClientAuth auth, Runnable then) {
        SipRequest.Builder prack = dialog.request(Method.PRACK)
                .set(HeaderKind.RACK, new RAck(number, response.cseq()));
        core.stamp(prack);
        if (body != null) {
            prack.body(SdpBody.CONTENT_TYPE, body.bytes());
        }
        openPracks++;
        Runnable done = () -> {
            openPracks--;
            then.run();
        };
        SipRequest request = prack.build();
        path.find(
                dialog.nextHop(),
                way -> Exchange.start(
                        core, auth, dialog::nextCSeq, request, way, Exchange.Outcome.whatever(done)),
                nobody -> done.run());
    }

    /** Whether a PRACK has no final response yet. */
    boolean pracking() {
        return openPracks > 0;
    }

    /** Notes the first 2xx. Returns false for its repetitions. */
    boolean firstAnswer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    boolean answered() {
        return answered;
    }

    /** Whether it has not hung up. */
    boolean alive() {
        return alive;
    }

    /** The ACK of its 2xx, to be sent again for each repetition; null while our answer is being made. */
    @Nullable SipRequest ack() {
        return ack;
    }

    void ack(SipRequest sent) {
        ack = sent;
    }

    /** An early dialog of ours has little business but its end (RFC 3261 §15). */
    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        if (!dialog.inOrder(request)) {
            core.refuse(transaction, request, 500);
        } else if (request.method().equals(Method.BYE)) {
            core.refuse(transaction, request, 200);
            core.remove(dialog);
            alive = false;
            owner.forkHungUp();
        } else if (request.method().equals(Method.UPDATE)) {
            owner.forkUpdates(this, transaction, request);
        } else if (request.method().equals(Method.INFO)) {
            owner.forkInforms(this, transaction, request);
        } else if (request.method().equals(Method.PRACK)) {
            core.refuse(transaction, request, 481); // we send no provisional response here
        } else if (request.method().equals(Method.OPTIONS)) {
            core.respond(transaction, core.capabilities.answerOptions(core, request)
                    .toTag(transaction.toTag()).build());
        } else {
            core.refuse(transaction, request, 491);
        }
    }

    @Override
    public void onAck(SipRequest request) {
        // we send no 2xx within an early dialog
    }
}
