package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.ServerTransaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * UPDATEs of the far end and offers in its PRACKs: requests that are answered at once, in early dialogs and in those
 * that stand (RFC 3311 §5.2, RFC 3262 §5).
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>idle</td><td>UPDATE without offer</td><td>same, 200, the target is refreshed</td></tr>
 * <tr><td></td><td>offer, and either side may offer</td><td>answering</td></tr>
 * <tr><td></td><td>offer while ours has no answer</td><td>same, 491</td></tr>
 * <tr><td></td><td>offer while another of theirs has no answer</td><td>same, 500 with Retry-After</td></tr>
 * <tr><td>answering</td><td>the answer is ready</td><td>idle, 200 with it</td></tr>
 * <tr><td></td><td>refusal; nothing for 60*T1</td><td>idle, refused; 504</td></tr>
 * <tr><td></td><td>UPDATE</td><td>same, 500 with Retry-After</td></tr>
 * <tr><td></td><td>the call ends</td><td>idle, 487</td></tr>
 * </table>
 */
final class RemoteOffers {
    private static final int PATIENCE_IN_T1 = 60;

    private final InviteSession session;
    private final AgentCore core;
    private @Nullable Alarm patience;
    private @Nullable ServerTransaction answering;
    private @Nullable SipRequest request;
    private Runnable then = () -> { };

    RemoteOffers(InviteSession session) {
        this.session = session;
        core = session.core;
    }

    /** Whether an offer waits for our answer. */
    boolean answering() {
        return answering != null;
    }

    /** @param turn whose turn it is, apart from what is answered here */
    void onUpdate(ServerTransaction transaction, SipRequest update, Dialog dialog, Turn turn) {
        Optional<SdpBody> offer = Bodies.description(update);
        if (answering != null) {
            core.respond(transaction, session.busy(transaction, update));
        } else if (offer.isEmpty()) {
            dialog.refreshTarget(update);
            core.respond(transaction, ok(transaction, update, dialog).build());
        } else {
            switch (turn) {
                case FREE -> answer(transaction, update, dialog, offer.get(), () -> { });
                case THEIRS -> core.refuse(transaction, update, 491);
                case OURS -> core.respond(transaction, session.busy(transaction, update));
            }
        }
    }

    /** Answers an offer in the 200 to its request. @param next runs when that was sent */
    void answer(
            ServerTransaction transaction, SipRequest offering, Dialog dialog, SdpBody offer, Runnable next) {
        answering = transaction;
        request = offering;
        then = next;
        patience().in(PATIENCE_IN_T1 * core.t1());
        session.media().answer(offer).whenComplete((answer, failure) -> {
            if (answering == transaction) {
                answered(transaction, offering, dialog, answer, failure);
            }
        });
    }

    /** Most calls never need it. */
    private Alarm patience() {
        if (patience == null) {
            patience = core.alarm(this::tooLate);
        }
        return patience;
    }

    private void answered(
            ServerTransaction transaction, SipRequest offering, Dialog dialog,
            SessionMedia.@Nullable MediaAnswer answer, @Nullable Throwable failure) {
        Runnable next = forget();
        if (answer instanceof SessionMedia.MediaAnswer.Accepted accepted) {
            dialog.refreshTarget(offering);
            SipResponse response = ok(transaction, offering, dialog)
                    .body(SdpBody.CONTENT_TYPE, accepted.body().bytes())
                    .build();
            core.respond(transaction, response);
            session.changed(true, response);
        } else {
            Refusal refusal = answer instanceof SessionMedia.MediaAnswer.Refused refused
                    ? refused.refusal()
                    : new Refusal(500, Refusal.MISCELLANEOUS, MediaSetup.text(failure));
            core.respond(transaction, Refusals.response(core, offering, transaction.toTag(), refusal));
        }
        next.run();
        session.next();
    }

    private SipResponse.Builder ok(ServerTransaction transaction, SipRequest update, Dialog dialog) {
        SipResponse.Builder ok = core.response(update, 200).toTag(transaction.toTag())
                .set(HeaderKind.CONTACT, dialog.localContact());
        core.capabilities.describeWithin(ok);
        if (session.state().answered() && update.method().equals(Method.UPDATE)) {
            session.timer().answer(update, ok);
        }
        return ok;
    }

    /** The far end will not wait any longer, and must hear something before it takes us for dead. */
    private void tooLate() {
        ServerTransaction late = answering;
        SipRequest offering = request;
        if (late != null && offering != null) {
            Runnable next = forget();
            boolean relayed = session.media() instanceof RelayMedia relay && relay.awaiting();
            session.media().rollback();
            core.refuse(late, offering, 504);
            if (relayed) {
                session.emit(new SessionEvent.OfferWithdrawn());
            }
            next.run();
            session.next();
        }
    }

    private Runnable forget() {
        Runnable next = then;
        if (patience != null) {
            patience.cancel();
        }
        answering = null;
        request = null;
        then = () -> { };
        return next;
    }

    /** The call ends. */
    void abandon() {
        ServerTransaction open = answering;
        SipRequest offering = request;
        forget();
        if (open != null && offering != null) {
            core.refuse(open, offering, 487);
        }
    }
}
