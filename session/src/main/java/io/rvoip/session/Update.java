package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;

/** An UPDATE of ours on the wire (RFC 3311 §5.1, §5.3), which tells its outcome as a re-INVITE does. */
final class Update implements Exchange.Outcome {
    private final InviteSession session;
    private final Reinvite.Owner owner;

    private Update(InviteSession session, Reinvite.Owner owner) {
        this.session = session;
        this.owner = owner;
    }

    /** Sends it, unless {@code owner} does not want it any more when the way has been found. */
    static void send(InviteSession session, SipRequest request, DialogWay way, Reinvite.Owner owner) {
        way.path().find(
                way.dialog().nextHop(),
                found -> {
                    if (owner.waiting()) {
                        Exchange.start(
                                session.core, session.auth(), way.dialog()::nextCSeq, request, found, new Update(session, owner));
                    }
                },
                why -> owner.refused(503, why, Reinvite.NEVER_AGAIN));
    }

    /** When a refusal says to try again, seconds; {@link Reinvite#NEVER_AGAIN} when it does not. */
    static long secondsToRetry(InviteSession session, SipResponse response) {
        return switch (response.status()) {
            case 422 -> session.timer().tooSmall(response) ? 0 : Reinvite.NEVER_AGAIN;
            case 500 -> response.header(HeaderKind.RETRY_AFTER).map(RetryAfter::seconds).orElse(Reinvite.NEVER_AGAIN);
            default -> Reinvite.NEVER_AGAIN;
        };
    }

    @Override
    public void answered(SipResponse response) {
        switch (response.status()) {
            case 408, 481 -> owner.dialogLost(response.status(), response.reason());
            default -> {
                if (response.status() < 300) {
                    owner.accepted(response);
                } else {
                    owner.refused(response.status(), response.reason(), secondsToRetry(session, response));
                }
            }
        }
    }

    @Override
    public void unauthorised(SipResponse challenge, String reason) {
        owner.refused(challenge.status(), reason, Reinvite.NEVER_AGAIN);
    }

    @Override
    public void unanswered() {
        owner.dialogLost(408, "no response to UPDATE");
    }

    @Override
    public void unreachable(String reason) {
        owner.refused(503, reason, Reinvite.NEVER_AGAIN);
    }
}
