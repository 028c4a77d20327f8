package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;

/**
 * An UPDATE without description, which only shows that we are there (RFC 4028 §7.4, §10). It goes beside whatever else
 * is under way, because offers and answers are none of its business.
 */
final class Refresh implements Exchange.Outcome {
    private final InviteSession session;
    private final Runnable otherwise;

    private Refresh(InviteSession session, Runnable otherwise) {
        this.session = session;
        this.otherwise = otherwise;
    }

    /**
     * Sends it.
     *
     * @param otherwise what else to try when the far end has no UPDATE after all
     */
    static void send(InviteSession session, Runnable otherwise) {
        Dialog dialog = session.establishedDialog();
        SipRequest.Builder update = dialog.request(Method.UPDATE).set(HeaderKind.CONTACT, dialog.localContact());
        session.core.capabilities.describeWithin(update);
        session.timer().ask(update);
        session.core.stamp(update);
        SipRequest request = update.build();
        session.findPath(
                way -> Exchange.start(
                        session.core, session.auth(), dialog::nextCSeq, request, way, new Refresh(session, otherwise)),
                nobody -> session.timer().refused());
    }

    @Override
    public void answered(SipResponse response) {
        if (session.state() != SessionState.CONFIRMED) {
            return;
        }
        switch (response.status()) {
            case 405, 501 -> otherwise.run();
            case 408, 481 -> lost(response.status(), response.reason());
            case 422 -> {
                if (session.timer().tooSmall(response)) {
                    send(session, otherwise);
                } else {
                    session.timer().refused();
                }
            }
            default -> {
                if (response.status() < 300) {
                    session.establishedDialog().refreshTarget(response);
                    session.timer().agreed(response);
                } else {
                    session.timer().refused();
                }
            }
        }
    }

    @Override
    public void unauthorised(SipResponse challenge, String reason) {
        session.timer().refused();
    }

    @Override
    public void unanswered() {
        if (session.state() == SessionState.CONFIRMED) {
            lost(408, "no response to UPDATE");
        }
    }

    @Override
    public void unreachable(String reason) {
        session.timer().refused();
    }

    private void lost(int status, String text) {
        session.bye(session.ended(EndParty.SYSTEM, EndCause.DIALOG_LOST, status, text));
    }
}
