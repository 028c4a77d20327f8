package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.Uri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes a call along to another address of ours: dialog, media, and a re-INVITE that tells the far end. */
final class Reconnection {
    private Reconnection() {}

    static CompletionStage<Modification> start(InviteSession session, NextHop hop) {
        CompletableFuture<Modification> outcome = new CompletableFuture<>();
        DialogWay before = session.way().orElseThrow(
                () -> new IllegalStateException("call " + session.callId() + " has no dialog in state " + session.state()));
        Outbound outbound = session.core.outbound;
        outbound.find(hop, before.dialog().nextHop(), before.path().secure(), session.core.ids.nextLong(), way -> {
            Flow flow = way.flow();
            if (session.end().isPresent()) {
                outcome.complete(new Modification.Ended(session.end().get()));
            } else if (!session.leg().map(leg -> leg.moved(outbound.ownAddress(flow))).orElse(true)) {
                outcome.complete(new Modification.Refused(488, "its media are bound to another address or family"));
            } else {
                move(session, before, flow, hop);
                session.renegotiate().thenAccept(outcome::complete);
            }
        }, why -> outcome.complete(new Modification.Refused(503, why)));
        return outcome;
    }

    private static void move(InviteSession session, DialogWay before, Flow flow, NextHop hop) {
        Dialog dialog = before.dialog();
        Uri contact = dialog.localContact().uri();
        session.moved(before.path().moved(flow, hop));
        if (!Outbound.isGruu(contact)) { // that is where we are whatever our address
            dialog.moved(session.core.outbound.contact(flow, Uris.user(contact), Uris.isSecure(contact)));
        }
    }
}
